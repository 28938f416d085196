// SPDX-License-Identifier: MIT
// What the waiting visitors wrote last. The queue does not say it, so each chat is asked for: at once when it is new,
// and now and then while it waits. Reading it so does not count as reading the messages.

import { messageLine } from "../shared/line.js";

/** @typedef {import("./app.js").App} App */

const SHOWN = 25;
const NEW_MS = 3000;
const KNOWN_MS = 20000;

/** @param {App} app @param {() => void} changed */
export function createPreviews(app, changed) {
	/** @type {Map<string, {text: string, at: number, room: any}>} */
	const known = new Map();
	let asking = false;

	/** The room that has to be asked for next, if it is time to. */
	function next() {
		const now = Date.now();
		return app.model.queue.slice(0, SHOWN).find(({ rid }) => {
			const one = known.get(rid);
			return !one || now - one.at > (one.text ? KNOWN_MS : NEW_MS);
		});
	}

	async function ask() {
		const inquiry = asking || document.hidden ? undefined : next();
		if (!inquiry)
			return;
		asking = true;
		const before = known.get(inquiry.rid);
		known.set(inquiry.rid, { text: "", room: null, ...before, at: Date.now() });
		try {
			const { body } = await app.api.get("rooms.info", { query: { roomId: inquiry.rid } });
			known.set(inquiry.rid, { text: messageLine(body.room.lastMessage), at: Date.now(), room: body.room });
			changed();
		} catch {
			// It is asked for again, unless it has left the queue.
		}
		asking = false;
		if (!before)
			void ask();
	}

	const timer = setInterval(ask, 1000);
	app.bus.on("model", () => {
		const waiting = new Set(app.model.queue.map(({ rid }) => rid));
		for (const rid of known.keys())
			if (!waiting.has(rid))
				known.delete(rid);
		void ask();
	});
	app.bus.on("end", () => clearInterval(timer));

	return {
		/** @param {string} rid @returns {string | undefined} undefined: it is not known yet */
		text: (rid) => known.get(rid)?.room ? known.get(rid)?.text : undefined,
	};
}
