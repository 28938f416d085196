// SPDX-License-Identifier: MIT
// A list that is searched and shown in pieces, with something to see while it loads, when it is empty and when it fails.

import { el, icon } from "../shared/dom.js";
import { failure, signs, skeleton } from "./parts.js";

/** @typedef {import("./manage.js").Manage} Manage */

const PER_PAGE = 25;
const SEARCH_AFTER_MS = 250;

/**
 * An entry of a list. The link covers all of it but its buttons.
 * @param {object} options
 * @param {string} options.title
 * @param {string} [options.href]  where it is changed
 * @param {import("../shared/dom.js").Child[]} [options.lines]  what else is said about it
 * @param {(Node | null | false | undefined)[]} [options.badges]
 * @param {Node | null | false} [options.picture]
 * @param {(Node | null | false)[]} [options.buttons]
 */
export function listRow({ title, href, lines = [], badges = [], picture, buttons = [] }) {
	return el("li", { class: "m-row" }, picture,
		el("div", { class: "m-row-text" },
			el("span", { class: "m-row-title" }, href ? el("a", { href }, title) : title, ...badges),
			...lines.filter(Boolean).map((line) => el("span", { class: "m-row-line" }, line))),
		buttons.some(Boolean) && el("div", { class: "m-row-buttons" }, ...buttons),
		href && icon(signs.next));
}

/**
 * @template T
 * @param {Manage} ctx
 * @param {object} options
 * @param {string} options.label  what it lists
 * @param {string} [options.search]  what can be searched; absent: nothing
 * @param {(part: {text: string, offset: number, count: number}) => Promise<{items: T[], total: number}>} options.load
 * @param {(item: T) => Node} options.row
 * @param {string} options.empty  what is said when there is none
 * @param {Node | null | false} [options.emptyAction]
 * @param {Node[]} [options.filters]
 * @param {string} [options.memory]  under which name the search is remembered while the page is open
 */
export function createList(ctx, { label, search, load, row, empty, emptyAction, filters = [], memory = label }) {
	const remembered = ctx.memory.get(memory) ?? { text: "", offset: 0 };
	const list = el("ul", { class: "m-list", "aria-label": label });
	const place = el("div", { class: "m-list-place" });
	const said = el("p", { class: "m-count soft small", role: "status" });
	const back = pageButton("previous", -1), on = pageButton("next", 1);
	const pages = el("nav", { class: "m-pages", "aria-label": ctx.t("list.pages", { list: label }), hidden: true }, back, said, on);
	const input = /** @type {HTMLInputElement} */ (el("input", { type: "search", value: remembered.text,
		placeholder: search, "aria-label": search, oninput: () => {
			clearTimeout(timer);
			timer = setTimeout(() => go(0), SEARCH_AFTER_MS);
		} }));
	/** @type {ReturnType<typeof setTimeout> | undefined} */
	let timer;
	let offset = remembered.offset, asked = 0;
	/** How many the server gives at once: as many as are wanted, unless a setting allows fewer. */
	let size = PER_PAGE;

	/** @param {string} name @param {number} step */
	function pageButton(name, step) {
		return /** @type {HTMLButtonElement} */ (el("button", { type: "button", onclick: () => {
			go(offset + step * size);
			list.scrollIntoView({ block: "nearest" });
		} }, ctx.t(`list.${name}`)));
	}

	/** @param {number} to */
	function go(to) {
		offset = Math.max(0, to);
		void show();
	}

	/** @param {number} count @param {number} total */
	function showPlace(count, total) {
		size = offset + count < total ? count : size;
		said.textContent = ctx.t("list.range", { from: offset + 1, to: offset + count, total });
		pages.hidden = total <= size;
		back.disabled = offset === 0;
		on.disabled = offset + count >= total;
	}

	function nothing() {
		const text = input.value.trim();
		return el("div", { class: "m-nothing" }, el("p", {}, text ? ctx.t("list.notFound", { text }) : empty),
			!text && emptyAction);
	}

	async function show() {
		const turn = ++asked;
		ctx.memory.set(memory, { text: input.value, offset });
		place.setAttribute("aria-busy", "true");
		if (!list.children.length)
			place.replaceChildren(skeleton(ctx));
		try {
			const { items, total } = await load({ text: input.value.trim(), offset, count: PER_PAGE });
			if (turn !== asked)
				return;
			if (!items.length && offset && total)
				return go(Math.floor((total - 1) / size) * size);
			list.replaceChildren(...items.map(row));
			place.replaceChildren(items.length ? list : nothing());
			showPlace(items.length, total);
		} catch (error) {
			if (turn !== asked)
				return;
			list.replaceChildren();
			place.replaceChildren(failure(ctx, error, show));
			pages.hidden = true;
		}
		place.removeAttribute("aria-busy");
	}

	void show();
	return {
		node: el("div", { class: "m-listing" }, (search || filters.length > 0) && el("div", { class: "m-filters" },
			search && el("span", { class: "m-search" }, icon(signs.search), input), ...filters), place, pages),
		reload: show,
		/** From its beginning, as after another choice. */
		restart: () => go(0),
	};
}

/**
 * A choice between few, one of which always counts.
 * @param {string} label
 * @param {[string, string][]} options  value and text
 * @param {string} chosen
 * @param {(value: string) => void} change
 */
export function segments(label, options, chosen, change) {
	const node = el("div", { class: "m-segments", role: "group", "aria-label": label }, ...options.map(([value, text]) =>
		el("button", { type: "button", "aria-pressed": String(value === chosen), onclick: (event) => {
			for (const button of node.children)
				button.setAttribute("aria-pressed", String(button === event.currentTarget));
			change(value);
		} }, text)));
	return node;
}
