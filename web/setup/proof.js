// SPDX-License-Identifier: MIT
// The first step: somebody shows that the web space is theirs.

import { el } from "../shared/dom.js";
import { newId } from "../shared/store.js";
import { copyLine, field, form, saveLink } from "./parts.js";

/** @typedef {import("./main.js").Setup} Setup */
/** @typedef {import("./main.js").State} State */

/** The file whose upload proves it. @param {Setup} setup @param {string} name */
export function fileProof(setup, name) {
	const { t } = setup;
	return el("section", { class: "s-part" }, el("p", {}, t("proof.file")), copyLine(setup, name, t("proof.name")),
		el("p", {}, saveLink(name, "", t("proof.save"))),
		el("p", { class: "s-waits soft", role: "status" }, t("proof.waits")));
}

/** Goes on once the file is there; a name that has changed meanwhile is shown with the next look. @param {Setup} setup */
export function awaitFile(setup) {
	setup.watch((state) => {
		if (!state.proved) {
			awaitFile(setup);
			return;
		}
		setup.keepKey(state.key);
		void setup.look();
	});
}

/** @param {Setup} setup */
function keyProof(setup) {
	const { t } = setup;
	return el("section", { class: "s-part" }, el("p", {}, t("proof.key")), form(setup, { label: t("next"),
		fields: [field(t("proof.keyName"), { name: "key", required: true, minlength: 16, autocomplete: "off", spellcheck: "false" })],
		send: async ({ key }) => {
			const state = await setup.ask("", { key });
			if (!state.proved)
				throw Object.assign(new Error(t("proof.wrong")), { code: "wrong" });
			setup.keepKey(state.key);
			await setup.look();
		} }));
}

/** For those who cannot upload beside the program, or where it can keep no secret. @param {Setup} setup */
function otherProof(setup) {
	const { t } = setup;
	return el("details", { class: "s-part" }, el("summary", {}, t("proof.other")), el("p", {}, t("proof.otherLead")),
		copyLine(setup, `[livechat]\nsetup-key = ${newId(32)}\n`, "livechat.cnf"),
		el("button", { type: "button", onclick: () => void setup.look() }, t("again")));
}

/** @param {Setup} setup @param {State} state */
export function proofStep(setup, { takesKey, fileName }) {
	const { t } = setup;
	setup.show("proof", el("h1", {}, t("proof.title")), el("p", { class: "soft" }, t("proof.lead")),
		...takesKey ? [keyProof(setup)] : [],
		...takesKey && fileName ? [el("p", { class: "s-or soft" }, t("or"))] : [],
		...fileName ? [fileProof(setup, fileName)] : [],
		...takesKey ? [] : [otherProof(setup)]);
	if (fileName)
		awaitFile(setup);
}
