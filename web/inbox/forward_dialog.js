// SPDX-License-Identifier: MIT
// Gives a chat to another agent or department.

import { setChildren } from "../shared/children.js";
import { el } from "../shared/dom.js";
import { asOwnMove } from "./actions.js";
import { openForm } from "./dialog.js";

/** @typedef {import("./app.js").App} App */
/** @typedef {{value: string, label: string, hint: string, there: boolean}} Target */

const LONGEST_COMMENT = 5000;

/** @param {App} app @returns {Promise<Target[]>} */
async function forwardTargets(app) {
	const [agents, departments] = await Promise.all([
		app.api.get("livechat/users/agent", { query: { count: 0, excludeId: app.me._id } }),
		app.api.get("livechat/department", { query: { enabled: true, count: 0 } }),
	]);
	const people = agents.body.users.filter((/** @type {any} */ one) => one._id !== app.me._id)
		.map((/** @type {any} */ one) => ({
			value: `user ${one._id}`, label: one.name ?? one.username, there: one.statusLivechat === "available",
			hint: app.t(one.statusLivechat === "available" ? `status.${one.status}` : "self.away"),
		}));
	return [...departments.body.departments.map((/** @type {any} */ one) => ({
		value: `department ${one._id}`, label: one.name, hint: app.t("forward.department"), there: true,
	})), ...people.sort((/** @type {Target} */ a, /** @type {Target} */ b) => Number(b.there) - Number(a.there))];
}

/** @param {App} app @param {string} rid */
export function openForwardDialog(app, rid) {
	const { t } = app;
	const find = /** @type {HTMLInputElement} */ (el("input", { type: "search", placeholder: t("forward.find"),
		"aria-label": t("forward.find"), oninput: () => showTargets() }));
	const list = el("div", { class: "targets", role: "radiogroup", "aria-label": t("forward.to"), tabindex: "-1" },
		el("p", { class: "soft" }, t("loading")));
	const comment = /** @type {HTMLTextAreaElement} */ (el("textarea", { rows: 2, maxlength: LONGEST_COMMENT }));
	/** @type {Target[]} */
	let targets = [];
	let chosen = "";

	function showTargets() {
		const wanted = find.value.trim().toLowerCase();
		const shown = targets.filter((one) => one.label.toLowerCase().includes(wanted));
		// Nobody gets a chat who is not seen to be chosen.
		if (!shown.some((one) => one.value === chosen))
			chosen = "";
		setChildren(list, shown.length ? shown.map((one) => el("label", { class: "target" },
			el("input", { type: "radio", name: "target", value: one.value, checked: one.value === chosen,
				onchange: () => {
					chosen = one.value;
				} }),
			el("span", { class: "target-name" }, one.label),
			el("span", { class: one.there ? "small" : "small soft" }, one.hint)))
			: [el("p", { class: "soft" }, t("forward.nobody"))]);
	}

	openForm(app, {
		title: t("forward.title"), label: t("forward.button"),
		fields: [find, list, el("label", { class: "field" }, el("span", {}, t("forward.comment")), comment)],
		async submit() {
			if (!chosen)
				throw Object.assign(new Error(), { code: "choose-target" });
			const [kind, id] = chosen.split(" ");
			await asOwnMove(app, rid, () => app.api.post("livechat/room.forward", { roomId: rid, [`${kind}Id`]: id,
				comment: comment.value.trim() || undefined }));
			app.tell(t("forward.done", { name: targets.find((one) => one.value === chosen)?.label ?? "" }));
			app.go();
			app.sync.now();
		},
	});
	forwardTargets(app).then((all) => {
		targets = all;
		showTargets();
	}, (error) => setChildren(list, [el("p", { class: "form-error" }, app.errorText(error))]));
}
