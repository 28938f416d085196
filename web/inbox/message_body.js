// SPDX-License-Identifier: MIT
// What a message says, as elements: its text, and what is attached to it.

import { el } from "../shared/dom.js";
import { link, messageText } from "../shared/md.js";

/** @typedef {import("./app.js").App} App */

/**
 * Files of this site are named relative to its root.
 * @param {App} app
 * @param {unknown} target
 */
function attachmentTarget(app, target) {
	return typeof target === "string" && target.startsWith("/") && !target.startsWith("//") ? app.root + target : target;
}

/** @param {App} app @param {any} attachment */
function attachmentNode(app, attachment) {
	const { title, title_link: target, image_url: image, description, text } = attachment ?? {};
	const words = [description, text].filter((one) => typeof one === "string" && one);
	if (!title && !target && !image && !words.length)
		return null;
	return el("div", { class: "attachment" }, link(attachmentTarget(app, target ?? image),
		String(title ?? app.t("log.file"))), words.map((one) => el("p", { class: "small" }, one)));
}

/**
 * @param {App} app
 * @param {any} message
 * @returns {HTMLElement}
 */
export function messageBody(app, message) {
	const attachments = Array.isArray(message.attachments) ? message.attachments : [];
	return el("div", { class: "text", dir: "auto" }, message.msg ? messageText(message) : null,
		attachments.map((/** @type {any} */ one) => attachmentNode(app, one)));
}
