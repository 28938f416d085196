// SPDX-License-Identifier: MIT
// Blocks a visitor, for some time or without an end, and says why.

import { el } from "../shared/dom.js";
import { asOwnMove } from "./actions.js";
import { openForm } from "./dialog.js";

/** @typedef {import("./app.js").App} App */

const DAY_MS = 24 * 60 * 60 * 1000;
const LONGEST_REASON = 255;
/** Days by the key of their text; 0: without an end. */
const BLOCK_TIMES = { "block.always": 0, "block.day": 1, "block.week": 7, "block.month": 30 };

/** @param {App} app @param {any} visitor @param {any} room */
export function openBlockDialog(app, visitor, room) {
	const { t } = app;
	const days = /** @type {HTMLSelectElement} */ (el("select", {}, Object.entries(BLOCK_TIMES).map(([key, value]) =>
		el("option", { value }, t(key)))));
	const reason = /** @type {HTMLInputElement} */ (el("input", { maxlength: LONGEST_REASON, autocomplete: "off" }));

	openForm(app, {
		title: t("block.title", { name: visitor.name ?? visitor.username }), label: t("block.button"), kind: "danger",
		fields: [el("p", { class: "soft" }, t("block.text")),
			el("label", { class: "field" }, el("span", {}, t("block.time")), days),
			el("label", { class: "field" }, el("span", {}, t("block.reason")), reason)],
		async submit() {
			// The first closes the visitor's chats, the second says how long it holds, and why.
			await asOwnMove(app, room._id, () => app.api.post("omnichannel/contacts.block",
				{ visitor: { visitorId: visitor._id, source: { type: room.source?.type ?? "api" } } }));
			if (Number(days.value) || reason.value.trim())
				await app.api.post("livechat/blocks", { type: "visitor", value: visitor._id,
					reason: reason.value.trim() || undefined,
					until: Number(days.value) ? new Date(app.now() + Number(days.value) * DAY_MS).toISOString()
						: undefined });
			app.tell(t("block.done"));
			app.rooms.touch(room._id);
			app.sync.now();
		},
	});
}
