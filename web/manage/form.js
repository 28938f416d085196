// SPDX-License-Identifier: MIT
// A form on a page of its own: it says what is wrong where it is wrong, and loses nothing that was typed.

import { isBeingSent, setBeingSent } from "../shared/being_sent.js";
import { el } from "../shared/dom.js";
import { problemOf } from "./fields.js";

/** @typedef {import("./manage.js").Manage} Manage */
/** @typedef {import("./fields.js").Field} Field */

const KEPT_AFTER_MS = 300;

/**
 * @param {Manage} ctx
 * @param {object} options
 * @param {string} options.draft  under which name the browser keeps what is typed
 * @param {Field[]} options.fields
 * @param {Node[]} options.content  where the fields are
 * @param {string} options.label  of the button that saves
 * @param {(values: Record<string, any>, before: Record<string, any>) => Promise<any>} options.save
 * @param {(result: any) => void} options.saved
 * @param {Record<string, string>} [options.refusals]  the field that an error is about, by the error's code
 * @param {(error: any) => string | undefined} [options.refusal]  the field that it is about, where the code does not say it
 * @param {string} [options.cancel]  the path to go to instead; absent: changes are taken back
 * @param {(values: Record<string, any>) => void} [options.changed]
 * @param {(values: Record<string, any>) => [string, string] | null} [options.check]  a field and what is wrong with it
 */
export function createForm(ctx, { draft, fields, content, label, save, saved, refusals = {}, refusal, cancel, changed, check }) {
	const key = `form.${draft}`;
	const said = el("p", { class: "form-error", role: "alert" });
	const mark = el("span", { class: "soft small m-mark", role: "status" });
	const button = /** @type {HTMLButtonElement} */ (el("button", { class: "primary" }, label));
	const back = /** @type {HTMLButtonElement} */ (el("button", { type: "button", class: "quiet", onclick: cancelled },
		ctx.t(cancel === undefined ? "form.undo" : "cancel")));
	const restored = el("div", { class: "m-notice", role: "status", hidden: true }, el("span", {}, ctx.t("form.restored")),
		el("button", { type: "button", class: "link", onclick: () => {
			restore();
			fields[0].control.focus();
		} }, ctx.t("form.drop")));
	const node = el("form", { class: "m-form", novalidate: true, oninput: touched, onchange: touched, onsubmit: submitted },
		restored, ...content, el("div", { class: "m-bar" }, button, back, mark, said));
	let before = values();
	/** @type {ReturnType<typeof setTimeout> | undefined} */
	let timer;

	function values() {
		return Object.fromEntries(fields.map((field) => [field.name, field.get()]));
	}

	const isChanged = () => JSON.stringify(values()) !== JSON.stringify(before);

	function keep() {
		const kept = Object.fromEntries(fields.filter((field) => !field.isSecret).map((field) => [field.name, field.get()]));
		ctx.store.set(key, isChanged() ? kept : null);
	}

	/** @param {Event} [event] */
	function touched(event) {
		const field = fields.find((one) => event && one.node.contains(/** @type {Node} */ (event.target)));
		field?.setError("");
		showChanged();
		clearTimeout(timer);
		timer = setTimeout(keep, KEPT_AFTER_MS);
		changed?.(values());
	}

	function showChanged() {
		const is = isChanged();
		mark.textContent = is ? ctx.t("form.changed") : "";
		back.hidden = cancel === undefined && !is;
	}

	/** Takes all changes back. */
	function restore() {
		clearTimeout(timer);
		ctx.store.set(key, null);
		for (const field of fields) {
			field.set(before[field.name]);
			field.setError("");
		}
		said.textContent = "";
		restored.hidden = true;
		showChanged();
		changed?.(values());
	}

	function cancelled() {
		restore();
		if (cancel !== undefined)
			ctx.visit(cancel);
		else
			button.focus();
	}

	/** @param {Record<string, string>} errors  by field; "" is the form */
	function show(errors) {
		for (const field of fields)
			field.setError(errors[field.name] ?? "");
		const first = fields.find((field) => errors[field.name]);
		said.textContent = errors[""] ?? (first ? ctx.t("form.wrong") : "");
		first?.control.focus();
	}

	/** @returns {Record<string, string>} what is wrong before the server is asked */
	function problems() {
		const found = fields.filter((field) => !field.node.closest("[hidden]") && problemOf(ctx, field));
		if (found.length)
			return Object.fromEntries(found.map((field) => [field.name, problemOf(ctx, field)]));
		const wrong = check?.(values());
		return wrong ? { [wrong[0]]: wrong[1] } : {};
	}

	/** @param {any} error @returns {Record<string, string>} */
	function refused(error) {
		const name = [error?.details?.field, refusals[error?.code], refusal?.(error)].find((one) => fields.some((field) => field.name === one));
		return { [name ?? ""]: ctx.errorText(error) };
	}

	/** @param {Event} event */
	async function submitted(event) {
		event.preventDefault();
		if (isBeingSent(button))
			return;
		const wrong = problems();
		show(wrong);
		if (Object.keys(wrong).length)
			return;
		setBeingSent(button, true);
		node.setAttribute("aria-busy", "true");
		try {
			const sent = values(), result = await save(sent, before);
			clearTimeout(timer);
			before = sent;
			keep();
			restored.hidden = true;
			showChanged();
			saved(result);
		} catch (error) {
			show(refused(error));
		}
		setBeingSent(button, false);
		node.removeAttribute("aria-busy");
	}

	/** Brings back what was typed when the page was left without a choice: by a reload, or an ended login. */
	function bringBack() {
		const kept = ctx.store.get(key);
		if (!kept)
			return;
		for (const field of fields)
			if (field.name in kept)
				field.set(kept[field.name]);
		restored.hidden = !isChanged();
	}

	bringBack();
	showChanged();
	changed?.(values());
	ctx.watch({ isChanged, discard: restore });
	return { node, values, isChanged };
}
