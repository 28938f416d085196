// SPDX-License-Identifier: MIT
// Makes the official widget live, unmodified, over polling. It runs before the widget's own scripts.

import { createFollower } from "./follower.js";
import { watchScripts } from "./scripts_loaded.js";
import { createSocketClass } from "./socket.js";
import { provideStorage } from "./storage.js";
import { createTraffic } from "./traffic.js";

/** The part of the URL before /livechat/assets/…: any prefix works. */
const root = new URL("../..", import.meta.url).href.replace(/\/$/, "");
const livechatApi = `${root}/api/v1/livechat/`;
const follower = createFollower(livechatApi);

provideStorage("localStorage");
provideStorage("sessionStorage");
watchScripts();
Object.assign(window, {
	SERVER_URL: root,
	WebSocket: createSocketClass(livechatApi, `${root}/livechat/livechat/`, follower),
	fetch: createTraffic(livechatApi, follower),
});
