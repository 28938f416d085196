// SPDX-License-Identifier: MIT
// The messages of the visitor's room, and how they are kept up to date (docs/integrator.md, Polling).

import { ApiError } from "../shared/api.js";
import { createPoller } from "../shared/poll.js";
import { createTabs } from "./tabs.js";

/** @typedef {{_id: string, msg: string, ts: string, _updatedAt: string, u: {_id?: string, username?: string, name?: string},
 *     token?: string, t?: string, md?: any[], attachments?: any[], editedAt?: string, transferData?: any, isLocal?: boolean}} Message */
/** @typedef {ReturnType<typeof createConversation>} Conversation */

const PAGE = 50;
const HIDDEN_MS = 60000;
const CLOSED_S = 60;

/** @param {string | null} value @returns {string[]} */
function decodeNames(value) {
	try {
		return value ? value.split(",").map(decodeURIComponent) : [];
	} catch {
		return [];
	}
}

/** @param {any} ctx  what the panel shares with its parts */
export function createConversation(ctx) {
	const { api, visitor, draw: changed } = ctx;
	/** @type {Map<string, Message>} */
	const messages = new Map();
	/** @type {string | null} */
	let rid = null;
	/** Up to where the changes are known; null: nothing was read. @type {string | null} */
	let cursor = null;
	/** @type {string | null} */
	let etag = null;
	let isComplete = false, isPaging = false, isLost = false, place = 0, soonUntil = 0, readUntil = "";
	/** @type {string[]} */
	let typing = [];

	const poller = createPoller(turn, (error) => {
		if (!rid)
			return;
		if (error instanceof ApiError && !error.isTemporary)
			lost();
		else
			isLost = true;
		changed();
	});
	const tabs = createTabs({ name: "livechat", led: poller.now, told });

	const path = (/** @type {string} */ name) => `livechat/${name}/${encodeURIComponent(rid ?? "")}`;
	const list = () => [...messages.values()].sort((a, b) => a.ts < b.ts ? -1 : a.ts > b.ts ? 1 : 0);
	const isOver = () => !visitor.data.open;

	/** @param {Message[]} updated @param {any[]} [deleted] */
	function merge(updated, deleted = []) {
		const oldest = isComplete || !messages.size ? "" : list()[0].ts;
		for (const message of updated)
			if (message.ts >= oldest && (messages.get(message._id)?._updatedAt ?? "") <= message._updatedAt)
				messages.set(message._id, message);
		for (const { _id } of deleted)
			messages.delete(_id);
		if (updated.some((message) => message.t === "livechat-close") && visitor.data.open)
			visitor.update({ open: false, ended: true });
	}

	/** Only answers to polls and to the first reading move the cursor. @param {Message[]} updated @param {any[]} [deleted] */
	function latest(updated, deleted = []) {
		return [cursor ?? "", ...updated.map((one) => one._updatedAt), ...deleted.map((one) => one._deletedAt)].sort().pop();
	}

	async function readFirst() {
		const room = rid;
		const answer = await api.get(path("messages.history"), { query: { limit: PAGE } });
		if (room !== rid)
			return answer;
		isComplete = answer.body.messages.length < PAGE;
		merge(answer.body.messages);
		cursor = latest(answer.body.messages) || "0";
		return answer;
	}

	/** Reads all changes since the cursor, and shows them together. */
	async function readChanges() {
		const room = rid, from = cursor;
		/** @type {Message[]} */
		const updated = [];
		const deleted = [];
		let since = from, answer;
		do {
			answer = await api.get(path("messages.sync"), { query: { lastUpdate: since }, etag: since === from ? etag : null });
			if (room !== rid || answer.status === 304)
				return answer;
			updated.push(...answer.body.result.updated);
			deleted.push(...answer.body.result.deleted);
			since = latest(updated, deleted) || from;
		} while (answer.body.result.more);
		apply({ from, cursor: since, updated, deleted });
		({ etag } = answer);
		return answer;
	}

	/** @param {{from: string | null, cursor: string | null, updated: Message[], deleted: any[]}} changes */
	function apply(changes) {
		const fresh = changes.updated.filter((one) => !one.token && !one.t && !messages.has(one._id));
		merge(changes.updated, changes.deleted);
		({ cursor } = changes);
		etag = null;
		tabs.leads && tabs.tell({ rid, changes });
		if (fresh.length)
			ctx.arrived(fresh);
	}

	async function turn() {
		if (!rid || isOver() && cursor || cursor && !tabs.leads)
			return Infinity;
		if (cursor && document.hidden && await tabs.isVisibleElsewhere())
			return HIDDEN_MS;
		const room = rid, answer = await (cursor ? readChanges() : readFirst());
		if (room !== rid)
			return 0;
		isLost = false;
		const seconds = Number(answer.headers.get("X-Poll-Interval")) || 5;
		hint({ typing: decodeNames(answer.headers.get("X-Typing")), place: Number(answer.headers.get("X-Queue-Position")) || 0,
			readUntil: answer.headers.get("X-Read-Until") ?? "" });
		if (seconds >= CLOSED_S && !isOver() && (await ctx.readConfig()).room?._id !== rid)
			visitor.update({ open: false, ended: true });
		changed();
		return pause(seconds);
	}

	/** The milliseconds until the next turn. @param {number} seconds  what the server proposes */
	function pause(seconds) {
		if (document.hidden)
			return HIDDEN_MS;
		return Date.now() < soonUntil ? Math.min(seconds, 2) * 1000 : seconds * 1000;
	}

	/** @param {{typing: string[], place: number, readUntil: string}} news */
	function hint(news) {
		const isNew = news.place !== place || news.typing.join() !== typing.join() || news.readUntil !== readUntil;
		({ typing, place, readUntil } = news);
		if (isNew && tabs.leads)
			tabs.tell({ rid, hint: news });
	}

	/** What the page that leads has learnt. @param {any} message */
	function told(message) {
		if (message.rid !== rid || !cursor)
			return;
		if (message.poll && tabs.leads)
			soon();
		if (message.hint)
			hint(message.hint);
		if (message.sent)
			merge([message.sent]);
		if (message.changes && message.changes.from <= cursor)
			apply({ ...message.changes, cursor: [cursor, message.changes.cursor].sort().pop() });
		else if (message.changes)
			void readChanges().catch(() => {});
		changed();
	}

	/** The server does not know the room, or not the visitor. */
	function lost() {
		visitor.update({ open: false, ended: false, rid: undefined });
		clear();
	}

	function clear() {
		messages.clear();
		rid = cursor = etag = null;
		isComplete = isLost = false;
		typing = [];
		place = 0;
		readUntil = "";
	}

	/** Something was sent or is being written: the answer is likely to come soon. */
	function soon() {
		soonUntil = Date.now() + 30000;
		if (tabs.leads)
			void poller.now();
		else
			tabs.tell({ rid, poll: true });
	}

	document.addEventListener("visibilitychange", () => document.hidden || void poller.now());
	addEventListener("online", () => void poller.now());

	return {
		list, clear, soon,
		/** The visitor types: then 15 seconds are too long. */
		awake() {
			if (Date.now() > soonUntil - 20000)
				soon();
		},
		/** @param {string} room */
		begin(room) {
			if (rid !== room) {
				clear();
				rid = room;
			}
			void poller.now();
		},
		/** The answer to a message that was sent from here. @param {Message} message */
		sent(message) {
			merge([message]);
			tabs.tell({ rid, sent: message });
			soon();
		},
		/** Reads what precedes the oldest message. @returns {Promise<void>} */
		async readOlder() {
			if (isPaging || isComplete || !cursor)
				return;
			isPaging = true;
			changed();
			try {
				const { body } = await api.get(path("messages.history"), { query: { limit: PAGE, end: list()[0].ts } });
				isComplete = body.messages.length < PAGE;
				for (const message of body.messages)
					messages.set(message._id, message);
			} finally {
				isPaging = false;
				changed();
			}
		},
		get leads() { return tabs.leads; },
		get isPaging() { return isPaging; },
		get isLost() { return isLost; },
		get typing() { return typing; },
		get place() { return place; },
		/** The agents have read what was written until then; empty: nothing, or they do not tell. */
		get readUntil() { return readUntil; },
		/** Whether no page of the visitor is in front of them but perhaps this one. */
		isAlone: async () => !document.hidden || !await tabs.isVisibleElsewhere(),
		/** The agent who serves the room, as far as the messages tell; undefined: they do not. */
		get agent() {
			let agent;
			for (const message of list()) {
				if (message.t === "command" && message.msg === "connected")
					agent = message.u;
				else if (message.t === "livechat_transfer_history" && message.transferData?.scope !== "agent")
					agent = null;
			}
			return agent;
		},
	};
}
