// SPDX-License-Identifier: MIT
// The page on which an agent logs in, and the one on which a first password is replaced.

import { isBeingSent, setBeingSent } from "../shared/being_sent.js";
import { el } from "../shared/dom.js";
import { needsTables, tablesNotice } from "./tables.js";

/** @typedef {import("../shared/i18n.js").Texts["t"]} Translate */

const SHORTEST_PASSWORD = 8;

/**
 * @param {string} label
 * @param {Record<string, any>} props
 * @returns {HTMLElement}
 */
function field(label, props) {
	return el("label", { class: "field" }, el("span", {}, label), el("input", props));
}

/**
 * A form in the middle of the page.
 * @param {object} options
 * @param {string} options.title
 * @param {string} options.lead
 * @param {HTMLElement[]} options.fields
 * @param {string} options.label  of its button
 * @param {string} [options.notice]
 * @param {(values: Record<string, string>) => Promise<string | Node | undefined>} options.submit  resolves to what is wrong
 * @param {HTMLElement} [options.below]
 */
function formPage({ title, lead, fields, label, notice, submit, below }) {
	const said = el("p", { class: "form-error", role: "alert" }, notice);
	const button = el("button", { class: "primary wide" }, label);
	const form = el("form", {
		onsubmit: async (/** @type {Event} */ event) => {
			event.preventDefault();
			if (isBeingSent(button))
				return;
			const inputs = [...form.querySelectorAll("input")];
			setBeingSent(button, true);
			said.textContent = "";
			const wrong = await submit(Object.fromEntries(inputs.map((input) => [input.name, input.value])));
			setBeingSent(button, false);
			if (wrong) {
				said.replaceChildren(wrong);
				inputs.find((input) => input.type === "password")?.select();
			}
		},
	}, ...fields, said, button);
	queueMicrotask(() => fields[0].querySelector("input")?.focus());
	return el("main", { class: "login" }, el("div", { class: "login-card" },
		el("h1", {}, title), el("p", { class: "soft" }, lead), form, below));
}

/** @param {Translate} t @param {string} root @param {any} error @returns {string | Node} */
function failure(t, root, error) {
	if (needsTables(error))
		return tablesNotice(t, root);
	if (error.status === 401)
		return t("login.wrong");
	if (error.status === 429)
		return t("login.tooMany", { count: Math.max(1, Math.ceil(error.retryAfterMs / 60000)) });
	if (error.isTemporary)
		return t("error.unreachable");
	const key = `error.${error.code}`;
	return t(key) === key ? error.message : t(key);
}

/** @param {any} context */
export function loginPage({ api, texts: { t }, notice, loggedIn }) {
	return formPage({
		title: t("login.title"), lead: t("login.lead"), label: t("login.button"), notice,
		fields: [
			field(t("login.user"), { name: "user", required: true, autocomplete: "username", autocapitalize: "none",
				spellcheck: "false" }),
			field(t("login.password"), { name: "password", type: "password", required: true,
				autocomplete: "current-password" }),
		],
		async submit({ user, password }) {
			try {
				const { body } = await api.post("login", { user, password });
				if (!body.data.me.roles.some((/** @type {string} */ role) => role !== "user"))
					return t("login.noAgent");
				loggedIn(body.data);
			} catch (error) {
				return failure(t, api.root, error);
			}
			return undefined;
		},
	});
}

/** @param {any} context */
export function passwordPage({ api, texts: { t }, changed, left }) {
	return formPage({
		title: t("password.title"), lead: t("password.lead"), label: t("password.button"),
		fields: [
			field(t("password.current"), { name: "currentPassword", type: "password", required: true,
				autocomplete: "current-password" }),
			field(t("password.new"), { name: "newPassword", type: "password", required: true,
				minlength: SHORTEST_PASSWORD, autocomplete: "new-password" }),
		],
		below: el("button", { class: "quiet wide", type: "button", onclick: left }, t("logout")),
		async submit({ currentPassword, newPassword }) {
			try {
				await api.post("users.updateOwnBasicInfo", { data: { currentPassword, newPassword } });
				changed((await api.get("me")).body);
			} catch (error) {
				return failure(t, api.root, error);
			}
			return undefined;
		},
	});
}
