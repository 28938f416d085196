// SPDX-License-Identifier: MIT
// The fourth step: the first admin.

import { el } from "../shared/dom.js";
import { field, form, otherDatabase } from "./parts.js";

const SHORTEST_PASSWORD = 8;

/** @param {import("./main.js").Setup} setup */
export function adminStep(setup) {
	const { t } = setup;
	setup.show("admin", el("h1", {}, t("admin.title")), el("p", { class: "soft" }, t("admin.lead")),
		form(setup, { label: t("admin.button"), fields: [
			field(t("admin.name"), { name: "name", required: true, maxlength: 255, autocomplete: "name" }, t("admin.nameHint")),
			field(t("admin.username"), { name: "username", required: true, maxlength: 64, pattern: "[A-Za-z0-9._\\-]+", autocomplete: "username",
				autocapitalize: "none", spellcheck: "false" }, t("admin.usernameHint")),
			field(t("admin.email"), { name: "email", type: "email", maxlength: 254, autocomplete: "email" }),
			field(t("admin.password"), { name: "password", type: "password", required: true, minlength: SHORTEST_PASSWORD,
				autocomplete: "new-password" }, t("admin.passwordHint")),
		], send: async (values) => setup.done(await setup.ask(".admin", values)) }), otherDatabase(setup));
}
