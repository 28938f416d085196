// SPDX-License-Identifier: MIT
// Polls the room that the widget has subscribed to, and tells the widget in frames what has changed.

import { createPoller } from "../shared/poll.js";
import { request } from "./network.js";
import { widgetIsQuiet } from "./quiet.js";
import { createRoom, greatest } from "./room.js";
import { forLive } from "./text.js";

const HIDDEN_MS = 60000;
const FAILURES_MAX = 3;
const FIRST_PAGE = 20;

/** @typedef {import("./room.js").Room} Room */
/** @typedef {ReturnType<typeof createFollower>} Follower */
/** @typedef {{receive: (frame: any) => void, close: (code: number) => void}} Line  an open socket */

/** @param {string} api  URL of livechat/ in the API, with a slash at its end */
export function createFollower(api) {
	/** Its history may be read before the widget subscribes to it. @type {Room | undefined} */
	let room;
	/** @type {Line | undefined} */
	let line;
	let failures = 0;

	/** @param {string} collection @param {string} eventName @param {any[]} args */
	function tell(collection, eventName, ...args) {
		line?.receive({ msg: "changed", collection, id: "id", fields: { eventName, args } });
	}

	/** @param {string} path @param {Record<string, any>} query @param {string | null} [etag] */
	async function read(path, query, etag) {
		const answer = await request(`${api}${path}?${new URLSearchParams(query)}`, { headers: etag ? { "If-None-Match": etag } : {} });
		return { answer, body: answer.ok ? await answer.json() : null };
	}

	/** Whether something has changed; at first, everything. @param {Room} of */
	function ask({ rid, token, since, etag }) {
		return read(`messages.history/${rid}`, { token, limit: since ? 1 : FIRST_PAGE }, etag);
	}

	/** All that has changed since the last turn. @param {Room} of */
	async function changes({ rid, token, since }) {
		const updated = [], deleted = [];
		for (let more = true; more;) {
			const { result } = (await read(`messages.sync/${rid}`, { token, lastUpdate: since })).body;
			updated.push(...result.updated);
			deleted.push(...result.deleted);
			since = greatest(updated, "_updatedAt", greatest(deleted, "_deletedAt", since));
			more = result.more;
		}
		return { updated, deleted, since };
	}

	/** Who types, and the place in the queue. @param {Room} of @param {Headers} headers @param {boolean} hasMessages */
	function tellHeaders(of, headers, hasMessages) {
		const names = (headers.get("X-Typing") ?? "").split(",").filter(Boolean).map(decodeURIComponent);
		for (const name of new Set([...of.typing, ...names]))
			tell("stream-notify-room", "typing", name, names.includes(name));
		of.typing = names;
		const spot = Number(headers.get("X-Queue-Position"));
		// The widget forgets a notice that comes together with messages.
		if (!spot || spot === of.place || hasMessages)
			return;
		tell("stream-livechat-room", of.rid, { type: "queueData", data: { spot } });
		of.place = spot;
	}

	/** @param {Room} of @param {any} message */
	function tellMessage({ rid }, message) {
		tell("stream-room-messages", rid, { ...forLive(message), ts: { $date: Date.parse(message.ts) } });
	}

	/** @param {Room} of @param {any[]} messages @param {string} since  the time of the last change among all that was read */
	function tellMessages(of, messages, since) {
		of.shows(messages, since);
		for (const one of messages)
			if (one !== of.closing)
				tellMessage(of, one);
	}

	/** Who serves the room. @param {Room} of */
	async function tellAgent(of) {
		const { body } = await read(`agent.info/${of.rid}/${of.token}`, {});
		of.isAgentNew = false;
		if (body && of === room)
			tell("stream-livechat-room", of.rid, { type: "agentData", data: body.agent });
	}

	/** The widget takes no notice of an end that a history tells of, only of one that comes live. @param {Room} of */
	function tellEnd(of) {
		tellMessage(of, of.closing);
		room = undefined;
		return Infinity;
	}

	/** @returns {Promise<number>} */
	async function turn() {
		await widgetIsQuiet();
		const of = room, to = line;
		if (!of?.isFollowed || !to)
			return Infinity;
		const { answer, body } = await ask(of);
		if (!body && answer.status !== 304)
			return Infinity;
		const { updated, deleted, since } = body && of.since ? await changes(of)
			: { updated: body?.messages ?? [], deleted: [], since: of.since };
		failures = 0;
		await widgetIsQuiet();
		if (of !== room || to !== line)
			return 0;
		const messages = of.news(updated, deleted);
		of.etag = answer.headers.get("ETag");
		tellMessages(of, messages, since);
		tellHeaders(of, answer.headers, messages.length > 0);
		if (of.isAgentNew)
			await tellAgent(of);
		return of.closing ? tellEnd(of) : document.hidden ? HIDDEN_MS : Number(answer.headers.get("X-Poll-Interval")) * 1000;
	}

	const poller = createPoller(turn, () => {
		if (++failures >= FAILURES_MAX)
			line?.close(1006);
	});

	document.addEventListener("visibilitychange", () => document.hidden || poller.now());

	return {
		now: poller.now,
		/** The room that the widget reads. @param {string} rid @param {string} token */
		enter(rid, token) {
			if (room?.rid !== rid || room.token !== token)
				room = createRoom(rid, token);
			return room;
		},
		/** The visitor has closed their room. */
		leave() {
			room = undefined;
		},
		/** Whether a new line may be opened: the widget takes one for a server that answers. */
		isReachable: async () => !room || ask(room).then(() => true, () => false),
		/** @param {Line} other  opened */
		use(other) {
			line = other;
			void poller.now();
		},
		/** @param {Line} other  closed */
		lose(other) {
			if (line === other)
				line = undefined;
		},
	};
}
