// SPDX-License-Identifier: MIT
// Accounts and their roles.

import { el } from "../shared/dom.js";
import { checksField, textField, toggleField } from "./fields.js";
import { createForm } from "./form.js";
import { createList, listRow } from "./list.js";
import { addLink, attempted, badge, consequence, copyButton, NEW, pageHead, section, whenLoaded } from "./parts.js";
import { ROLES } from "./permissions.js";

/** @typedef {import("./manage.js").Manage} Manage */

const PASSWORD_LETTERS = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
const ACCOUNT_REFUSALS = { "error-invalid-email": "email", "error-password-policy-not-met": "password", "error-invalid-role": "roles" };

/** @param {Manage} ctx @param {string} role */
const roleName = (ctx, role) => ctx.t(`role.${role}`);

function newPassword() {
	const bytes = crypto.getRandomValues(new Uint32Array(16));
	return [...bytes].map((value) => PASSWORD_LETTERS[value % PASSWORD_LETTERS.length]).join("");
}

/** @param {Manage} ctx @param {any} user */
function accountRow(ctx, user) {
	return listRow({
		title: user.name ?? user.username, href: ctx.href(`accounts/${encodeURIComponent(user._id)}`),
		picture: el("img", { class: "avatar", alt: "", width: 32, height: 32, loading: "lazy",
			src: `${ctx.root}/avatar/${encodeURIComponent(user.username)}` }),
		badges: [user._id === ctx.me._id && badge(ctx.t("you"), "accent"),
			!user.active && badge(ctx.t("accounts.inactive"), "bad"),
			user.requirePasswordChange && badge(ctx.t("accounts.firstPassword"), "warn")],
		lines: [[`@${user.username}`, user.emails[0]?.address].filter(Boolean).join(" · "),
			user.roles.filter((/** @type {string} */ role) => role !== "user").map((/** @type {string} */ role) => roleName(ctx, role))
				.join(", ") || ctx.t("role.none")],
	});
}

/** @param {Manage} ctx */
function accountList(ctx) {
	const add = () => addLink(ctx.href(`accounts/${NEW}`), ctx.t("accounts.add"));
	return el("div", {}, pageHead(ctx, { title: ctx.t("accounts.title"), lead: ctx.t("accounts.lead"), actions: [add()] }),
		createList(ctx, {
			label: ctx.t("accounts.title"), search: ctx.t("accounts.search"), empty: ctx.t("list.none"),
			async load({ text, offset, count }) {
				const { body } = await ctx.api.get("users.list", { query: { text: text || undefined, offset, count,
					sort: '{"username":1}' } });
				return { items: body.users, total: body.total };
			},
			row: (user) => accountRow(ctx, user),
		}).node);
}

/** @param {Manage} ctx @param {any} user  as it is; {}: a new one */
function accountFields(ctx, user) {
	const { t } = ctx, isNew = !user._id;
	/** @type {import("./fields.js").Field} */
	const password = textField({ name: "password", label: t(isNew ? "accounts.password" : "accounts.newPassword"),
		hint: t(isNew ? "accounts.passwordHint" : "accounts.newPasswordHint"),
		props: { required: isNew, minlength: 8, maxlength: 1024, "data-secret": true, spellcheck: "false", autocapitalize: "none",
			autocomplete: "new-password", class: "m-mono" },
		beside: el("button", { type: "button", onclick: () => {
			password.set(newPassword());
			password.control.dispatchEvent(new Event("input", { bubbles: true }));
		} }, t("accounts.generate")) });
	password.isSecret = true;
	const own = user._id === ctx.me._id;
	return {
		name: textField({ name: "name", label: t("accounts.name"), value: user.name, props: { required: true, maxlength: 255 } }),
		username: textField({ name: "username", label: t("accounts.username"), hint: t("accounts.usernameHint"),
			value: user.username, props: { required: true, maxlength: 64, autocapitalize: "none", spellcheck: "false" } }),
		email: textField({ name: "email", label: t("accounts.email"), value: user.emails?.[0]?.address,
			props: { type: "email", maxlength: 254, required: isNew || user.emails?.length > 0 } }),
		password,
		change: toggleField({ name: "requirePasswordChange", label: t("accounts.change"), hint: t("accounts.changeHint"),
			value: isNew ? true : user.requirePasswordChange === true }),
		roles: checksField({ name: "roles", label: t("accounts.roles"), value: user.roles ?? ["user", "livechat-agent"],
			options: ROLES.filter((role) => role !== "user").map((role) => ({ value: role, label: roleName(ctx, role),
				hint: t(`role.${role}.hint`), disabled: own && role === "admin" })) }),
	};
}

/** @param {Manage} ctx @param {string} username @param {string} password */
function showFirstPassword(ctx, username, password) {
	const text = `${ctx.root}/livechat/inbox\n${username}\n${password}`;
	ctx.dialog(ctx.t("accounts.made"), [el("div", { class: "m-dialog" }, el("p", {}, ctx.t("accounts.handOver")),
		el("pre", { class: "m-code", tabindex: "0" }, text), el("div", { class: "dialog-buttons" }, copyButton(ctx, () => text)))]);
}

/** @param {Manage} ctx */
function newAccount(ctx) {
	const { t } = ctx, fields = accountFields(ctx, {}), all = Object.values(fields);
	return el("div", {}, pageHead(ctx, { title: t("accounts.add"), back: { path: "accounts", label: t("accounts.title") } }),
		createForm(ctx, {
			draft: "accounts/+", fields: all, refusals: ACCOUNT_REFUSALS, label: t("accounts.create"), cancel: "accounts",
			content: [section(t("accounts.who"), null, fields.name.node, fields.username.node, fields.email.node),
				section(t("accounts.login"), null, fields.password.node, fields.change.node),
				section(t("accounts.may"), null, fields.roles.node)],
			async save(values) {
				await ctx.api.post("users.create", { ...values, roles: ["user", ...values.roles] });
				return values;
			},
			saved({ username, password }) {
				ctx.visit("accounts");
				showFirstPassword(ctx, username, password);
			},
		}).node);
}

/** @param {Manage} ctx @param {any} user @param {string} name */
function dangers(ctx, user, name) {
	const { t } = ctx;
	if (user._id === ctx.me._id)
		return section(t("danger"), null, el("p", { class: "soft" }, t("accounts.ownHint")));
	/** @param {boolean} activeStatus */
	const setActive = async (activeStatus) => {
		await ctx.api.post("users.setActiveStatus", { userId: user._id, activeStatus });
		ctx.tell(t(activeStatus ? "accounts.activated" : "accounts.deactivated", { name }));
		ctx.leaveTo("accounts");
	};
	return section(t("danger"), null,
		user.active ? consequence(t("accounts.deactivateText"), t("accounts.deactivate"), () => ctx.confirm({
			title: t("accounts.deactivateTitle", { name }), text: t("accounts.deactivateText"), label: t("accounts.deactivate"),
			run: () => setActive(false) }))
			: consequence(t("accounts.activateText"), t("accounts.activate"),
				() => void attempted(ctx, () => setActive(true)), false),
		consequence(t("accounts.deleteText"), t("accounts.delete"), () => ctx.confirm({
			title: t("accounts.deleteTitle", { name }), text: t("accounts.deleteText"), label: t("accounts.delete"),
			run: async () => {
				await ctx.api.post("users.delete", { userId: user._id });
				ctx.tell(t("accounts.deleted", { name }));
				ctx.leaveTo("accounts");
			} })));
}

/** @param {Manage} ctx @param {string} id */
async function accountForm(ctx, id) {
	const { t } = ctx, { body: { user } } = await ctx.api.get("users.info", { query: { userId: id } });
	const fields = accountFields(ctx, user), name = user.name ?? user.username;
	return el("div", {}, pageHead(ctx, { title: name, back: { path: "accounts", label: t("accounts.title") } }),
		createForm(ctx, {
			draft: `accounts/${id}`, fields: Object.values(fields), refusals: ACCOUNT_REFUSALS, label: t("save"), cancel: "accounts",
			content: [section(t("accounts.who"), null, fields.name.node, fields.username.node, fields.email.node),
				section(t("accounts.may"), t("accounts.mayHint"), fields.roles.node),
				section(t("accounts.login"), null, fields.password.node, fields.change.node)],
			save(values, before) {
				const data = Object.fromEntries(Object.entries(values).filter(([key, value]) =>
					JSON.stringify(value) !== JSON.stringify(before[key])));
				if (data.roles)
					data.roles = ["user", ...data.roles];
				return ctx.api.post("users.update", { userId: id, data });
			},
			saved() {
				ctx.tell(t("saved"));
				ctx.visit("accounts");
			},
		}).node, dangers(ctx, user, name));
}

/** @param {Manage} ctx @param {string} id */
export function accountsPage(ctx, id) {
	return id === "" ? accountList(ctx) : id === NEW ? newAccount(ctx) : whenLoaded(ctx, () => accountForm(ctx, id));
}
