// SPDX-License-Identifier: MIT
// The messages of a conversation on the page. Rows that are shown already are moved, not made anew; older messages
// are loaded in pieces, and what is read stays where it is.

import { setChildren } from "../shared/children.js";
import { el, icon } from "../shared/dom.js";
import { deleteMessage, editMessage } from "./actions.js";
import { confirmDialog } from "./dialog.js";
import { icons } from "./icons.js";
import { createMessage } from "./message_view.js";
import { sortedMessages } from "./room_log.js";
import { toRows } from "./rows.js";
import { systemText } from "./system_text.js";
import { dayName, fullTime } from "./time.js";

/** @typedef {import("./app.js").App} App */
/** @typedef {import("./rows.js").Row} Row */

const NEAR_END = 60;
const NEAR_TOP = 300;

/** @param {App} app @param {string} rid */
export function createLogView(app, rid) {
	const { t, texts } = app;
	const list = el("div", { class: "log-rows" });
	const top = el("div", { class: "log-top soft small" });
	const log = el("div", { class: "log", role: "log", "aria-label": t("log.label"), tabindex: "0", onscroll: scrolled },
		top, list);
	const jump = el("button", { class: "jump", hidden: true, onclick: toEnd }, icon(icons.back), t("log.newer"));
	/** @type {Map<string, {node: HTMLElement, version: string}>} */
	const made = new Map();
	/** @type {Row[]} */
	let shown = [];
	let follows = true, lastTop = 0, editing = "";

	/** @param {any} message */
	function beginEdit(message) {
		editing = message._id;
		update();
		const box = /** @type {HTMLTextAreaElement | null} */ (list.querySelector(".edit textarea"));
		box?.focus();
		box?.setSelectionRange(box.value.length, box.value.length);
	}

	function endEdit() {
		editing = "";
		update();
		app.bus.emit("focus-composer");
	}

	const actions = {
		edit: beginEdit,
		cancel: endEdit,
		/** @param {any} message @param {string} text */
		async save(message, text) {
			if (text === message.msg || await editMessage(app, message, text))
				endEdit();
		},
		/** @param {any} message */
		remove: (message) => confirmDialog(app, { title: t("delete.title"), text: t("delete.text"),
			label: t("delete.button"), run: () => deleteMessage(app, message) }),
		/** @param {string} id */
		retry: (id) => app.outbox.retry(id),
		/** @param {string} id */
		drop: (id) => app.outbox.drop(id),
	};

	/** @param {Row} row @returns {HTMLElement} */
	function makeRow(row) {
		const { message } = row;
		if (row.kind === "day")
			return el("h2", { class: "log-day" }, el("time", {}, dayName(texts, /** @type {string} */ (row.day), app.now())));
		if (row.kind === "message")
			return createMessage(app, row, { actions, editing: editing === row.key });
		return el("p", { class: `log-system ${row.kind}`, title: fullTime(texts, message?.ts) },
			systemText(app, message), " ", el("time", {}, texts.time(message?.ts)));
	}

	/** @param {Row} row */
	function version(row) {
		return JSON.stringify([row.begins, row.state, row.error, row.message?._updatedAt, row.message?.msg,
			row.day && dayName(texts, row.day, app.now()), editing === row.key]);
	}

	/** @param {Row[]} rows @returns {HTMLElement[]} */
	function nodesOf(rows) {
		const nodes = [];
		const keys = new Set();
		for (const row of rows) {
			const known = made.get(row.key), wanted = version(row);
			const node = known?.version === wanted ? known.node : makeRow(row);
			made.set(row.key, { node, version: wanted });
			keys.add(row.key);
			nodes.push(node);
		}
		for (const key of made.keys())
			if (!keys.has(key))
				made.delete(key);
		return nodes;
	}

	function updateTop() {
		const room = app.rooms.get(rid);
		if (room?.error) {
			setChildren(top, [el("span", {}, app.errorText(room.error)),
				el("button", { class: "link", onclick: () => room.log.loaded ? app.rooms.loadOlder(room)
					: app.rooms.show(rid) }, t("again"))]);
			return;
		}
		const waits = room?.loading && !room.log.complete;
		top.textContent = waits ? t("loading") : "";
		top.classList.toggle("skeleton", Boolean(waits && !room.log.loaded));
	}

	/** The message that is seen first, which is to stay where it is: its node may be made anew. */
	function firstSeen() {
		const { top: edge } = log.getBoundingClientRect();
		const row = shown.find(({ kind, key }) => kind === "message" && bounds(key).bottom > edge);
		return row && { key: row.key, top: bounds(row.key).top };
	}

	/** @param {string} key */
	const bounds = (key) => made.get(key)?.node.getBoundingClientRect() ?? { top: 0, bottom: 0 };

	/** @param {import("./rooms.js").OpenRoom} room */
	function rowsOf(room) {
		const visitor = app.model.rooms.get(rid)?.v ?? room.info?.v;
		const waiting = [...app.outbox.items().filter((/** @type {any} */ item) => item.rid === rid), ...app.files.items(rid)];
		return toRows(sortedMessages(room.log), waiting,
			{ self: app.me, visitorId: visitor?._id ?? "", readUntil: visitor?.lastReadTs });
	}

	function update() {
		const room = app.rooms.get(rid);
		if (!room)
			return;
		const rows = rowsOf(room);
		const last = rows[rows.length - 1]?.key, grew = last !== list.dataset.last;
		const anchor = follows ? undefined : firstSeen();
		setChildren(list, nodesOf(rows));
		shown = rows;
		list.dataset.last = last ?? "";
		updateTop();
		if (follows)
			log.scrollTop = log.scrollHeight;
		else if (anchor && made.has(anchor.key))
			log.scrollTop += bounds(anchor.key).top - anchor.top;
		jump.hidden = follows || !(grew || !jump.hidden);
		// Whoever has reached the top while something else was being loaded does not scroll again.
		if (log.scrollTop < NEAR_TOP)
			loadMore();
	}

	function loadMore() {
		const room = app.rooms.get(rid);
		if (room?.log.loaded && !room.log.complete && !room.loading && !room.error)
			void app.rooms.loadOlder(room);
	}

	function scrolled() {
		// A log that became lower is not one that somebody has scrolled up.
		if (log.scrollHeight - log.scrollTop - log.clientHeight < NEAR_END)
			follows = true;
		else if (log.scrollTop < lastTop)
			follows = false;
		lastTop = log.scrollTop;
		if (follows)
			jump.hidden = true;
		if (log.scrollTop < NEAR_TOP)
			loadMore();
	}

	function toEnd() {
		follows = true;
		log.scrollTop = log.scrollHeight;
		jump.hidden = true;
	}

	// What the on-screen keyboard or a growing answer takes away is taken from the top.
	new ResizeObserver(() => {
		if (follows)
			log.scrollTop = log.scrollHeight;
	}).observe(log);

	return {
		node: el("div", { class: "log-frame" }, log, jump), update, toEnd,
		editLast() {
			const room = app.rooms.get(rid);
			const own = room && sortedMessages(room.log).filter((one) => one.u._id === app.me._id && !one.t && one.msg).pop();
			if (own)
				beginEdit(own);
		},
	};
}
