// SPDX-License-Identifier: MIT
// Turns the messages of a room into the rows of its log: days, system lines, and messages in groups of one author.
// Nothing here touches the page.

/** @typedef {import("./room_log.js").Message} Message */
/** @typedef {import("../shared/outbox.js").Waiting & {note?: boolean, node?: HTMLElement}} Waiting  node: shows a file that is being sent */
/**
 * @typedef {object} Row
 * @property {string} key  the same for the same row
 * @property {"day" | "system" | "message" | "page"} kind
 * @property {string} [day]  a date
 * @property {Message} [message]
 * @property {"visitor" | "agent" | "note"} [from]
 * @property {boolean} [mine]
 * @property {boolean} [begins]  the first of a group
 * @property {"sending" | "failed" | "sent" | "read"} [state]
 * @property {string} [error]
 */

const GROUP_MS = 5 * 60 * 1000;
const NOTE = "livechat_note";
const PAGE_VIEW = "livechat_navigation_history";

/** @param {Message} message @param {string} visitorId */
function rowOrigin(message, visitorId) {
	if (message.t === NOTE)
		return "note";
	return message.token || message.alias || message.u._id === visitorId ? "visitor" : "agent";
}

/** @param {string} ts */
function localDay(ts) {
	const date = new Date(ts);
	return `${date.getFullYear()}-${date.getMonth()}-${date.getDate()}`;
}

/**
 * @param {Waiting} item
 * @param {{_id: string, username: string, name?: string}} self
 * @returns {Message} as it will be once it is sent
 */
function waitingMessage(item, self) {
	return { _id: item._id, rid: item.rid, msg: item.msg, ts: new Date(item.at).toISOString(), u: self,
		t: item.note ? NOTE : undefined, node: item.node };
}

/**
 * @param {Message[]} messages  the oldest first
 * @param {Waiting[]} waiting  those of this agent that the server does not have yet
 * @param {{self: any, visitorId: string, readUntil?: string}} room
 * @returns {Row[]}
 */
export function toRows(messages, waiting, { self, visitorId, readUntil = "" }) {
	/** @type {Row[]} */
	const rows = [];
	const known = new Set(messages.map((message) => message._id));
	const unsent = waiting.filter((item) => !known.has(item._id));
	const all = [...messages, ...unsent.map((item) => waitingMessage(item, self))];
	const states = new Map(unsent.map((item) => [item._id, item]));
	let day = "";
	/** @type {Row | undefined} */
	let last;
	for (const message of all) {
		if (localDay(message.ts) !== day) {
			day = localDay(message.ts);
			rows.push({ key: `day ${day}`, kind: "day", day: message.ts });
			last = undefined;
		}
		if (message.t && message.t !== NOTE) {
			rows.push({ key: message._id, kind: message.t === PAGE_VIEW ? "page" : "system", message });
			last = undefined;
			continue;
		}
		const from = rowOrigin(message, visitorId);
		const item = states.get(message._id);
		const begins = !last || last.from !== from || last.message?.u._id !== message.u._id
			|| Date.parse(message.ts) - Date.parse(last.message?.ts) > GROUP_MS;
		last = { key: message._id, kind: "message", message, from, begins, mine: message.u._id === self._id,
			state: item ? item.state : message.ts <= readUntil ? "read" : "sent", error: item?.error };
		rows.push(last);
	}
	return rows;
}
