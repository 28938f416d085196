// SPDX-License-Identifier: MIT
// What belongs to oneself: the password, where one is logged in, and the tokens of one's programs.

import { el } from "../shared/dom.js";
import { textField } from "./fields.js";
import { createForm } from "./form.js";
import { createList, listRow } from "./list.js";
import { badge, copyButton, pageHead, section } from "./parts.js";

/** @typedef {import("./manage.js").Manage} Manage */

/** What a User-Agent header says to people. @param {Manage} ctx @param {string | undefined} agent */
function browserName(ctx, agent) {
	const browser = [["Edg", "Edge"], ["OPR", "Opera"], ["Firefox", "Firefox"], ["Chrome", "Chrome"], ["Safari", "Safari"]]
		.find(([mark]) => agent?.includes(`${mark}/`))?.[1];
	const system = [["iPhone", "iPhone"], ["iPad", "iPad"], ["Android", "Android"], ["Windows", "Windows"],
		["Mac OS", "macOS"], ["Linux", "Linux"]].find(([mark]) => agent?.includes(mark))?.[1];
	if (!browser)
		return agent?.slice(0, 60) || ctx.t("own.unknown");
	return system ? ctx.t("own.browser", { browser, system }) : browser;
}

/** @param {Manage} ctx */
function sessions(ctx) {
	const { t } = ctx;
	const all = el("button", { type: "button", hidden: true, onclick: () => end("livechat/sessions", "own.endAllText") },
		t("own.endAll"));
	const list = createList(ctx, {
		label: t("own.sessions"), empty: t("own.noSessions"),
		async load({ offset, count }) {
			const { body } = await ctx.api.get("livechat/sessions", { query: { offset, count } });
			all.hidden = body.total < 2;
			return { items: body.sessions, total: body.total };
		},
		row: (/** @type {any} */ session) => listRow({
			title: browserName(ctx, session.userAgent), badges: [session.current && badge(t("own.current"), "good")],
			lines: [[session.ip, t("own.since", { time: ctx.dateTime(session.createdAt) })].filter(Boolean).join(" · "),
				session.lastUsedAt && t("own.used", { time: ctx.dateTime(session.lastUsedAt) })],
			buttons: [!session.current && el("button", { type: "button", "aria-label": t("own.endOne", {
				name: browserName(ctx, session.userAgent) }), onclick: () => end(`livechat/sessions/${session._id}`, "own.endText") },
			t("own.end"))],
		}),
	});
	/** @param {string} path @param {string} text */
	function end(path, text) {
		ctx.confirm({ title: t("own.endTitle"), text: t(text), label: t("own.end"), async run() {
			await ctx.api.delete(path);
			ctx.tell(t("own.ended"));
			void list.reload();
		} });
	}
	return section(t("own.sessions"), t("own.sessionsLead"), list.node, el("div", {}, all));
}

/** @param {Manage} ctx @param {string} name @param {string} token */
function showToken(ctx, name, token) {
	ctx.dialog(ctx.t("own.tokenTitle", { name }), [el("div", { class: "m-dialog" }, el("p", {}, ctx.t("own.tokenOnce")),
		el("pre", { class: "m-code", tabindex: "0" }, `X-User-Id: ${ctx.me._id}\nX-Auth-Token: ${token}`),
		el("div", { class: "dialog-buttons" }, copyButton(ctx, () => token, ctx.t("own.copyToken"))))]);
}

/** @param {Manage} ctx */
function tokens(ctx) {
	const { t } = ctx;
	const list = createList(ctx, {
		label: t("own.tokens"), empty: t("own.noTokens"),
		async load() {
			const { body } = await ctx.api.get("users.getPersonalAccessTokens");
			return { items: body.tokens, total: body.tokens.length };
		},
		row: (/** @type {any} */ token) => listRow({
			title: token.name, lines: [[t("own.made", { time: ctx.dateTime(token.createdAt) }),
				token.lastTokenPart && t("own.lastPart", { part: token.lastTokenPart })].filter(Boolean).join(" · ")],
			buttons: [el("button", { type: "button", "aria-label": t("own.renewOne", { name: token.name }), onclick: () => ctx.confirm({
				title: t("own.renewOne", { name: token.name }), text: t("own.renewText"), label: t("own.renew"),
				run: () => make("users.regeneratePersonalAccessToken", token.name) }) }, t("own.renew")),
			el("button", { type: "button", "aria-label": t("own.removeOne", { name: token.name }), onclick: () => ctx.confirm({
				title: t("own.removeOne", { name: token.name }), text: t("own.removeText"), label: t("remove"), async run() {
					await ctx.api.post("users.removePersonalAccessToken", { tokenName: token.name });
					void list.reload();
				} }) }, t("remove"))],
		}),
	});
	/** @param {string} path @param {string} tokenName */
	async function make(path, tokenName) {
		const { body } = await ctx.api.post(path, { tokenName });
		void list.reload();
		setTimeout(() => showToken(ctx, tokenName, body.token));
	}
	function openNew() {
		const name = /** @type {HTMLInputElement} */ (el("input", { required: true, maxlength: 128, autocomplete: "off" }));
		ctx.form({ title: t("own.newToken"), label: t("own.makeToken"),
			fields: [el("label", { class: "field" }, el("span", {}, t("own.tokenName")), name),
				el("p", { class: "soft small" }, t("own.tokenHint"))],
			submit: () => make("users.generatePersonalAccessToken", name.value.trim()) });
		name.focus();
	}
	return section(t("own.tokens"), t("own.tokensLead"), list.node,
		el("div", {}, el("button", { type: "button", onclick: openNew }, t("own.newToken"))));
}

/** @param {Manage} ctx */
function password(ctx) {
	const { t } = ctx;
	const current = textField({ name: "currentPassword", label: t("own.currentPassword"),
		props: { type: "password", required: true, autocomplete: "current-password" } });
	const next = textField({ name: "newPassword", label: t("own.newPassword"), hint: t("own.passwordHint"),
		props: { type: "password", required: true, minlength: 8, maxlength: 1024, autocomplete: "new-password" } });
	const form = createForm(ctx, {
		draft: "own", fields: [current, next], content: [current.node, next.node], label: t("own.changePassword"),
		refusals: { "error-invalid-password": "currentPassword", "error-password-policy-not-met": "newPassword",
			"error-password-same-as-current": "newPassword" },
		save: () => ctx.api.post("users.updateOwnBasicInfo", { data: {
			currentPassword: /** @type {HTMLInputElement} */ (current.control).value,
			newPassword: /** @type {HTMLInputElement} */ (next.control).value } }),
		saved() {
			ctx.tell(t("own.passwordChanged"));
			ctx.remake();
		},
	});
	return section(t("own.password"), t("own.passwordLead"), form.node);
}

/** @param {Manage} ctx */
export function ownPage(ctx) {
	return el("div", {}, pageHead(ctx, { title: ctx.t("own.title"), lead: ctx.t("own.lead", { name: ctx.me.name ?? ctx.me.username,
		username: ctx.me.username }) }), sessions(ctx), tokens(ctx), password(ctx));
}
