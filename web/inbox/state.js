// SPDX-License-Identifier: MIT
// What an agent's inbox knows, and how the answers of livechat/inbox.sync change it. Nothing here touches the page.

import { messageLine } from "../shared/line.js";

/** @typedef {Record<string, any>} Room  an inbox-room of the API */
/** @typedef {{_id: string, rid: string, name: string, ts: string, department?: string}} Inquiry */
/**
 * @typedef {object} Model
 * @property {boolean} ready  an answer has arrived
 * @property {Record<string, any>} self  the agent
 * @property {Map<string, Room>} rooms  by id
 * @property {string[]} order  the ids of the rooms, the newest first
 * @property {Inquiry[]} queue  who waits, the oldest first
 * @property {number} waiting  how many wait; the queue has 100 at most
 * @property {Map<string, string[]>} typing  the names of those who type, by room
 * @property {string} cursor
 */
/** @typedef {{kind: "waiting" | "message" | "mine" | "gone", rid: string, name: string, text: string}} Event */

/** @returns {Model} */
export function emptyModel() {
	return { ready: false, self: {}, rooms: new Map(), order: [], queue: [], waiting: 0, typing: new Map(),
		cursor: "" };
}

/**
 * @param {{rid: string, name: string}[]} list
 * @returns {Map<string, string[]>}
 */
function typingByRoom(list) {
	/** @type {Map<string, string[]>} */
	const rooms = new Map();
	for (const { rid, name } of list)
		rooms.set(rid, [...rooms.get(rid) ?? [], name]);
	return rooms;
}

/**
 * Whether the visitor has written something since the room was known as `before`.
 * @param {Room | undefined} before
 * @param {Room} room
 */
function hasNews(before, room) {
	return room.unread > (before?.unread ?? 0) && room.lastMessage?._id !== before?.lastMessage?._id;
}

/**
 * The model after an answer, which rooms it changed, and what is worth telling the agent. Nothing is announced of
 * what was there when the page began.
 * @param {Model} model
 * @param {Record<string, any>} answer  the body of inbox.sync
 * @returns {{model: Model, changed: string[], events: Event[]}}
 */
export function applySync(model, answer) {
	const rooms = new Map(model.rooms);
	/** @type {Event[]} */
	const events = [];
	for (const room of answer.rooms) {
		const before = rooms.get(room._id);
		const text = messageLine(room.lastMessage);
		if (!before)
			events.push({ kind: "mine", rid: room._id, name: room.fname, text });
		else if (hasNews(before, room))
			events.push({ kind: "message", rid: room._id, name: room.fname, text });
		rooms.set(room._id, room);
	}
	const order = answer.open ?? model.order;
	for (const [rid, room] of rooms) {
		if (order.includes(rid))
			continue;
		rooms.delete(rid);
		events.push({ kind: "gone", rid, name: room.fname, text: "" });
	}
	const queue = answer.queue?.inquiries ?? model.queue;
	const known = new Set(model.queue.map((inquiry) => inquiry._id));
	for (const inquiry of queue)
		if (!known.has(inquiry._id) && !model.rooms.has(inquiry.rid))
			events.push({ kind: "waiting", rid: inquiry.rid, name: inquiry.name, text: "" });
	return {
		model: {
			ready: true, self: answer.self, rooms, order, queue,
			waiting: answer.queue?.total ?? model.waiting,
			typing: typingByRoom(answer.typing), cursor: answer.cursor,
		},
		changed: answer.rooms.map((/** @type {Room} */ room) => room._id),
		events: model.ready ? events : [],
	};
}

/**
 * The rooms of the agent: those in which a visitor waits for an answer first, then by the last message.
 * @param {Model} model
 * @returns {Room[]}
 */
export function sortedRooms(model) {
	/** @param {Room} room */
	const when = (room) => Date.parse(room.lastMessage?.ts ?? room.lm ?? room.ts);
	return [...model.rooms.values()].sort((a, b) => Number(b.unread > 0) - Number(a.unread > 0) || when(b) - when(a));
}

/**
 * @param {Model} model
 * @param {string} [but]  the room that the agent is looking at
 * @returns {number} how many things wait for the agent
 */
export function pendingCount(model, but) {
	let count = model.waiting;
	for (const room of model.rooms.values())
		if (room.unread && room._id !== but)
			count += room.unread;
	return count;
}

/**
 * The model after the agent has read a room. The server counts a message as read when it was fetched, but does not
 * send the room anew for that.
 * @param {Model} model
 * @param {string} rid
 * @returns {Model}
 */
export function withRead(model, rid) {
	const room = model.rooms.get(rid);
	return room?.unread ? { ...model, rooms: new Map(model.rooms).set(rid, { ...room, unread: 0 }) } : model;
}

/**
 * The model after another agent took a room, or this one did.
 * @param {Model} model
 * @param {string} rid
 * @returns {Model}
 */
export function withoutInquiry(model, rid) {
	const queue = model.queue.filter((inquiry) => inquiry.rid !== rid);
	return { ...model, queue, waiting: model.waiting - (model.queue.length - queue.length) };
}
