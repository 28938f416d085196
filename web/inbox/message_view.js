// SPDX-License-Identifier: MIT
// One message on the page: its author and time, its text, its state, and what the agent may do to their own.

import { el, icon } from "../shared/dom.js";
import { icons } from "./icons.js";
import { messageBody } from "./message_body.js";
import { fullTime } from "./time.js";

/** @typedef {import("./app.js").App} App */
/** @typedef {import("./rows.js").Row} Row */
/**
 * @typedef {object} MessageActions
 * @property {(message: any) => void} edit
 * @property {() => void} cancel
 * @property {(message: any, text: string) => void} save
 * @property {(message: any) => void} remove
 * @property {(id: string) => void} retry
 * @property {(id: string) => void} drop
 */

/** @param {App} app @param {any} message @param {MessageActions} actions */
function editForm(app, message, actions) {
	const box = /** @type {HTMLTextAreaElement} */ (el("textarea", { "aria-label": app.t("edit.label"), rows: 2,
		onkeydown: (event) => {
			const { key, shiftKey, isComposing } = /** @type {KeyboardEvent} */ (event);
			if (key === "Escape") {
				event.stopPropagation();
				actions.cancel();
			} else if (key === "Enter" && !shiftKey && !isComposing) {
				event.preventDefault();
				save();
			}
		} }));
	box.value = message.msg;

	function save() {
		if (box.value.trim())
			actions.save(message, box.value.trim());
	}

	return el("div", { class: "edit" }, box, el("div", { class: "edit-buttons" },
		el("button", { class: "primary", onclick: save }, app.t("save")),
		el("button", { class: "quiet", onclick: actions.cancel }, app.t("cancel"))));
}

/** @param {App} app @param {Row} row @param {MessageActions} actions */
function toolbar(app, { message }, actions) {
	return el("div", { class: "message-tools" },
		message?.msg && el("button", { class: "quiet only-icon", "aria-label": app.t("edit.button"),
			title: app.t("edit.button"), onclick: () => actions.edit(message) }, icon(icons.edit)),
		el("button", { class: "quiet only-icon", "aria-label": app.t("delete.button"), title: app.t("delete.button"),
			onclick: () => actions.remove(message) }, icon(icons.trash)));
}

/** @param {App} app @param {Row} row @param {MessageActions} actions */
function stateLine(app, { state, error, message }, actions) {
	if (state === "failed")
		return el("div", { class: "message-state failed" }, icon(icons.warn),
			el("span", {}, app.errorText({ code: error, message: error })),
			el("button", { class: "link", onclick: () => actions.retry(message?._id) }, app.t("again")),
			el("button", { class: "link", onclick: () => actions.drop(message?._id) }, app.t("outbox.drop")));
	const [path, word] = state === "sending" ? [icons.clock, "outbox.sending"]
		: state === "read" ? [icons.checks, "outbox.read"] : [icons.check, "outbox.sent"];
	const label = app.t(word);
	return el("span", { class: `message-tick ${state}`, title: label }, icon(path),
		el("span", { class: "hidden-text" }, label));
}

/** @param {App} app @param {Row} row */
function authorOf(app, { message, from, mine }) {
	if (from === "visitor")
		return message?.alias ?? message?.u.name ?? message?.u.username;
	return mine ? app.t("log.you") : message?.u.name ?? message?.u.username;
}

/** Who wrote it and when; of the first of a group it is seen, of all it is read aloud. @param {App} app @param {Row} row */
function messageHead(app, row) {
	const { message, from, begins } = row;
	return el("div", { class: begins ? "message-head" : "hidden-text" },
		el("span", { class: "message-author" }, authorOf(app, row)), " ",
		from === "note" && el("span", { class: "note-word" }, icon(icons.lock), app.t("note.seen")), " ",
		el("time", { title: fullTime(app.texts, message?.ts), datetime: message?.ts }, app.texts.time(message?.ts)));
}

/**
 * @param {App} app
 * @param {Row} row
 * @param {{actions: MessageActions, editing: boolean}} options
 * @returns {HTMLElement}
 */
export function createMessage(app, row, { actions, editing }) {
	const { message, from, mine, begins, state } = row;
	const isSent = state === "sent" || state === "read";
	const isAnswer = mine && from === "agent";
	return el("div", { class: "message", "data-from": from, "data-state": state, "data-begins": begins, tabindex: "-1" },
		messageHead(app, row),
		el("div", { class: "message-row" },
			el("div", { class: "bubble" }, editing ? editForm(app, message, actions) : messageBody(app, message),
				message?.editedAt && !editing && el("span", { class: "edited" }, app.t("log.edited"))),
			// Notes are kept as they were written.
			isAnswer && isSent && !editing && toolbar(app, row, actions)),
		(isAnswer || !isSent) && !message?.node && stateLine(app, row, actions));
}
