// SPDX-License-Identifier: MIT
// The fields of forms: each has a label, says what it is for, takes and gives a value, and shows what is wrong with it.

import { el, icon } from "../shared/dom.js";
import { signs } from "./parts.js";

/** @typedef {import("./manage.js").Manage} Manage */
/**
 * @typedef {object} Field
 * @property {string} name
 * @property {HTMLElement} node
 * @property {HTMLElement} control  what takes the focus
 * @property {() => any} get
 * @property {(value: any) => void} set
 * @property {(text: string) => void} setError  empty: nothing is wrong
 * @property {() => string} [problem]  what is wrong with the value besides what the browser knows
 * @property {boolean} [isSecret]  it is not kept for later
 */

let fieldCount = 0;

/**
 * A field around a control.
 * @param {object} options
 * @param {string} options.name
 * @param {string} options.label
 * @param {string} [options.hint]
 * @param {HTMLElement} options.control
 * @param {() => any} options.get
 * @param {(value: any) => void} options.set
 * @param {boolean} [options.isGroup]  the control consists of several
 * @param {boolean} [options.isTitled]  the label is only heard, as a title beside the field says it already
 * @param {Node | null | false} [options.beside]  stands beside the control
 * @param {() => string} [options.problem]
 * @returns {Field}
 */
export function fieldAround({ name, label, hint, control, get, set, isGroup = false, isTitled = false, beside, problem }) {
	const id = `m-field-${++fieldCount}`;
	const error = el("p", { class: "m-field-error", id: `${id}-error` });
	const title = isGroup ? el("span", { class: isTitled ? "hidden-text" : "m-label", id: `${id}-label` }, label)
		: el("label", { class: "m-label", for: id }, label);
	control.setAttribute("aria-describedby", `${hint ? `${id}-hint ` : ""}${id}-error`);
	if (isGroup) {
		control.setAttribute("role", "group");
		control.setAttribute("aria-labelledby", `${id}-label`);
		control.tabIndex = -1;
	} else
		control.id = id;
	const node = el("div", { class: "m-field" }, title, beside ? el("div", { class: "m-beside" }, control, beside) : control,
		hint && el("p", { class: "m-hint", id: `${id}-hint` }, hint), error);
	return {
		name, node, control, get, set, problem,
		setError(text) {
			error.textContent = text;
			node.classList.toggle("wrong", text !== "");
			if (text && !isGroup)
				control.setAttribute("aria-invalid", "true");
			else
				control.removeAttribute("aria-invalid");
		},
	};
}

/**
 * What is wrong with a value before the server is asked; empty: nothing.
 * @param {Manage} ctx
 * @param {Field} field
 * @returns {string}
 */
export function problemOf({ t }, field) {
	const { validity, min, max, minLength, type } = /** @type {HTMLInputElement} */ (field.control);
	if (!validity || validity.valid)
		return field.problem?.() ?? "";
	if (validity.valueMissing && !validity.badInput)
		return t("wrong.missing");
	if (validity.tooShort)
		return t("wrong.short", { count: minLength });
	if (type === "number")
		return t(max ? "wrong.range" : "wrong.number", { from: min, to: max });
	return t(type === "email" ? "wrong.email" : type === "datetime-local" || type === "date" ? "wrong.date" : "wrong.pattern");
}

/**
 * @param {object} options
 * @param {string} options.name
 * @param {string} options.label
 * @param {string} [options.hint]
 * @param {string} [options.value]
 * @param {boolean} [options.lines]  several
 * @param {Record<string, any>} [options.props]  attributes of the input
 * @param {Node | null | false} [options.beside]
 * @returns {Field}
 */
export function textField({ name, label, hint, value = "", lines = false, props = {}, beside }) {
	const control = /** @type {HTMLInputElement} */ (el(lines ? "textarea" : "input",
		{ autocomplete: "off", ...lines ? { rows: 3 } : {}, ...props }));
	control.value = value;
	return { ...fieldAround({ name, label, hint, control, beside, get: () => control.value.trim(), set: (given) => {
		control.value = given ?? "";
	} }), isSecret: props.type === "password" || props["data-secret"] === true };
}

/**
 * A whole number.
 * @param {{name: string, label: string, hint?: string, value?: number, min?: number, max?: number}} options
 * @returns {Field}
 */
export function numberField({ name, label, hint, value = 0, min, max }) {
	const control = /** @type {HTMLInputElement} */ (el("input", { type: "number", step: 1, min, max, required: true,
		class: "m-short" }));
	control.value = String(value);
	return fieldAround({ name, label, hint, control, get: () => control.value === "" ? null : Number(control.value),
		set: (given) => {
			control.value = String(given ?? "");
		} });
}

/**
 * One of several.
 * @param {{name: string, label: string, hint?: string, value?: string, options: [string, string][]}} options
 * @returns {Field}
 */
export function choiceField({ name, label, hint, value = "", options }) {
	const control = /** @type {HTMLSelectElement} */ (el("select", {}, ...options.map(([key, text]) =>
		el("option", { value: key }, text))));
	control.value = value;
	return fieldAround({ name, label, hint, control, get: () => control.value, set: (given) => {
		control.value = given;
	} });
}

/**
 * On or off.
 * @param {{name: string, label: string, hint?: string, value?: boolean}} options
 * @returns {Field}
 */
export function toggleField({ name, label, hint, value = false }) {
	const id = `m-field-${++fieldCount}`;
	const control = /** @type {HTMLInputElement} */ (el("input", { type: "checkbox", id, class: "m-switch", role: "switch",
		"aria-describedby": `${id}-hint` }));
	const said = el("span", { class: "m-hint", id: `${id}-hint` }, hint);
	control.checked = value;
	return { name, control, node: el("div", { class: "m-field m-toggle" }, control, el("div", {},
		el("label", { for: id }, label), said)), get: () => control.checked,
	set(given) {
		control.checked = given === true;
	}, setError(text) {
		said.textContent = text || hint || "";
		said.classList.toggle("m-field-error", text !== "");
	} };
}

/**
 * Some of several.
 * @param {object} options
 * @param {string} options.name
 * @param {string} options.label
 * @param {string} [options.hint]
 * @param {string[]} [options.value]
 * @param {{value: string, label: string, hint?: string, disabled?: boolean}[]} options.options
 * @returns {Field}
 */
export function checksField({ name, label, hint, value = [], options }) {
	const inputs = options.map((option) => /** @type {HTMLInputElement} */ (el("input", { type: "checkbox",
		value: option.value, disabled: option.disabled })));
	const control = el("div", { class: "m-checks" }, ...options.map((option, i) => el("label", { class: "choice" }, inputs[i],
		el("span", {}, option.label, option.hint && el("span", { class: "m-hint" }, option.hint)))));
	/** @param {string[]} given */
	function set(given) {
		for (const input of inputs)
			input.checked = given.includes(input.value);
	}
	set(value);
	return fieldAround({ name, label, hint, control, isGroup: true, set,
		get: () => inputs.filter((input) => input.checked).map((input) => input.value) });
}

/**
 * Words with commas between them.
 * @param {{name: string, label: string, hint?: string, value?: string[]}} options
 * @returns {Field}
 */
export function wordsField({ name, label, hint, value = [] }) {
	const field = textField({ name, label, hint, value: value.join(", ") });
	return { ...field,
		get: () => [...new Set(field.get().split(",").map((/** @type {string} */ one) => one.trim()).filter(Boolean))],
		set: (given) => field.set((given ?? []).join(", ")) };
}

/** Tells the form around a control that its value has changed. @param {HTMLElement} control */
export function touch(control) {
	control.dispatchEvent(new Event("input", { bubbles: true }));
}

/** @param {string} label @param {() => void} run @param {string} [sign] */
export function iconButton(label, run, sign = signs.close) {
	return el("button", { type: "button", class: "quiet only-icon", "aria-label": label, title: label, onclick: run },
		icon(sign));
}
