// SPDX-License-Identifier: MIT
// Asks the server what has changed: one request for all rooms of the agent, and then for the room that is shown.

import { createPoller } from "../shared/poll.js";
import { applySync } from "./state.js";

/** @typedef {import("./app.js").App} App */

const OPEN_MS = 2000;
const FAILURES_TOLD = 2;
// Where nothing changes and nobody touches the page for so long, a new visitor may be told a little later.
const IDLE_AFTER_MS = 300000;
const IDLE_MS = 15000;
const TIMEOUT_POLL_MS = 12000;
const TOUCHES = ["pointermove", "pointerdown", "keydown", "wheel", "focus"];

/** @param {App} app */
export function createSync(app) {
	/** @type {Worker | null} */
	let worker = null;
	let etag = "", cursor = "", failures = 0, busyAt = performance.now();

	/** @param {Headers} headers */
	function noteClock(headers) {
		const date = Date.parse(headers.get("Date") ?? "");
		if (date && Math.abs(date - app.now()) > 2000)
			app.clockOffset = date - Date.now();
	}

	/** @param {import("../shared/api.js").Answer} answer */
	function apply({ body, etag: tag }) {
		const { model, changed, events } = applySync(app.model, body);
		app.model = model;
		etag = tag ?? "";
		cursor = model.cursor;
		changed.forEach((rid) => app.taken.delete(rid));
		app.bus.emit("model", { changed, events });
	}

	const isIdle = () => performance.now() - busyAt > IDLE_AFTER_MS;

	/** @param {Headers} headers */
	function nextTurn(headers) {
		if (document.hidden)
			return Infinity;
		const wanted = Number(headers.get("X-Poll-Interval")) * 1000 || 3000;
		if (isIdle())
			return Math.max(wanted, IDLE_MS);
		return app.shownRoom() ? Math.min(wanted, OPEN_MS) : wanted;
	}

	async function run() {
		const answer = await app.api.get("livechat/inbox.sync", { query: { since: cursor || undefined }, etag,
			timeoutMs: TIMEOUT_POLL_MS });
		noteClock(answer.headers);
		failures = 0;
		app.setOnline(true);
		if (answer.status === 200) {
			busyAt = performance.now();
			apply(answer);
		}
		if (!document.hidden)
			await app.rooms.followShown();
		return nextTurn(answer.headers);
	}

	/** @param {import("../shared/api.js").ApiError} error */
	function failed(error) {
		if (error.status === 401)
			app.sessionEnded();
		else if (++failures >= FAILURES_TOLD || !navigator.onLine)
			app.setOnline(false, error);
		if (error.status === undefined)
			console.error(error);
	}

	const poller = createPoller(run, failed);

	const now = () => void poller.now();

	/** Somebody is at the page. */
	function touched() {
		const wasIdle = isIdle();
		busyAt = performance.now();
		if (wasIdle)
			now();
	}

	const cut = () => app.setOnline(false);

	function followVisibility() {
		if (document.hidden && !worker) {
			worker = new Worker(app.base + asset("inbox-tick.js"));
			worker.onmessage = now;
		} else if (!document.hidden) {
			worker?.terminate();
			worker = null;
			now();
		}
	}

	document.addEventListener("visibilitychange", followVisibility);
	for (const type of TOUCHES)
		addEventListener(type, touched, { capture: true, passive: true });
	addEventListener("online", now);
	addEventListener("offline", cut);
	followVisibility();

	return {
		now,
		stop() {
			document.removeEventListener("visibilitychange", followVisibility);
			for (const type of TOUCHES)
				removeEventListener(type, touched, { capture: true });
			removeEventListener("online", now);
			removeEventListener("offline", cut);
			worker?.terminate();
			poller.stop();
		},
	};
}
