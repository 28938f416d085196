// SPDX-License-Identifier: MIT
// A worker that says every 15 seconds that it is time to ask the server. Browsers slow the timers of a hidden page
// down to one a minute, but not those of its workers.

setInterval(() => postMessage("tick"), 15000);
