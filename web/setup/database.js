// SPDX-License-Identifier: MIT
// The second step: where the database is. The server tries it, creates the tables and writes the option file.

import { el } from "../shared/dom.js";
import { copyLine, field, form, saveLink, TABLES_MS } from "./parts.js";

/** @typedef {import("./main.js").Setup} Setup */

/** @param {Setup} setup @param {string} [wrong]  what is wrong with what the option file says */
export function databaseForm(setup, wrong) {
	const { t } = setup;
	setup.show("database", el("h1", {}, t("database.title")), el("p", { class: "soft" }, t("database.lead")),
		form(setup, { label: t("database.button"), wrong, fields: [
			field(t("database.name"), { name: "database", required: true, autocomplete: "off", autocapitalize: "none", spellcheck: "false" }),
			field(t("database.user"), { name: "user", required: true, autocomplete: "off", autocapitalize: "none", spellcheck: "false" }),
			field(t("database.password"), { name: "password", type: "password", autocomplete: "off" }),
			field(t("database.host"), { name: "host", value: "localhost", autocomplete: "off", autocapitalize: "none", spellcheck: "false" },
				t("database.hostHint")),
			el("details", {}, el("summary", {}, t("database.more")), el("div", { class: "s-form" },
				field(t("database.port"), { name: "port", inputmode: "numeric", pattern: "[0-9]*", maxlength: 5 }),
				field(t("database.socket"), { name: "socket", spellcheck: "false" }))),
		], send: async (values) => {
			const { text, optionFile } = await setup.ask(".database", values, { timeoutMs: TABLES_MS });
			if (text)
				setup.upload(text, optionFile);
			else
				await setup.look();
		} }));
}

/** @param {Setup} setup @param {import("./main.js").State} state */
export async function databaseStep(setup, state) {
	if (!state.hasOptionFile) {
		databaseForm(setup);
		return;
	}
	try {
		await setup.ask(".database", {}, { timeoutMs: TABLES_MS });
	} catch (error) {
		databaseForm(setup, setup.failure(error));
		return;
	}
	await setup.address();
}

/** The program may not make files there. @param {Setup} setup @param {string} text @param {string} path */
export function uploadStep(setup, text, path) {
	const { t } = setup;
	setup.show("database", el("h1", {}, t("upload.title")), el("p", {}, t("upload.lead", { path })),
		copyLine(setup, text, path), el("p", {}, saveLink("livechat.cnf", text, t("upload.save"))),
		form(setup, { fields: [], label: t("next"), send: async () => {
			// Where nothing can be kept, the key in the file itself is the one that counts.
			setup.keepKey(/setup-key = "(.*)"/.exec(text)?.[1]);
			const state = await setup.ask("");
			if (!state.proved)
				throw new Error(t("upload.missing", { path }));
			setup.keepKey(state.key);
			await databaseStep(setup, state);
		} }));
}
