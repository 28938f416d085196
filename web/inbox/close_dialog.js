// SPDX-License-Identifier: MIT
// Closes a chat, with a comment and tags, and mails the visitor what was said.

import { el } from "../shared/dom.js";
import { asOwnMove } from "./actions.js";
import { openForm } from "./dialog.js";

/** @typedef {import("./app.js").App} App */

const LONGEST_COMMENT_TEXT = 5000;

/** @param {string} text  tags with commas between them @returns {string[]} */
export function splitTags(text) {
	return [...new Set(text.split(",").map((tag) => tag.trim()).filter(Boolean))];
}

/** @param {App} app @param {string} visitorId @param {HTMLInputElement} email */
async function fillAddress(app, visitorId, email) {
	try {
		const { body } = await app.api.get("livechat/visitors.info", { query: { visitorId } });
		email.value ||= body.visitor.visitorEmails?.[0]?.address ?? "";
	} catch {
		// The agent can write it.
	}
}

/** @param {App} app @param {string} rid */
export function openCloseDialog(app, rid) {
	const { t } = app;
	const room = app.model.rooms.get(rid) ?? app.rooms.get(rid)?.info;
	const comment = /** @type {HTMLTextAreaElement} */ (el("textarea", { rows: 3, maxlength: LONGEST_COMMENT_TEXT }));
	const tags = /** @type {HTMLInputElement} */ (el("input", { value: (room?.tags ?? []).join(", "),
		placeholder: t("close.tagsHint") }));
	const email = /** @type {HTMLInputElement} */ (el("input", { type: "email", autocomplete: "off" }));
	const address = el("label", { class: "field", hidden: true }, el("span", {}, t("close.email")), email);
	const mail = /** @type {HTMLInputElement} */ (el("input", { type: "checkbox", onchange: () => {
		address.hidden = !mail.checked;
		email.required = mail.checked;
		if (mail.checked)
			email.focus();
	} }));
	if (room)
		void fillAddress(app, room.v._id, email);

	openForm(app, {
		title: t("close.title", { name: room?.fname ?? "" }), label: t("close.confirm"),
		fields: [
			el("label", { class: "field" }, el("span", {}, t("close.comment")), comment),
			el("label", { class: "field" }, el("span", {}, t("close.tags")), tags),
			el("label", { class: "choice" }, mail, el("span", {}, t("close.transcript"))), address,
		],
		async submit() {
			const wanted = splitTags(tags.value);
			await asOwnMove(app, rid, () => app.api.post("livechat/room.closeByUser", {
				rid, comment: comment.value.trim() || undefined, tags: wanted.length ? wanted : undefined,
				transcriptEmail: mail.checked ? { sendToVisitor: true, requestData: { email: email.value.trim(),
					subject: t("close.subject") } } : undefined,
			}));
			app.store.set(`draft.${rid}`, null);
			app.rooms.touch(rid);
			app.tell(t("close.done", { name: room?.fname ?? "" }));
			app.go();
			app.sync.now();
		},
	});
	comment.focus();
}
