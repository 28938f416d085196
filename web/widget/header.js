// SPDX-License-Identifier: MIT
// The upper edge of the window: who one talks to, and what else can be done.

import { el, icon } from "../shared/dom.js";

const CLOSE = "M6 6l12 12M18 6 6 18";
const MORE = "M12 6h.01M12 12h.01M12 18h.01";

/** @param {any} ctx  what the panel shares with its parts */
export function createHeader(ctx) {
	const face = el("span", { class: "face" });
	const title = el(ctx.fullPage ? "h1" : "h2", { class: "title", id: "lc-title" });
	const status = el("p", { class: "status", role: "status" });
	const items = el("div", { class: "menu", id: "lc-menu", hidden: true });
	let isOpen = ctx.visitor.data.open;
	const more = el("button", { type: "button", class: "tool", "aria-label": ctx.t("more"), title: ctx.t("more"), "aria-expanded": "false",
		"aria-controls": "lc-menu", onclick: () => toggle(items.hidden) }, icon(MORE));
	const close = ctx.fullPage ? null : el("button", { type: "button", part: "close", class: "tool", "aria-label": ctx.t("close"),
		title: ctx.t("close"), onclick: () => ctx.close() }, icon(CLOSE));
	const element = el("div", { part: "header", class: "header", onkeydown: (event) => {
		if (/** @type {KeyboardEvent} */ (event).key === "Escape" && !items.hidden) {
			event.stopPropagation();
			toggle(false);
			more.focus();
		}
	} }, face, el("div", { class: "titles" }, title, status), more, close, items);

	/** @param {boolean} open */
	async function toggle(open) {
		if (open) {
			const extras = await ctx.extras().catch(() => null);
			items.replaceChildren(...extras?.menu((/** @type {() => void} */ run) => {
				toggle(false);
				more.focus();
				run();
			}) ?? [el("p", { class: "status", role: "alert" }, ctx.t("unreachable"))]);
		}
		items.hidden = !open;
		more.setAttribute("aria-expanded", String(open));
		if (open)
			/** @type {HTMLElement | null} */ (items.firstElementChild)?.focus();
	}
	element.addEventListener("focusout", (event) => {
		const to = /** @type {FocusEvent} */ (event).relatedTarget;
		if (to && !items.contains(/** @type {Node} */ (to)) && to !== more)
			toggle(false);
	});

	function update() {
		const agent = ctx.agent();
		title.textContent = agent ? ctx.nameOf(agent) : ctx.heading();
		status.textContent = ctx.status();
		if (ctx.fullPage)
			document.title = title.textContent ?? "";
		const key = agent?.username ?? "";
		if (face.dataset.of !== key) {
			face.dataset.of = key;
			face.replaceChildren(...agent ? [ctx.avatar(agent)] : []);
		}
		face.hidden = !agent;
		// What could be done about a conversation cannot be done any more when it has ended.
		if (isOpen !== ctx.visitor.data.open && !items.hidden)
			toggle(false);
		isOpen = ctx.visitor.data.open;
	}

	return { element, update, toggle };
}
