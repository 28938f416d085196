// SPDX-License-Identifier: MIT
// The first column: the agent, who waits, and the agent's chats; or closed chats.

import { setChildren } from "../shared/children.js";
import { el, icon } from "../shared/dom.js";
import { messageLine } from "../shared/line.js";
import { setAvailability, takeAndOpen } from "./actions.js";
import { userAvatar, visitorAvatar } from "./avatar.js";
import { createClosedList } from "./closed_list.js";
import { icons } from "./icons.js";
import listSheet from "./lists.css" with { type: "css" };
import { openMenu } from "./menu.js";
import { createPreviews } from "./previews.js";
import { sortedRooms } from "./state.js";
import { elapsed, fullTime, shortTime } from "./time.js";

/** @typedef {import("./app.js").App} App */

document.adoptedStyleSheets.push(listSheet);

/** @param {App} app */
function createSelf(app) {
	const { t } = app;
	const toggle = /** @type {HTMLButtonElement} */ (el("button", { class: "switch", role: "switch", onclick: () =>
		setAvailability(app, app.model.self.statusLivechat === "available" ? "not-available" : "available") },
	el("span", { class: "knob", "aria-hidden": "true" }), el("span", { class: "word" })));
	const word = /** @type {HTMLElement} */ (toggle.querySelector(".word"));

	function update() {
		const available = app.model.self.statusLivechat === "available";
		// Before the server has said it, a click would not mean what it says.
		toggle.disabled = !app.model.ready;
		toggle.setAttribute("aria-checked", String(available));
		toggle.setAttribute("aria-label", t("self.available"));
		word.textContent = app.model.ready ? t(available ? "self.available" : "self.away") : "";
	}

	app.bus.on("model", update);
	update();
	return el("header", { class: "self" }, userAvatar(app, app.me),
		el("div", { class: "self-text" }, el("strong", {}, app.me.name ?? app.me.username), app.isAgent() && toggle),
		el("button", { class: "quiet only-icon", "aria-label": t("menu.title"), title: t("menu.title"),
			onclick: () => openMenu(app) }, icon(icons.gear)));
}

/** An entry of a list: name, what was written last, when. @param {() => void} open */
function createItem(open) {
	const name = el("span", { class: "item-name" }), time = el("time", { class: "item-time" });
	const text = el("span", { class: "item-text" }), mark = el("span", { class: "item-mark" });
	const avatar = el("span", { class: "item-avatar" });
	const button = el("button", { class: "item-open", onclick: open }, avatar,
		el("span", { class: "item-lines" }, el("span", { class: "item-line" }, name, time),
			el("span", { class: "item-line" }, text, mark)));
	return { node: el("li", { class: "item" }, button), button, name, time, text, mark, avatar, shownAs: "" };
}

/** @typedef {ReturnType<typeof createItem>} Item */

/** @param {Item} item @param {string} name @param {string} [status] */
function setPerson(item, name, status) {
	const shownAs = `${name}\n${status}`;
	if (item.shownAs === shownAs)
		return;
	item.shownAs = shownAs;
	item.name.textContent = name;
	item.avatar.replaceChildren(visitorAvatar(name, status));
}

/** @param {HTMLElement} node @param {string} text */
function setText(node, text) {
	if (node.textContent !== text)
		node.textContent = text;
}

/** @param {HTMLElement} button @param {boolean} is */
function setCurrent(button, is) {
	if (is)
		button.setAttribute("aria-current", "true");
	else
		button.removeAttribute("aria-current");
}

/** @param {string} title @param {string} id */
function createSection(title, id) {
	const count = el("span", { class: "count" });
	const list = el("ul", { "aria-labelledby": id });
	const empty = el("p", { class: "soft nobody" });
	const node = el("section", {}, el("h2", { id, class: "list-title" }, title, count), list, empty);
	return { node, count, list, empty };
}

/** @param {App} app */
export function createLists(app) {
	const { t, texts } = app;
	const waiting = createSection(t("list.waiting"), "list-waiting");
	const mine = createSection(t("list.mine"), "list-mine");
	const closed = createClosedList(app);
	const previews = createPreviews(app, update);
	/** @type {Map<string, Item>} */
	const items = new Map();
	const chats = el("div", { class: "list-scroll" }, waiting.node, mine.node);

	/** @param {string} key @param {() => Item} make @returns {Item} */
	function item(key, make) {
		const known = items.get(key) ?? make();
		items.set(key, known);
		return known;
	}

	/** @param {any} inquiry */
	function waitingNode(inquiry) {
		const one = item(`waiting ${inquiry.rid}`, () => {
			const made = createItem(() => app.go(inquiry.rid));
			if (app.isAgent())
				made.node.append(el("button", { class: "take", onclick: () => takeAndOpen(app, inquiry),
				"aria-label": t("take.named", { name: inquiry.name }) }, t("take.button")));
			made.time.title = t("list.waitsSince", { time: fullTime(texts, inquiry.ts) });
			made.time.setAttribute("datetime", inquiry.ts);
			return made;
		});
		setPerson(one, inquiry.name);
		setText(one.text, (previews.text(inquiry.rid) ?? "…") || t("list.nothing"));
		setCurrent(one.button, app.shownRoom() === inquiry.rid);
		return one.node;
	}

	/** @param {any} room */
	function previewText(room) {
		const unsent = [...app.outbox.items(), ...app.files.items(room._id)].filter((/** @type {any} */ one) => one.rid === room._id);
		if (unsent.length)
			return t(unsent.some((/** @type {any} */ one) => one.state === "failed") ? "list.failed" : "list.unsent");
		if (app.model.typing.has(room._id))
			return t("list.typing");
		const draft = app.store.get(`draft.${room._id}`)?.text;
		if (draft && app.shownRoom() !== room._id)
			return t("list.draft", { text: draft });
		const { lastMessage } = room;
		if (!lastMessage)
			return t("list.nothing");
		const text = messageLine(lastMessage);
		return lastMessage.u._id === app.me._id ? t("list.you", { text }) : text;
	}

	/** @param {any} room */
	function roomNode(room) {
		const one = item(room._id, () => createItem(() => app.go(room._id)));
		const shown = app.shownRoom() === room._id;
		const unread = shown && !document.hidden ? 0 : room.unread;
		setPerson(one, room.fname, room.v.status);
		setText(one.text, previewText(room));
		one.text.classList.toggle("live", app.model.typing.has(room._id));
		setText(one.time, shortTime(texts, room.lastMessage?.ts ?? room.ts, app.now()));
		setText(one.mark, unread ? String(unread) : "");
		one.mark.title = unread ? t("list.unread", { count: unread }) : "";
		one.node.classList.toggle("unread", unread > 0);
		setCurrent(one.button, shown);
		return one.node;
	}

	/** Only what ticks. */
	function tick() {
		for (const inquiry of app.model.queue) {
			const one = items.get(`waiting ${inquiry.rid}`);
			if (one)
				setText(one.time, elapsed(app.now() - Date.parse(inquiry.ts)));
		}
	}

	function update() {
		const { model } = app, rooms = sortedRooms(model);
		setChildren(waiting.list, model.queue.map(waitingNode));
		setChildren(mine.list, rooms.map(roomNode));
		waiting.count.textContent = model.waiting ? String(model.waiting) : "";
		mine.node.hidden = !app.isAgent() && !rooms.length;
		mine.count.textContent = rooms.length ? String(rooms.length) : "";
		waiting.empty.textContent = model.queue.length ? "" : t(model.ready ? "list.nobodyWaits" : "loading");
		mine.empty.textContent = rooms.length || !model.ready ? "" : t("list.noChats");
		const kept = new Set([...model.queue.map(({ rid }) => `waiting ${rid}`), ...model.rooms.keys()]);
		for (const key of items.keys())
			if (!kept.has(key))
				items.delete(key);
		tick();
	}

	/** @param {boolean} isClosed */
	function choose(isClosed) {
		chats.hidden = isClosed;
		closed.node.hidden = !isClosed;
		openTab.setAttribute("aria-pressed", String(!isClosed));
		closedTab.setAttribute("aria-pressed", String(isClosed));
		if (isClosed)
			closed.load();
	}

	const openTab = el("button", { onclick: () => choose(false) }, t("list.open"));
	const closedTab = el("button", { onclick: () => choose(true) }, t("list.closed"));
	choose(false);
	update();
	for (const name of ["model", "route", "outbox", "draft"])
		app.bus.on(name, update);
	const timer = setInterval(tick, 1000);
	app.bus.on("end", () => clearInterval(timer));

	return {
		node: el("nav", { class: "column side", "aria-label": t("list.label") }, createSelf(app),
			el("div", { class: "segments", role: "group", "aria-label": t("list.which") }, openTab, closedTab),
			chats, closed.node,
			el("a", { class: "to-manage", href: "#manage" }, icon(icons.manage),
				t(app.isManager() ? "manage.title" : "manage.own"))),
		focus: () => chats.querySelector("button")?.focus(),
		/** The rooms in the order in which they are shown. */
		order: () => [...app.model.queue.map(({ rid }) => rid), ...sortedRooms(app.model).map(({ _id }) => _id)],
	};
}
