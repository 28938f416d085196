// SPDX-License-Identifier: MIT
// What the inbox makes of the server's answers, without a page: `node --test tests/pages/inbox-state.test.mjs`.

import assert from "node:assert/strict";
import { test } from "node:test";
import { addChanges, addGap, addOwn, addPage, emptyLog, gapStart, pageQuery, sortedMessages }
	from "../../web/inbox/room_log.js";
import { toRows } from "../../web/inbox/rows.js";
import { applySync, emptyModel, pendingCount, sortedRooms, withRead, withoutInquiry }
	from "../../web/inbox/state.js";
import { elapsed } from "../../web/inbox/time.js";

const time = (second) => new Date(Date.UTC(2026, 0, 5, 12, 0, second)).toISOString();

function message(id, second, more = {}) {
	return { _id: id, rid: "r1", msg: id, ts: time(second), _updatedAt: time(second),
		u: { _id: "lisa", username: "lisa" }, ...more };
}

function room(id, second, { unread = 0, last = id } = {}) {
	return { _id: id, fname: `Visitor of ${id}`, ts: time(0), unread, v: { _id: `v-${id}`, status: "online" },
		lastMessage: message(`${id}-${last}`, second), _updatedAt: time(second) };
}

const inquiry = (rid, second) => ({ _id: `i-${rid}`, rid, name: rid, ts: time(second) });

function answer(more) {
	return { self: { _id: "lisa", username: "lisa" }, rooms: [], typing: [], cursor: "1", ...more };
}

/** The model after these answers, and what the last of them announced. */
function after(...answers) {
	let result = { model: emptyModel(), events: [], changed: [] };
	for (const one of answers)
		result = applySync(result.model, one);
	return result;
}

const start = answer({ rooms: [room("r1", 1), room("r2", 2)], open: ["r2", "r1"],
	queue: { inquiries: [inquiry("r3", 3)], total: 1 } });

test("nothing is announced of what was there when the page began", () => {
	const { model, events } = after(start);
	assert.deepEqual(events, []);
	assert.deepEqual([...model.rooms.keys()], ["r1", "r2"]);
	assert.equal(model.waiting, 1);
});

test("a visitor who begins to wait is announced once", () => {
	const queue = { inquiries: [inquiry("r3", 3), inquiry("r4", 4)], total: 2 };
	const { events } = after(start, answer({ queue }));
	assert.deepEqual(events.map(({ kind, rid }) => [kind, rid]), [["waiting", "r4"]]);
	assert.deepEqual(after(start, answer({ queue }), answer({ queue })).events, []);
});

test("an answer without a queue and without open keeps both", () => {
	const { model } = after(start, answer({ rooms: [room("r1", 9)] }));
	assert.equal(model.queue.length, 1);
	assert.equal(model.rooms.size, 2);
	assert.equal(model.rooms.get("r1").lastMessage.ts, time(9));
});

test("a visitor's new message is announced, one's own and an edit are not", () => {
	const wrote = answer({ rooms: [room("r1", 5, { unread: 1, last: "new" })] });
	assert.deepEqual(after(start, wrote).events.map(({ kind, text }) => [kind, text]), [["message", "r1-new"]]);
	const own = answer({ rooms: [room("r1", 5, { unread: 0, last: "own" })] });
	assert.deepEqual(after(start, own).events, []);
	const edited = answer({ rooms: [{ ...room("r1", 5, { unread: 1, last: "new" }), _updatedAt: time(6) }] });
	assert.deepEqual(after(start, wrote, edited).events, []);
});

test("a room that is no longer open is removed and announced", () => {
	const { model, events } = after(start, answer({ open: ["r1"] }));
	assert.deepEqual([...model.rooms.keys()], ["r1"]);
	assert.deepEqual(events.map(({ kind, rid }) => [kind, rid]), [["gone", "r2"]]);
});

test("the whole told anew announces only what is new", () => {
	const { model, events } = after(start, { ...start, rooms: [...start.rooms, room("r9", 9)], open: ["r9", "r2", "r1"] });
	assert.deepEqual(events.map(({ kind, rid }) => [kind, rid]), [["mine", "r9"]]);
	assert.equal(model.rooms.size, 3);
});

test("a chat that the agent has given back is not announced as a visitor who waits", () => {
	const queue = { inquiries: [inquiry("r3", 3), inquiry("r1", 0)], total: 2 };
	const { events } = after(start, answer({ open: ["r2"], queue }));
	assert.deepEqual(events.map(({ kind }) => kind), ["gone"]);
});

test("who types is known as long as the answers say so", () => {
	const typing = after(start, answer({ typing: [{ rid: "r1", name: "Anna" }] }));
	assert.deepEqual(typing.model.typing.get("r1"), ["Anna"]);
	assert.equal(applySync(typing.model, answer({})).model.typing.size, 0);
});

test("chats in which somebody waits for an answer come first, then the newest", () => {
	const { model } = after(start, answer({ rooms: [room("r1", 1, { unread: 2 })] }));
	assert.deepEqual(sortedRooms(model).map(({ _id }) => _id), ["r1", "r2"]);
	assert.deepEqual(sortedRooms(after(start).model).map(({ _id }) => _id), ["r2", "r1"]);
});

test("the title counts who waits and what is unread, but not in the chat that is shown", () => {
	const { model } = after(start, answer({ rooms: [room("r1", 1, { unread: 2 })] }));
	assert.equal(pendingCount(model), 3);
	assert.equal(pendingCount(model, "r1"), 1);
	assert.equal(pendingCount(withRead(model, "r1")), 1);
	assert.equal(withRead(model, "r2"), model);
	assert.equal(withoutInquiry(model, "r3").waiting, 0);
	assert.equal(withoutInquiry(model, "unknown").waiting, 1);
});

/** A page of the history as the server answers it, the newest first. */
function page(from, to, { offset = 0, total = to }) {
	const messages = [];
	for (let i = to; i >= from; i--)
		messages.push(message(`m${i}`, i));
	return { messages, offset, total };
}

test("a room is loaded in pieces until there is nothing older", () => {
	const log = emptyLog();
	assert.equal(pageQuery(log).offset, 0);
	addPage(log, page(51, 100, { total: 100 }));
	assert.equal(log.complete, false);
	assert.equal(gapStart(log), new Date(Date.parse(time(51)) - 1).toISOString());
	assert.equal(pageQuery(log).offset, 50);
	addPage(log, page(1, 50, { offset: 50, total: 100 }));
	assert.equal(log.complete, true);
	assert.deepEqual(sortedMessages(log).map(({ _id }) => _id)[0], "m1");
	assert.equal(log.since, time(100));
});

test("messages that came meanwhile shift the pages, and nothing is shown twice", () => {
	const log = emptyLog();
	addPage(log, page(51, 100, { total: 100 }));
	addChanges(log, { updated: [message("m101", 101)], deleted: [] });
	addPage(log, page(2, 51, { offset: 51, total: 101 }));
	assert.equal(log.messages.size, 100);
	assert.equal(log.complete, true);
});

test("changes move the cursor; the answer to one's own request does not", () => {
	const log = emptyLog();
	addPage(log, page(1, 2, { total: 2 }));
	addOwn(log, message("mine", 9));
	assert.equal(log.since, time(2));
	addChanges(log, { updated: [message("m1", 1, { msg: "edited", _updatedAt: time(7) })],
		deleted: [{ _id: "m2", _deletedAt: time(8) }] });
	assert.equal(log.since, time(8));
	assert.deepEqual(sortedMessages(log).map(({ msg }) => msg), ["edited", "mine"]);
});

test("an older version never replaces a newer one", () => {
	const log = emptyLog();
	addPage(log, page(1, 1, { total: 1 }));
	addOwn(log, message("m1", 1, { msg: "new", _updatedAt: time(5) }));
	addOwn(log, message("m1", 1, { msg: "old", _updatedAt: time(4) }));
	assert.equal(log.messages.get("m1").msg, "new");
});

test("an edit of a message older than what is shown is left to its page", () => {
	const log = emptyLog();
	addPage(log, page(51, 100, { total: 100 }));
	addChanges(log, { updated: [message("m3", 3, { _updatedAt: time(200) })], deleted: [] });
	assert.equal(log.messages.has("m3"), false);
	assert.equal(log.since, time(200));
});

test("what the server wrote between older messages is added, and does not move the cursor", () => {
	const log = emptyLog();
	addPage(log, page(1, 2, { total: 2 }));
	const end = addGap(log, [message("joined", 1.5, { t: "uj" }), message("m2", 2)]);
	assert.equal(end, time(2));
	assert.equal(log.since, time(2));
	assert.ok(log.messages.has("joined"));
	assert.equal(pageQuery(log).offset, 2);
});

const self = { _id: "lisa", username: "lisa", name: "Lisa" };
const rowsOf = (messages, waiting = [], more = {}) => toRows(messages, waiting, { self, visitorId: "v1", ...more });

test("messages of one author become a group, until five minutes have passed", () => {
	const rows = rowsOf([message("a", 0), message("b", 10), message("c", 400)]);
	assert.deepEqual(rows.map(({ kind }) => kind), ["day", "message", "message", "message"]);
	assert.deepEqual(rows.slice(1).map(({ begins }) => begins), [true, false, true]);
});

test("visitor, agent and note are told apart, and a note begins a group of its own", () => {
	const rows = rowsOf([message("a", 0, { u: { _id: "v1", username: "guest-1" } }), message("b", 1),
		message("c", 2, { t: "livechat_note" })]);
	assert.deepEqual(rows.slice(1).map(({ from, begins }) => [from, begins]),
		[["visitor", true], ["agent", true], ["note", true]]);
});

test("what the server wrote is a line of its own and ends a group", () => {
	const rows = rowsOf([message("a", 0), message("b", 1, { t: "uj" }), message("c", 2)]);
	assert.deepEqual(rows.slice(1).map(({ kind }) => kind), ["message", "system", "message"]);
	assert.equal(rows[3].begins, true);
});

test("a message says whether it was sent and read", () => {
	const rows = rowsOf([message("a", 0), message("b", 5)], [], { readUntil: time(0) });
	assert.deepEqual(rows.slice(1).map(({ state }) => state), ["read", "sent"]);
});

test("what waits to be sent comes last, and only until the server has it", () => {
	const waiting = [{ _id: "w", rid: "r1", msg: "later", at: Date.parse(time(9)), state: "sending" },
		{ _id: "x", rid: "r1", msg: "never", at: Date.parse(time(9)), state: "failed", error: "room-closed" }];
	const rows = rowsOf([message("a", 0)], waiting);
	assert.deepEqual(rows.slice(1).map(({ state, error }) => [state, error]),
		[["sent", undefined], ["sending", undefined], ["failed", "room-closed"]]);
	assert.equal(rowsOf([message("a", 0), message("w", 9)], waiting).filter(({ key }) => key === "w").length, 1);
});

test("the time somebody has waited keeps its width while it ticks", () => {
	assert.equal(elapsed(-5), "0:00");
	assert.equal(elapsed(9000), "0:09");
	assert.equal(elapsed(725000), "12:05");
	assert.equal(elapsed(3 * 3600000 + 7 * 60000), "3:07:00");
});
