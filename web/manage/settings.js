// SPDX-License-Identifier: MIT
// All settings of the server: what they mean, what they are, and what they are without a choice.

import { el, icon } from "../shared/dom.js";
import { problemOf } from "./fields.js";
import { badge, failure, pageHead, section, signs, skeleton, wholeList } from "./parts.js";
import { settingField, settingMeaning, settingTitle, valueText } from "./setting_fields.js";

/** @typedef {import("./manage.js").Manage} Manage */
/** @typedef {import("./setting_fields.js").Setting} Setting */

/** In this order; others follow. */
const GROUPS = ["General", "Omnichannel", "Message", "Email", "Accounts", "Rate Limiter", "REST API"];

/** What the server itself changes is shown only. */
const COUNTED = "Livechat_guest_count";

/** @param {any} a @param {any} b */
const isSame = (a, b) => JSON.stringify(a) === JSON.stringify(b);

/** @param {Setting} setting */
const differsFromDefault = ({ _id, value, default: usual }) => _id !== COUNTED && !isSame(value, usual);

/**
 * A setting with its own way to save it: a change of one is no reason to send the others.
 * @param {Manage} ctx
 * @param {Setting} setting
 */
function settingRow(ctx, setting) {
	const { t } = ctx, field = settingField(ctx, setting), title = settingTitle(ctx, setting);
	const mark = badge(t("settings.changed"), "accent");
	const save = /** @type {HTMLButtonElement} */ (el("button", { class: "primary" }, t("save")));
	const undo = el("button", { type: "button", class: "quiet", onclick: () => {
		field.set(setting.value);
		field.setError("");
		show();
		field.control.focus();
	} }, t("form.undo"));
	const reset = el("button", { type: "button", class: "link small", onclick: () => void send(null) },
		setting.secret ? t("settings.removeSecret") : t("settings.reset", { value: valueText(ctx, setting, setting.default) }));
	const node = el("form", { class: "m-setting", novalidate: true, oninput: show, onchange: () => {
		show();
		if (setting.type === "boolean")
			void send(field.get());
	}, onsubmit: (event) => {
		event.preventDefault();
		void submit();
	} }, field.node, el("div", { class: "m-setting-foot" }, el("code", { class: "soft small" }, setting._id), mark, reset,
		el("span", { class: "m-setting-buttons" }, undo, save)));
	reset.setAttribute("aria-label", `${title}: ${reset.textContent}`);
	save.setAttribute("aria-label", `${title}: ${t("save")}`);

	const isChanged = () => !isSame(field.get(), setting.value) && setting.type !== "boolean";

	function show() {
		const differs = differsFromDefault(setting);
		mark.hidden = !differs || setting.secret;
		reset.hidden = !differs && !setting.secret;
		save.hidden = undo.hidden = !isChanged();
	}

	async function submit() {
		const problem = problemOf(ctx, field);
		field.setError(problem);
		if (problem)
			return field.control.focus();
		if (isChanged())
			await send(field.get());
		return undefined;
	}

	/** @param {any} value  null: the default */
	async function send(value) {
		save.disabled = true;
		try {
			await ctx.api.post(`settings/${encodeURIComponent(setting._id)}`, { value });
			setting.value = setting.secret ? "" : value === null ? setting.default : value;
			field.set(setting.value);
			field.setError("");
			ctx.tell(t("settings.saved", { name: title }));
		} catch (error) {
			if (setting.type === "boolean")
				field.set(setting.value);
			field.setError(ctx.errorText(error));
		}
		save.disabled = false;
		show();
	}

	if (setting._id === COUNTED)
		field.control.setAttribute("readonly", "");
	show();
	ctx.watch({ isChanged, discard() {
		field.set(setting.value);
		show();
	} });
	return { node, setting, isChanged,
		text: [setting._id, title, settingMeaning(ctx, setting), setting.i18nDescription].join("\n").toLowerCase() };
}

/** @param {Manage} ctx @param {Setting[]} settings */
function settingGroups(ctx, settings) {
	const rows = settings.map((setting) => settingRow(ctx, setting));
	const names = [...new Set([...GROUPS, ...settings.map((setting) => setting.group)])]
		.filter((name) => settings.some((setting) => setting.group === name));
	const sections = names.map((name) => {
		const word = ctx.t(`settings.group.${name}`);
		const own = rows.filter((row) => row.setting.group === name);
		return { own, node: section(word === `settings.group.${name}` ? name : word, null, ...own.map((row) => row.node)) };
	});
	/** Shows those that are searched. @param {string} text @param {boolean} onlyChanged @returns {number} how many */
	function filter(text, onlyChanged) {
		const words = text.toLowerCase().split(/\s+/).filter(Boolean);
		let count = 0;
		for (const { own, node } of sections) {
			for (const row of own) {
				const fits = words.every((word) => row.text.includes(word))
					&& (!onlyChanged || differsFromDefault(row.setting));
				row.node.hidden = !fits && !row.isChanged();
				count += Number(!row.node.hidden);
			}
			node.hidden = own.every((row) => row.node.hidden);
		}
		return count;
	}
	return { nodes: sections.map((one) => one.node), filter };
}

/** @param {Manage} ctx */
export function settingsPage(ctx) {
	const { t } = ctx, said = el("p", { class: "soft small m-count", role: "status" }), place = el("div", { class: "m-setting-groups" });
	/** @type {ReturnType<typeof settingGroups> | null} */
	let shown = null;
	const search = /** @type {HTMLInputElement} */ (el("input", { type: "search", placeholder: t("settings.search"),
		"aria-label": t("settings.search"), oninput: filter }));
	const only = /** @type {HTMLInputElement} */ (el("input", { type: "checkbox", onchange: filter }));

	function filter() {
		if (shown)
			said.textContent = t("settings.count", { count: shown.filter(search.value, only.checked) });
	}

	async function load() {
		place.replaceChildren(skeleton(ctx, 8));
		try {
			shown = settingGroups(ctx, await wholeList(ctx, "settings", "settings", { sort: '{"group":1,"_id":1}' }));
			place.replaceChildren(...shown.nodes);
			filter();
		} catch (error) {
			place.replaceChildren(failure(ctx, error, load));
		}
	}

	void load();
	return el("div", {}, pageHead(ctx, { title: t("settings.title"), lead: t("settings.lead") }),
		el("div", { class: "m-filters m-stays" }, el("span", { class: "m-search" }, icon(signs.search), search),
			el("label", { class: "choice" }, only, el("span", {}, t("settings.onlyChanged"))), said), place);
}
