// SPDX-License-Identifier: MIT
// The box in which an agent writes answers and notes. What is written is kept in the browser until it is sent.

import { el, icon } from "../shared/dom.js";
import { newId } from "../shared/store.js";
import { createCanned } from "./canned.js";
import { icons } from "./icons.js";

/** @typedef {import("./app.js").App} App */

const TYPING_EVERY_MS = 5000;
const HIGHEST = 240;

/**
 * @param {App} app
 * @param {string} rid
 * @param {{editLast: () => void}} options
 */
export function createComposer(app, rid, { editLast }) {
	const { t, store } = app;
	const key = `draft.${rid}`;
	const box = /** @type {HTMLTextAreaElement} */ (el("textarea", { rows: 1, oninput: changed, onkeydown: pressed,
		onblur: () => canned.close(), "aria-autocomplete": "list" }));
	const canned = createCanned(app, rid, box, changed);
	const intake = app.files.createIntake(rid, box, () => isNote);
	const answer = el("button", { class: "mode", onclick: () => setNote(false) }, t("composer.answer"));
	const note = el("button", { class: "mode", onclick: () => setNote(true) }, icon(icons.lock), t("composer.note"));
	const sendButton = el("button", { class: "primary send", "aria-label": t("composer.send"), onclick: () => send() }, icon(icons.send),
		el("span", {}, t("composer.send")));
	const node = el("div", { class: "composer" },
		canned.node,
		el("div", { class: "modes", role: "group", "aria-label": t("composer.kind") }, answer, note,
			el("span", { class: "soft small hint" }, t("composer.hint"))),
		el("div", { class: "composer-row" }, intake.button, intake.input, box, sendButton));
	let isNote = false, typingAt = 0;

	function grow() {
		box.style.height = "auto";
		box.style.height = `${Math.min(box.scrollHeight + 2, HIGHEST)}px`;
	}

	function keep() {
		store.set(key, box.value ? { text: box.value, note: isNote } : null);
	}

	/** @param {boolean} typing */
	function tellTyping(typing) {
		if (typing ? Date.now() - typingAt < TYPING_EVERY_MS : !typingAt)
			return;
		typingAt = typing ? Date.now() : 0;
		app.api.post("livechat/typing", { rid, typing }).catch(() => {});
	}

	function changed() {
		grow();
		keep();
		canned.update();
		tellTyping(!isNote && Boolean(box.value.trim()) && !box.value.startsWith("/"));
	}

	/** @param {boolean} wanted */
	function setNote(wanted) {
		isNote = wanted;
		intake.button.hidden = isNote;
		node.classList.toggle("is-note", isNote);
		answer.setAttribute("aria-pressed", String(!isNote));
		note.setAttribute("aria-pressed", String(isNote));
		box.placeholder = t(isNote ? "composer.notePlaceholder" : "composer.placeholder");
		box.setAttribute("aria-label", t(isNote ? "composer.noteLabel" : "composer.label"));
		keep();
		if (isNote)
			tellTyping(false);
		box.focus();
	}

	function send() {
		const msg = box.value.trim();
		if (!msg)
			return;
		typingAt = 0;
		app.bus.emit("sent", rid);
		app.outbox.add(/** @type {any} */ ({ _id: newId(), rid, msg, note: isNote || undefined }));
		box.value = "";
		grow();
		keep();
		canned.close();
		setNote(false);
	}

	/** @param {Event} event */
	function pressed(event) {
		const { key: pressedKey, shiftKey, isComposing, altKey } = /** @type {KeyboardEvent} */ (event);
		if (isComposing || canned.pressed(/** @type {KeyboardEvent} */ (event)))
			return;
		if (pressedKey === "Enter" && !shiftKey && !altKey) {
			event.preventDefault();
			send();
		} else if (pressedKey === "ArrowUp" && !box.value) {
			event.preventDefault();
			editLast();
		} else if (pressedKey === "Escape") {
			box.blur();
		}
	}

	const draft = store.get(key);
	box.value = typeof draft?.text === "string" ? draft.text : "";
	isNote = Boolean(draft?.note);
	setNote(isNote);
	requestAnimationFrame(grow);
	const stop = app.bus.on("focus-composer", () => box.focus());

	return {
		node, setNote, takeDrops: intake.takeDrops,
		focus: () => box.focus(),
		leave() {
			stop();
			tellTyping(false);
			app.bus.emit("draft");
		},
	};
}
