// SPDX-License-Identifier: MIT
// Mails the visitor what was said so far, where the site allows it.

import { el } from "../shared/dom.js";
import { openForm } from "./dialog.js";

/** @typedef {import("./app.js").App} App */

/**
 * The visitor's token, in whose name the transcript is asked for: the messages of a page of the history have it.
 * @param {App} app
 * @param {string} rid
 * @returns {string} empty: it is not known
 */
export function visitorToken(app, rid) {
	for (const message of app.rooms.get(rid)?.log.messages.values() ?? [])
		if (message.token)
			return message.token;
	return "";
}

/** @param {App} app @param {string} rid @param {string} address */
export function openTranscriptDialog(app, rid, address) {
	const { t } = app;
	const email = /** @type {HTMLInputElement} */ (el("input", { type: "email", required: true, value: address,
		autocomplete: "off" }));
	openForm(app, {
		title: t("close.transcript"), label: t("transcript.button"),
		fields: [el("label", { class: "field" }, el("span", {}, t("close.email")), email)],
		async submit() {
			await app.api.post("livechat/transcript", { rid, token: visitorToken(app, rid), email: email.value.trim(),
				subject: t("close.subject") });
			app.tell(t("transcript.done"));
		},
	});
}
