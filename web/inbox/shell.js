// SPDX-License-Identifier: MIT
// The frame of the inbox: three columns, of which a phone shows one; the line that says that the server is away;
// and short notices.

import { setChildren } from "../shared/children.js";
import { el, icon } from "../shared/dom.js";
import { createConversation } from "./conversation.js";
import { icons } from "./icons.js";
import { createKeys } from "./keys.js";
import { createLists } from "./lists.js";
import { managePath, showManage } from "./manage_entry.js";
import { createNotices } from "./notices.js";
import shellSheet from "./shell.css" with { type: "css" };
import { tablesNotice } from "./tables.js";
import { createVisitorColumn } from "./visitor.js";

/** @typedef {import("./app.js").App} App */

const TOAST_MS = 6000;

document.adoptedStyleSheets.push(shellSheet);

/** @param {App} app */
function createToasts(app) {
	const node = el("div", { class: "toasts", role: "status", "aria-live": "polite" });
	app.bus.on("toast", ({ text, action }) => {
		for (const shown of node.children)
			if (shown.firstChild?.textContent === text)
				shown.remove();
		const toast = el("div", { class: "toast" }, el("span", {}, text),
			action && el("button", { class: "link", onclick: () => {
				toast.remove();
				action.run();
			} }, action.label),
			el("button", { class: "quiet only-icon", "aria-label": app.t("dismiss"), onclick: () => toast.remove() },
				icon(icons.close)));
		node.append(toast);
		setTimeout(() => toast.remove(), action ? TOAST_MS * 2 : TOAST_MS);
	});
	return node;
}

/** Says aloud what is only heard or seen otherwise, and tells of chats that others gave or took. @param {App} app */
function createAnnouncer(app) {
	const node = el("p", { class: "hidden-text", role: "status" });
	app.bus.on("announce", (/** @type {string} */ text) => {
		node.textContent = text;
	});
	app.bus.on("model", ({ events }) => {
		for (const { kind, rid, name } of events) {
			if ((kind !== "mine" && kind !== "gone") || app.ownMoves.delete(rid))
				continue;
			app.tell(app.t(kind === "mine" ? "moved.toYou" : "moved.away", { name }),
				app.shownRoom() === rid ? undefined : { label: app.t("moved.open"), run: () => app.go(rid) });
		}
	});
	return node;
}

/** @param {App} app */
function createBanner(app) {
	const text = el("span", {});
	const node = el("div", { class: "banner", role: "status", hidden: true }, icon(icons.warn), text,
		el("button", { class: "link", onclick: () => app.sync.now() }, app.t("banner.now")));
	app.bus.on("online", (/** @type {boolean} */ online) => {
		node.hidden = online;
		const said = app.waitsForTables ? tablesNotice(app.t, app.root) : document.createTextNode(app.t("banner.away"));
		setChildren(text, online ? [] : [said]);
	});
	return node;
}

/** @param {App} app */
export function createShell(app) {
	const { t } = app;
	const lists = createLists(app);
	const chat = el("section", { class: "column chat", "aria-label": t("chat.label") });
	const visitor = el("aside", { class: "column visitor", "aria-label": t("visitor.title") });
	// Of the columns a phone shows one, whichever it is: so all of them are the main part of the page, under its heading.
	const columns = el("main", { class: "columns" }, el("h1", { class: "hidden-text" }, t("title")), lists.node, chat, visitor, createToasts(app));
	const node = el("div", { class: "shell" }, createBanner(app), columns, createAnnouncer(app));
	/** @type {ReturnType<typeof createConversation> | null} */
	let conversation = null;
	/** @type {ReturnType<typeof createVisitorColumn> | null} */
	let details = null;
	createNotices(app);
	createKeys(app, { lists, conversation: () => conversation });

	const nothing = el("div", { class: "empty" },
		el("h2", {}, t("chat.none")), el("p", { class: "soft" }, t("chat.noneHint")),
		el("p", { class: "soft small keys-hint" }, t("chat.noneKeys")));

	const manage = el("section", { class: "column manage", "aria-label": t("manage.title"), hidden: true });

	/** Shows the manager's pages in the place of conversation and visitor, or hides them. */
	function showManagePages() {
		const path = managePath(), opens = path !== null && manage.hidden;
		manage.hidden = path === null;
		chat.hidden = visitor.hidden = path !== null;
		if (opens)
			void showManage(app, manage);
	}

	/** @param {{rid: string, part: string}} route */
	function showRoute({ rid, part }) {
		showManagePages();
		node.dataset.part = part === "visitor" ? "visitor" : rid || !manage.hidden ? "chat" : "list";
		if (conversation?.rid === rid || (!conversation && !rid && chat.firstChild))
			return;
		conversation?.leave();
		details?.leave();
		conversation = details = null;
		if (!rid) {
			setChildren(chat, [nothing]);
			setChildren(visitor, []);
			if (document.activeElement === document.body)
				lists.focus();
			return;
		}
		app.rooms.show(rid);
		conversation = createConversation(app, rid);
		details = createVisitorColumn(app, rid);
		setChildren(chat, [conversation.node]);
		setChildren(visitor, [details.node]);
		conversation.begin();
	}

	columns.append(manage);
	app.bus.on("route", showRoute);
	return { node };
}
