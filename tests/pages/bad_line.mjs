// SPDX-License-Identifier: MIT
// A bad way to the site: a TCP proxy that delays, stalls and cuts connections. Each request has a connection of its own,
// so that what happens to connections happens to requests. What happens depends on the number of the connection only.

import net from "node:net";

/** One connection in so many is cut, and one stalls for a while. */
const ONE_IN = 20;
const STALL_MS = 4000;
const LONGEST_DELAY_MS = 150;
const SEED = 13;

/** Numbers between 0 and 1, the same each time. */
function createRandom(seed) {
	return () => {
		seed = Math.imul(seed ^ seed >>> 15, 0x2c1b3c6d) + 0x9e3779b9 | 0;
		return (seed >>> 0) / 2 ** 32;
	};
}

/** A line that passes everything on at once, until it is told otherwise. */
export async function startLine(target) {
	const open = new Set(), random = createRandom(SEED);
	let mode = "good", connections = 0, sends = 0;
	/** How many connections met with what. */
	const met = { requestLost: 0, answerLost: 0, answerCut: 0, stalled: 0, held: 0 };

	/** What happens to the next connection, with which `request` begins. */
	function nextFate(request) {
		if (mode === "held")
			return { fate: "held" };
		if (mode === "good")
			return { fate: "", delayMs: 0 };
		const number = connections++ % ONE_IN, delayMs = random() * LONGEST_DELAY_MS;
		if (number === ONE_IN / 2)
			return { fate: "stalled", delayMs: STALL_MS };
		if (number !== ONE_IN - 1)
			return { fate: "", delayMs };
		// Of messages, either nothing has arrived or everything, and nobody knows which.
		const isSend = /^POST \S+(?:livechat\/message|sendMessage) /.test(request);
		return { fate: isSend ? ["answerLost", "requestLost"][sends++ % 2] : "answerCut", delayMs };
	}

	/** Serves one request of a browser. */
	function serve(browser, request) {
		const { fate, delayMs = 0 } = nextFate(request.toString("latin1"));
		if (fate)
			met[fate]++;
		if (fate === "held")
			return;
		if (fate === "requestLost") {
			browser.resetAndDestroy();
			return;
		}
		const server = net.connect(Number(target.port), target.hostname);
		open.add(server);
		server.on("error", () => browser.destroy()).on("close", () => open.delete(server));
		browser.on("close", () => server.destroy());
		server.write(request);
		browser.pipe(server);
		server.once("data", (answer) => {
			server.pause();
			setTimeout(() => {
				if (fate === "answerCut")
					browser.write(answer.subarray(0, answer.length / 2));
				if (fate === "answerLost" || fate === "answerCut")
					return browser.destroySoon();
				browser.write(answer);
				// What is over already ends the other one, too.
				return server.pipe(browser);
			}, delayMs);
		});
	}

	function endAll() {
		for (const one of open)
			one.destroy();
	}

	const server = net.createServer((browser) => {
		if (mode === "cut") {
			browser.resetAndDestroy();
			return;
		}
		open.add(browser);
		browser.on("error", () => browser.destroy()).on("close", () => open.delete(browser));
		browser.once("data", (request) => {
			browser.pause();
			serve(browser, Buffer.from(request.toString("latin1").replace("\r\nConnection: keep-alive\r\n", "\r\nConnection: close\r\n"), "latin1"));
		});
	});
	await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
	return {
		url: `http://127.0.0.1:${server.address().port}`,
		met,
		/** @param {"good" | "bad" | "held" | "cut"} next  held: what comes is neither answered nor refused, for ever */
		be(next) {
			mode = next;
			if (mode === "cut")
				endAll();
		},
		stop() {
			endAll();
			return new Promise((resolve) => server.close(resolve));
		},
	};
}
