// SPDX-License-Identifier: MIT
// A visitor's other chats, and the search in them.

import { setChildren } from "../shared/children.js";
import { el } from "../shared/dom.js";
import { messageLine } from "../shared/line.js";
import { shortTime } from "./time.js";

/** @typedef {import("./app.js").App} App */

const CHATS = 20;
const SEARCH_AFTER_MS = 300;

/** @param {App} app @param {string} rid */
export function createEarlierChats(app, rid) {
	const { t, texts } = app;
	const list = el("ul", {}), said = el("p", { class: "soft", role: "status" });
	/** @type {ReturnType<typeof setTimeout> | undefined} */
	let timer;
	let visitorId = "", asked = 0;
	const find = /** @type {HTMLInputElement} */ (el("input", { type: "search", placeholder: t("earlier.find"),
		"aria-label": t("earlier.find"), oninput: () => {
			clearTimeout(timer);
			timer = setTimeout(search, SEARCH_AFTER_MS);
		} }));

	/** @param {any} room */
	function chatNode(room) {
		const text = messageLine(room.lastMessage) || room.closingMessage?.msg || t("list.nothing");
		return el("li", {}, el("button", { class: "quiet earlier-chat", onclick: () => app.go(room._id) },
			el("span", { class: "item-line" }, el("span", {}, shortTime(texts, room.ts, app.now())),
				el("span", { class: "soft small" }, room.open ? t("earlier.open") : room.servedBy?.username ?? "")),
			el("span", { class: "item-text soft" }, text)));
	}

	async function load() {
		const turn = ++asked, searchText = find.value.trim();
		const which = `room/${encodeURIComponent(rid)}/visitor/${encodeURIComponent(visitorId)}`;
		const { body } = await app.api.get(searchText ? `livechat/visitors.searchChats/${which}`
			: `livechat/visitors.chatHistory/${which}`, { query: { count: CHATS, searchText: searchText || undefined } });
		if (turn !== asked)
			return;
		const rooms = body.history.filter((/** @type {any} */ room) => room._id !== rid);
		setChildren(list, rooms.map(chatNode));
		said.textContent = rooms.length ? "" : t(searchText ? "earlier.notFound" : "earlier.none");
		find.hidden = !searchText && !rooms.length;
	}

	async function search() {
		try {
			await load();
		} catch (error) {
			said.textContent = app.errorText(error);
		}
	}

	return {
		node: el("section", { class: "earlier" }, el("h3", {}, t("earlier.title")), find, list, said),
		/** @param {string} id  of the visitor @returns {Promise<void>} rejects with an ApiError */
		load(id) {
			visitorId = id;
			return load();
		},
	};
}
