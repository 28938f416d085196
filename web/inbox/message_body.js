// SPDX-License-Identifier: MIT
// What a message says, as elements: its text, and what is attached to it.

import { el } from "../shared/dom.js";
import { messageText } from "../shared/md.js";

/** @typedef {import("./app.js").App} App */

/**
 * @param {App} app
 * @param {any} message
 * @returns {HTMLElement}
 */
export function messageBody(app, message) {
	return el("div", { class: "text", dir: "auto" }, message.node ?? null, message.msg ? messageText(message) : null, app.files.show(message));
}
