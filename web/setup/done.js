// SPDX-License-Identifier: MIT
// The last step, and what the page shows ever after.

import { el } from "../shared/dom.js";
import { copyLine, form, TABLES_MS } from "./parts.js";
import { awaitFile, fileProof } from "./proof.js";

/** @typedef {import("./main.js").Setup} Setup */

/** @param {Setup} setup */
function inboxLink({ t, root }) {
	return el("a", { class: "primary s-button", href: `${root}/livechat/inbox` }, t("done.inbox"));
}

/** @param {Setup} setup @param {{username: string, keyRemains: boolean, optionFile: string}} outcome */
export function doneStep(setup, { username, keyRemains, optionFile }) {
	const { t, root } = setup, line = `<script src="${root}/livechat/widget.js" async></script>`;
	setup.show("done", el("h1", {}, t("done.title")), el("p", { class: "soft" }, t("done.lead", { username })),
		...keyRemains ? [el("p", { class: "s-note" }, t("done.keyRemains", { path: optionFile }))] : [],
		...setup.refusesFiles ? [el("p", { class: "s-note" }, t("done.refusesFiles"))] : [],
		el("section", { class: "s-part" }, el("h2", {}, t("done.paste")), el("p", {}, t("done.pasteLead")), copyLine(setup, line, t("done.paste")),
			el("p", { class: "soft" }, t("done.page"), " ", el("a", { href: `${root}/livechat`, target: "_blank", rel: "noopener" }, `${root}/livechat`))),
		inboxLink(setup));
}

/** @param {Setup} setup @param {NonNullable<import("./main.js").State["findings"]>} findings */
function findingsList({ t }, findings) {
	const worst = [...findings].sort((one, other) => LEVELS.indexOf(one.level) - LEVELS.indexOf(other.level));
	return el("ul", { class: "s-findings" }, worst.map(({ level, subject, text, remedy }) => el("li", { "data-level": level },
		el("strong", {}, `${t(`level.${level}`)} · ${subject}`), el("p", { lang: "en" }, text),
		remedy && el("p", { class: "soft", lang: "en" }, remedy))));
}

const LEVELS = ["failure", "warning", "ok"];

/** @param {Setup} setup @param {NonNullable<import("./main.js").State["errors"]>} errors */
function errorsPart({ t }, errors) {
	return el("section", { class: "s-part" }, el("h2", {}, t("errors.title")),
		el("ul", { class: "s-findings" }, errors.map(({ text, times, lastAt }) => el("li", {}, el("p", { lang: "en" }, text),
			el("p", { class: "soft" }, t("errors.when", { count: times, time: new Date(lastAt).toLocaleString(document.documentElement.lang) }))))));
}

/** A later release has been uploaded. @param {Setup} setup */
function updateStep(setup) {
	const { t } = setup;
	setup.show("", el("h1", {}, t("update.title")), el("p", { class: "soft" }, t("update.lead")),
		form(setup, { fields: [], label: t("update.button"), send: async () => {
			await setup.ask(".migrate", {}, { timeoutMs: TABLES_MS });
			await setup.look();
		} }));
}

/** The set-up is over: its owner can still find out what is wrong. @param {Setup} setup @param {import("./main.js").State} state */
export function finishedStep(setup, { hasPlace, proved, findings, errors, fileName, filesMissing }) {
	const { t } = setup;
	if (filesMissing) {
		updateStep(setup);
		return;
	}
	if (proved && findings) {
		setup.show("", el("h1", {}, t("health.title")), el("p", { class: "soft" }, t("health.lead")), findingsList(setup, findings),
			...errors?.length ? [errorsPart(setup, errors)] : [], el("button", { type: "button", class: "primary", onclick: () => void setup.look() }, t("again")), inboxLink(setup));
		return;
	}
	const help = el("details", { class: "s-part", ontoggle: () => awaitFile(setup) }, el("summary", {}, t("finished.help")),
		el("p", {}, t("finished.helpLead")), ...fileName ? [fileProof(setup, fileName)] : [el("p", {}, t("finished.noFile"))]);
	if (hasPlace)
		setup.show("", el("h1", {}, t("finished.title")), el("p", { class: "soft" }, t("finished.lead")), inboxLink(setup), help);
	else
		setup.show("", el("h1", {}, t("noPlace.title")), el("p", {}, t("noPlace.lead")), help);
}
