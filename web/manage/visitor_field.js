// SPDX-License-Identifier: MIT
// The field in which a visitor is searched and chosen.

import { el } from "../shared/dom.js";
import { fieldAround, touch } from "./fields.js";

/** @typedef {import("./manage.js").Manage} Manage */

const VISITOR_SEARCH_MS = 250;
const VISITORS_SHOWN = 8;

/** By what people tell visitors of one name apart. @param {any} visitor */
export const visitorNumbers = (visitor) => [visitor.username, visitor.visitorEmails?.[0]?.address, visitor.phone?.[0]?.phoneNumber]
	.filter(Boolean).join(" · ");

/** @param {Manage} ctx @param {string} name */
export function visitorField(ctx, name) {
	const { t } = ctx;
	/** @type {{_id: string, name: string} | null} */
	let chosen = null;
	/** @type {ReturnType<typeof setTimeout> | undefined} */
	let timer;
	const shown = el("div", { class: "m-visitors", role: "status" });
	const find = /** @type {HTMLInputElement} */ (el("input", { type: "search", placeholder: t("blocks.search"), autocomplete: "off",
		"aria-label": t("blocks.search"), oninput: () => {
			clearTimeout(timer);
			timer = setTimeout(show, VISITOR_SEARCH_MS);
		} }));
	const control = el("div", { class: "m-visitor-field" }, find, shown);

	/** @param {any} visitor */
	function visitorChoice(visitor) {
		const isChosen = visitor._id === chosen?._id;
		return el("label", { class: "choice" }, el("input", { type: "radio", name: "m-visitor", checked: isChosen, onchange: () => {
			chosen = { _id: visitor._id, name: visitor.name ?? visitor.username };
			touch(control);
		} }), el("span", {}, visitor.name ?? visitor.username, el("span", { class: "m-hint" }, visitorNumbers(visitor))));
	}

	async function show() {
		const term = find.value.trim();
		if (!term)
			return shown.replaceChildren(...chosen ? [visitorChoice(chosen)] : []);
		try {
			const { body } = await ctx.api.get("livechat/visitors.search", { query: { term, count: VISITORS_SHOWN } });
			if (term === find.value.trim())
				shown.replaceChildren(...body.visitors.length ? body.visitors.map(visitorChoice)
					: [el("p", { class: "soft" }, t("list.notFound", { text: term }))]);
		} catch (error) {
			shown.replaceChildren(el("p", { class: "form-error" }, ctx.errorText(error)));
		}
		return undefined;
	}

	const field = fieldAround({ name, label: t("blocks.type.visitor"), control, isGroup: true, get: () => chosen,
		problem: () => chosen ? "" : t("blocks.choose"), set(given) {
			chosen = given ?? null;
			find.value = "";
			void show();
		} });
	find.setAttribute("aria-describedby", control.getAttribute("aria-describedby") ?? "");
	return { ...field, control: find };
}
