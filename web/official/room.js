// SPDX-License-Identifier: MIT
// What the widget shows of a room, and which news it has to be told in which order. It appends whatever is new to it, so
// it is told of new messages in the order of the server, and of changes to what it shows.

/** @typedef {ReturnType<typeof createRoom>} Room */

/** Messages that say that somebody else serves the room, or nobody. */
const ABOUT_AGENTS = ["command", "livechat_transfer_history", "ul", "uj"];

/** The greatest of the members of all messages. @param {any[]} messages @param {string} member @param {string} least */
export function greatest(messages, member, least) {
	return messages.reduce((most, one) => one[member] > most ? one[member] : most, least);
}

/**
 * @param {string} rid
 * @param {string} token  the visitor's
 */
export function createRoom(rid, token) {
	/** The version of each message that the widget has. @type {Map<string, string>} */
	const shown = new Map();
	let newest = "";

	const room = {
		rid, token,
		/** The time of the last change that is known; "": nothing is. Only answers to polls and histories move it. */
		since: "",
		/** @type {string | null} */
		etag: null,
		/** The widget shows that somebody else serves the room, but has not been told who. */
		isAgentNew: false,
		/** The widget has subscribed to it. */
		isFollowed: false,
		/** Who is shown as typing, and the place in the queue. @type {string[]} */
		typing: [],
		place: 0,
		/** The message that says that the room is closed. @type {any} */
		closing: null,
		/** The widget shows these. @param {any[]} messages @param {string} [since]  what is known besides */
		shows(messages, since = "") {
			for (const one of messages) {
				room.isAgentNew ||= ABOUT_AGENTS.includes(one.t) && !shown.has(one._id);
				shown.set(one._id, one._updatedAt);
			}
			newest = greatest(messages, "ts", newest);
			room.since = greatest([...messages, { _updatedAt: since }], "_updatedAt", room.since);
			room.closing ??= messages.find((one) => one.t === "livechat-close");
		},
		/** What the widget has to be told, in that order. @param {any[]} updated @param {any[]} deleted @returns {any[]} */
		news(updated, deleted) {
			// The widget cannot remove a message, but it does not show those of this type.
			const removed = deleted.filter((one) => shown.has(one._id))
				.map((one) => ({ ...one, msg: "", t: "au", ts: one._deletedAt, _updatedAt: one._deletedAt }));
			const told = updated.filter((one) => one._updatedAt > (shown.get(one._id) ?? "") && (shown.has(one._id) || one.ts > newest));
			return [...removed, ...told.sort((one, other) => one.ts < other.ts ? -1 : 1)];
		},
	};
	return room;
}
