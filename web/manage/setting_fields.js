// SPDX-License-Identifier: MIT
// The field of a setting, by its type, and what the setting is called.

import { el } from "../shared/dom.js";
import { channels } from "../shared/color.js";
import { checksField, choiceField, fieldAround, numberField, textField, toggleField, touch } from "./fields.js";

/** @typedef {import("./manage.js").Manage} Manage */
/** @typedef {Record<string, any>} Setting  of the API */

const LONG_TEXT = /_(message|unavailable)$|_(finished|consent)_text$/;

/** @param {Manage} ctx @param {Setting} setting */
export function settingTitle({ t }, { _id }) {
	const word = t(`setting.${_id}`);
	if (word !== `setting.${_id}`)
		return word;
	const plain = _id.replace(/^(Livechat|Omnichannel|Accounts|API|Message)_/, "").replace(/([a-z])([A-Z])/g, "$1 $2").replace(/_/g, " ");
	return plain[0].toUpperCase() + plain.slice(1);
}

/** @param {Manage} ctx @param {Setting} setting */
export function settingMeaning({ t }, { _id, i18nDescription }) {
	const word = t(`setting.${_id}.hint`);
	return word === `setting.${_id}.hint` ? i18nDescription : word;
}

/** @param {Manage} ctx @param {Setting} setting @param {string} value */
function valueWord({ t }, { _id }, value) {
	const name = _id === "Hide_System_Messages" ? "Livechat_hide_system_messages" : _id;
	const word = t(`setting.${name}.${value}`);
	return word === `setting.${name}.${value}` ? value : word;
}

/** What a value is in words. @param {Manage} ctx @param {Setting} setting @param {any} value */
export function valueText(ctx, setting, value) {
	if (typeof value === "boolean")
		return ctx.t(value ? "on" : "off");
	if (Array.isArray(value))
		return value.map((one) => valueWord(ctx, setting, one)).join(", ") || ctx.t("settings.nothing");
	return value === "" ? ctx.t("settings.nothing") : valueWord(ctx, setting, String(value));
}

/** The form that <input type=color> takes. @param {string} color */
function hexOf(color) {
	const rgb = color ? channels(color) : null;
	return rgb ? `#${rgb.map((part) => part.toString(16).padStart(2, "0")).join("")}` : "#ffffff";
}

/**
 * A colour, in any form that CSS has.
 * @param {Manage} ctx
 * @param {{name: string, label: string, hint?: string, value: string}} options
 */
function colorField({ t }, { name, label, hint, value }) {
	const text = /** @type {HTMLInputElement} */ (el("input", { autocomplete: "off", spellcheck: "false", class: "m-mono m-color-text",
		maxlength: 64, placeholder: t("color.none"), oninput: paint }));
	const well = /** @type {HTMLInputElement} */ (el("input", { type: "color", "aria-label": t("color.choose", { name: label }),
		class: "m-well", oninput: () => {
			text.value = well.value;
			touch(text);
		} }));
	function paint() {
		well.value = hexOf(text.value.trim());
		well.classList.toggle("none", !channels(text.value.trim()));
	}
	/** @param {string} given */
	function set(given) {
		text.value = given ?? "";
		paint();
	}
	set(value);
	return fieldAround({ name, label, hint, control: text, beside: well, set, get: () => text.value.trim(),
		problem: () => text.value.trim() && !channels(text.value.trim()) ? t("color.invalid") : "" });
}

/**
 * @param {Manage} ctx
 * @param {Setting} setting
 * @returns {import("./fields.js").Field}
 */
export function settingField(ctx, setting) {
	const { _id: name, type, value, values, minimum, maximum } = setting;
	const label = settingTitle(ctx, setting), hint = settingMeaning(ctx, setting);
	switch (type) {
	case "boolean": return toggleField({ name, label, hint, value });
	case "int": return numberField({ name, label, value, min: minimum, max: maximum,
		hint: maximum && maximum < 1e9 ? `${hint} ${ctx.t("settings.range", { from: minimum, to: maximum })}` : hint });
	case "color": return colorField(ctx, { name, label, hint, value });
	case "select": return choiceField({ name, label, hint, value,
		options: values.map((/** @type {any} */ one) => [one.key, valueWord(ctx, setting, one.key)]) });
	case "multiSelect": return checksField({ name, label, hint, value,
		options: values.map((/** @type {any} */ one) => ({ value: one.key, label: valueWord(ctx, setting, one.key) })) });
	default: return textField({ name, label, hint, value, lines: LONG_TEXT.test(name), props: setting.secret
		? { type: "password", autocomplete: "new-password", placeholder: ctx.t("settings.secretKept") } : { maxlength: 10000 } });
	}
}
