// SPDX-License-Identifier: MIT
// Keyboard shortcuts. Single keys count only outside of text fields, and can be switched off.

import { el } from "../shared/dom.js";
import { takeAndOpen } from "./actions.js";
import { openCloseDialog } from "./close_dialog.js";
import { openDialog } from "./dialog.js";
import { openForwardDialog } from "./forward_dialog.js";

/** @typedef {import("./app.js").App} App */

const SHORTCUTS = [["j", "keys.next"], ["k", "keys.previous"], ["t", "keys.take"], ["r", "keys.answer"],
	["n", "keys.note"], ["f", "keys.forward"], ["e", "keys.close"], ["i", "keys.visitor"], ["?", "keys.help"],
	["Enter", "keys.send"], ["Shift+Enter", "keys.line"], ["/", "keys.canned"], ["↑", "keys.edit"],
	["Esc", "keys.leave"]];

/** @param {App} app */
function openHelp(app) {
	openDialog(app, app.t("keys.title"), [el("dl", { class: "keys" }, SHORTCUTS.map(([key, word]) =>
		el("div", {}, el("dt", {}, el("kbd", {}, key)), el("dd", {}, app.t(word)))))]);
}

/** @param {EventTarget | null} target */
function isField(target) {
	return target instanceof HTMLElement && (target.matches("input, textarea, select") || target.isContentEditable);
}

/**
 * @param {App} app
 * @param {{lists: any, conversation: () => any}} parts
 */
export function createKeys(app, { lists, conversation }) {
	/** @param {number} step */
	function move(step) {
		const order = lists.order();
		const at = order.indexOf(app.shownRoom());
		const next = order[at < 0 ? (step > 0 ? 0 : order.length - 1) : at + step];
		if (next) {
			app.keepsFocus = true;
			app.go(next);
			app.keepsFocus = false;
		}
	}

	/** @param {boolean} note */
	function write(note) {
		const open = conversation();
		if (open && app.model.rooms.has(open.rid))
			open.composer.setNote(note);
	}

	/** @param {(app: App, rid: string) => void} open */
	function withMine(open) {
		if (app.model.rooms.has(app.shownRoom()))
			open(app, app.shownRoom());
	}

	/** @type {Record<string, () => void>} */
	const commands = {
		j: () => move(1),
		k: () => move(-1),
		t: () => app.isAgent() && app.model.queue[0] && void takeAndOpen(app, app.model.queue[0]),
		r: () => write(false),
		n: () => write(true),
		f: () => withMine(openForwardDialog),
		e: () => withMine(openCloseDialog),
		i: () => app.shownRoom() && app.go(app.shownRoom(), app.route().part ? "" : "visitor"),
		"?": () => openHelp(app),
	};

	/** @param {KeyboardEvent} event */
	function pressed(event) {
		const command = commands[event.key];
		if (!command || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || isField(event.target)
			|| document.querySelector("dialog[open]") || app.store.get("keys") === false)
			return;
		event.preventDefault();
		command();
	}

	document.addEventListener("keydown", pressed);
	app.bus.on("help", () => openHelp(app));
	app.bus.on("end", () => document.removeEventListener("keydown", pressed));
}
