// SPDX-License-Identifier: MIT
// The closed chats: the agent's own, or, for managers, everybody's.

import { setChildren } from "../shared/children.js";
import { el } from "../shared/dom.js";
import { shortTime } from "./time.js";

/** @typedef {import("./app.js").App} App */

const PIECE = 30;

/** @param {App} app */
export function createClosedList(app) {
	const { t, texts } = app;
	const list = el("ul", { "aria-label": t("list.closed") });
	const said = el("p", { class: "soft nobody", role: "status" });
	const more = el("button", { class: "quiet wide", hidden: true, onclick: () => load(list.children.length) },
		t("more"));
	const all = /** @type {HTMLInputElement} */ (el("input", { type: "checkbox", onchange: () => load() }));
	const name = /** @type {HTMLInputElement} */ (el("input", { type: "search", placeholder: t("closed.find"),
		"aria-label": t("closed.find"), oninput: () => {
			clearTimeout(timer);
			timer = setTimeout(load, 300);
		} }));
	/** @type {ReturnType<typeof setTimeout> | undefined} */
	let timer;
	let asked = 0;

	/** @param {any} room */
	function closedNode(room) {
		const by = room.servedBy?.username ?? t("closed.nobody");
		return el("li", { class: "item" }, el("button", { class: "item-open", onclick: () => app.go(room._id) },
			el("span", { class: "item-lines" },
				el("span", { class: "item-line" }, el("span", { class: "item-name" }, room.fname),
					el("time", { class: "item-time" }, shortTime(texts, room.closedAt ?? room.lm, app.now()))),
				el("span", { class: "item-line" }, el("span", { class: "item-text" },
					[by, ...room.tags ?? [], room.closingMessage?.msg].filter(Boolean).join(" · "))))));
	}

	/** @param {number} [offset] */
	async function load(offset = 0) {
		const turn = ++asked;
		if (!offset)
			said.textContent = t("loading");
		try {
			const { body } = await app.api.get("livechat/rooms", { query: {
				open: false, offset, count: PIECE, sort: '{"closedAt":-1}', roomName: name.value.trim() || undefined,
				"agents[]": all.checked ? undefined : app.me._id,
			} });
			if (turn !== asked)
				return;
			setChildren(list, [...offset ? list.children : [], ...body.rooms.map(closedNode)]);
			said.textContent = list.children.length ? "" : t("closed.none");
			more.hidden = list.children.length >= body.total;
		} catch (error) {
			said.textContent = app.errorText(error);
		}
	}

	return {
		load: () => load(),
		node: el("div", { class: "list-scroll", hidden: true }, el("div", { class: "closed-find" }, name,
			app.isManager() && el("label", { class: "choice small" }, all, el("span", {}, t("closed.all")))),
		list, said, more),
	};
}
