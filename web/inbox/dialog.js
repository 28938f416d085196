// SPDX-License-Identifier: MIT
// Dialogs, which keep the focus and give it back.

import { isBeingSent, setBeingSent } from "../shared/being_sent.js";
import { el, icon } from "../shared/dom.js";
import dialogSheet from "./dialog.css" with { type: "css" };
import { icons } from "./icons.js";

/** @typedef {import("./app.js").App} App */

document.adoptedStyleSheets.push(dialogSheet);

let titles = 0;

/**
 * Opens a dialog.
 * @param {App} app
 * @param {string} title
 * @param {Node[]} content
 * @returns {{close: () => void, node: HTMLDialogElement}}
 */
export function openDialog(app, title, content) {
	const before = /** @type {HTMLElement | null} */ (document.activeElement);
	const id = `dialog-title-${++titles}`;
	const node = /** @type {HTMLDialogElement} */ (el("dialog", { "aria-labelledby": id,
		onclick: (event) => event.target === node && close(), onclose: gone },
	el("div", { class: "dialog" }, el("header", { class: "dialog-header" }, el("h2", { id }, title),
		el("button", { class: "quiet only-icon", "aria-label": app.t("dismiss"), onclick: () => close() },
			icon(icons.close))), ...content)));
	const stop = app.bus.on("end", () => close());

	function close() {
		node.close();
	}

	function gone() {
		stop();
		node.remove();
		// What opened it may be gone, such as the button of a message that was deleted.
		const place = before?.isConnected ? before : /** @type {HTMLElement | null} */ (document.querySelector(".composer textarea"));
		place?.focus();
	}

	document.body.append(node);
	node.showModal();
	return { close, node };
}

/**
 * A form in a dialog, with what is wrong said in it. It closes after a success.
 * @param {App} app
 * @param {object} options
 * @param {string} options.title
 * @param {(Node | null | undefined | false)[]} options.fields
 * @param {string} options.label  of its button
 * @param {"primary" | "danger"} [options.kind]
 * @param {() => Promise<void>} options.submit  rejects with an ApiError
 */
export function openForm(app, { title, fields, label, kind = "primary", submit }) {
	const said = el("p", { class: "form-error", role: "alert" });
	const button = el("button", { class: kind }, label);
	const form = el("form", { class: "dialog-form", onsubmit: async (event) => {
		event.preventDefault();
		if (isBeingSent(button))
			return;
		setBeingSent(button, true);
		said.textContent = "";
		try {
			await submit();
			dialog.close();
		} catch (error) {
			said.textContent = app.errorText(error);
		}
		setBeingSent(button, false);
	} }, ...fields.filter((field) => field instanceof Node), said,
	el("div", { class: "dialog-buttons" },
		el("button", { type: "button", class: "quiet", onclick: () => dialog.close() }, app.t("cancel")), button));
	const dialog = openDialog(app, title, [form]);
	/** @type {HTMLElement | null} */ (form.querySelector("input, select, textarea"))?.focus();
	return dialog;
}

/**
 * @param {App} app
 * @param {{title: string, text: string, label: string, run: () => Promise<any>}} options
 */
export function confirmDialog(app, { title, text, label, run }) {
	const dialog = openForm(app, { title, label, kind: "danger", fields: [el("p", {}, text)],
		submit: async () => void await run() });
	/** @type {HTMLElement | null} */ (dialog.node.querySelector(".danger"))?.focus();
}
