// SPDX-License-Identifier: MIT
// The rooms that the agent has looked at: their messages, and what else is known of them.

import { addChanges, addGap, addOwn, addPage, emptyLog, gapStart, pageQuery } from "./room_log.js";

/** @typedef {import("./app.js").App} App */
/** @typedef {{rid: string, log: import("./room_log.js").RoomLog, info: any, error: any, loading: boolean}} OpenRoom */

const KEPT = 12;
const FOLLOW_MS = 4000;

/** @param {App} app */
export function createRooms(app) {
	/** @type {Map<string, OpenRoom>} those looked at last come last */
	const open = new Map();
	const stale = new Set();
	let followedAt = 0;

	/** @param {string} rid @param {string} lastUpdate */
	async function changes(rid, lastUpdate) {
		const { body } = await app.api.get(`livechat/messages.sync/${encodeURIComponent(rid)}`,
			{ query: { lastUpdate } });
		return body.result;
	}

	/** @param {OpenRoom} room @param {string} [from] */
	async function syncRoom(room, from) {
		let result, since = from || room.log.since || gapStart(room.log);
		do {
			result = await changes(room.rid, since);
			addChanges(room.log, result);
			since = [...result.updated.map((/** @type {any} */ one) => one._updatedAt),
				...result.deleted.map((/** @type {any} */ one) => one._deletedAt)].sort().pop() ?? since;
		} while (result.more);
		app.bus.emit("room", room.rid);
	}

	/** @param {OpenRoom} room */
	async function loadPage(room) {
		const { body } = await app.api.get(`livechat/messages/${encodeURIComponent(room.rid)}`,
			{ query: pageQuery(room.log) });
		addPage(room.log, body);
	}

	/** @param {OpenRoom} room */
	async function loadInfo(room) {
		const { body } = await app.api.get("rooms.info", { query: { roomId: room.rid } });
		room.info = body.room;
		app.bus.emit("room", room.rid);
	}

	/** @param {OpenRoom} room @param {() => Promise<void>} work */
	async function loading(room, work) {
		if (room.loading)
			return;
		room.loading = true;
		room.error = null;
		app.bus.emit("room", room.rid);
		try {
			await work();
		} catch (error) {
			room.error = error;
		}
		room.loading = false;
		app.bus.emit("room", room.rid);
	}

	/** Shows a room, and loads it unless it is known. @param {string} rid @returns {OpenRoom} */
	function show(rid) {
		const room = open.get(rid) ?? { rid, log: emptyLog(), info: null, error: null, loading: false };
		open.delete(rid);
		open.set(rid, room);
		for (const old of [...open.keys()].slice(0, -KEPT))
			open.delete(old);
		void loading(room, async () => {
			await loadInfo(room);
			if (room.log.loaded)
				return syncRoom(room);
			await loadPage(room);
			await syncRoom(room, gapStart(room.log));
		});
		return room;
	}

	/** @param {OpenRoom} room */
	function loadOlder(room) {
		return loading(room, async () => {
			const before = pageQuery(room.log).offset;
			await loadPage(room);
			let from = gapStart(room.log), result, rounds = 0;
			do {
				result = await changes(room.rid, from);
				from = addGap(room.log, result.updated) || from;
			} while (result.more && ++rounds < 3 && pageQuery(room.log).offset > before);
		});
	}

	/** Asks what is new in the room that is shown, when it may have changed. */
	async function followShown() {
		const room = open.get(app.shownRoom());
		if (!room?.log.loaded || room.loading)
			return;
		const mine = app.model.rooms.has(room.rid);
		if (!stale.has(room.rid) && (mine || !room.info?.open || Date.now() - followedAt < FOLLOW_MS))
			return;
		followedAt = Date.now();
		stale.delete(room.rid);
		try {
			await syncRoom(room);
			if (!mine)
				await loadInfo(room);
		} catch (error) {
			stale.add(room.rid);
			if (/** @type {any} */ (error).isTemporary)
				throw error;
			room.error = error;
			app.bus.emit("room", room.rid);
		}
	}

	app.bus.on("model", ({ changed, events }) => {
		for (const rid of changed)
			stale.add(rid);
		for (const { kind, rid } of events)
			if (kind === "gone")
				stale.add(rid);
	});

	return {
		show, loadOlder, followShown,
		/** @param {string} rid */
		get: (rid) => open.get(rid),
		/** @param {string} rid */
		touch: (rid) => stale.add(rid),
		/** Adds what the server answered to a send or an edit. @param {any} message */
		addOwn(message) {
			const room = open.get(message.rid);
			if (room)
				addOwn(room.log, message);
			stale.add(message.rid);
		},
		/** @param {string} rid @param {string} id */
		removed(rid, id) {
			open.get(rid)?.log.messages.delete(id);
			stale.add(rid);
			app.bus.emit("room", rid);
		},
		clear: () => open.clear(),
	};
}
