// SPDX-License-Identifier: MIT
// What several steps of the set-up show.

import { isBeingSent, setBeingSent } from "../shared/being_sent.js";
import { el } from "../shared/dom.js";

/** Creating or changing the tables takes some seconds on a slow host, and longer with many messages. */
export const TABLES_MS = 120000;

/** @typedef {import("./main.js").Setup} Setup */

/**
 * @param {string} label
 * @param {Record<string, any>} props  of the input
 * @param {string} [hint]
 */
export function field(label, props, hint) {
	const id = `s-hint-${props.name}`;
	return el("div", { class: "s-field" },
		el("label", { class: "field" }, el("span", {}, label), el("input", { ...props, "aria-describedby": hint && id })),
		hint && el("small", { id, class: "soft" }, hint));
}

/**
 * A form that says what is wrong above its button.
 * @param {Setup} setup
 * @param {{fields: Node[], label: string, wrong?: string, send: (values: Record<string, string>) => Promise<void>}} options
 */
export function form(setup, { fields, label, wrong = "", send }) {
	const said = el("p", { class: "form-error", role: "alert", lang: wrong && "en" }, wrong);
	const button = el("button", { class: "primary wide" }, label);
	const made = el("form", { class: "s-form",
		onsubmit: async (/** @type {Event} */ event) => {
			event.preventDefault();
			if (isBeingSent(button))
				return;
			setBeingSent(button, true);
			said.textContent = "";
			try {
				await send(Object.fromEntries([...made.querySelectorAll("input")].map((one) => [one.name, one.value])));
			} catch (error) {
				said.textContent = setup.failure(error);
				said.lang = setup.languageOf(error);
			}
			setBeingSent(button, false);
		} }, ...fields, said, button);
	return made;
}

/** A text to be copied. @param {Setup} setup @param {string} text @param {string} label */
export function copyLine({ t }, text, label) {
	const button = el("button", { type: "button", onclick: async () => {
		try {
			await navigator.clipboard.writeText(text);
			button.textContent = t("copied");
		} catch {
			getSelection()?.selectAllChildren(shown);
		}
	} }, t("copy"));
	const shown = el("pre", { class: "s-code", tabindex: "0", "aria-label": label }, text);
	return el("div", { class: "s-copy" }, shown, button);
}

/** For those who have named one that works, but is another. @param {Setup} setup */
export const otherDatabase = ({ t, database }) =>
	el("p", { class: "s-part" }, el("button", { type: "button", class: "link", onclick: database }, t("database.other")));

/** A link that saves a text as a file. @param {string} name @param {string} text @param {string} label */
export function saveLink(name, text, label) {
	return el("a", { class: "s-save", download: name, href: URL.createObjectURL(new Blob([text], { type: "text/plain" })) }, label);
}
