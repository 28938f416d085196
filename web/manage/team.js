// SPDX-License-Identifier: MIT
// Who talks with visitors, and who manages that.

import { el } from "../shared/dom.js";
import { createList, listRow } from "./list.js";
import { badge, pageHead, section, wholeList } from "./parts.js";

/** @typedef {import("./manage.js").Manage} Manage */

/** Asks for a user and gives them the role. @param {Manage} ctx @param {string} role @param {() => void} done */
function openAdd(ctx, role, done) {
	const { t } = ctx, list = el("datalist", { id: "m-usernames" });
	const input = /** @type {HTMLInputElement} */ (el("input", { required: true, maxlength: 64, autocapitalize: "none",
		autocomplete: "off", spellcheck: "false", list: "m-usernames" }));
	if (ctx.can("view-full-other-user-info"))
		input.addEventListener("input", async () => {
			const answer = await ctx.api.get("users.list", { query: { text: input.value, count: 8 } }).catch(() => null);
			list.replaceChildren(...(answer?.body.users ?? []).map((/** @type {any} */ user) =>
				el("option", { value: user.username }, user.name ?? "")));
		});
	ctx.form({ title: t(`team.${role}.add`), label: t("add"),
		fields: [el("label", { class: "field" }, el("span", {}, t("accounts.username")), input), list,
			el("p", { class: "soft small" }, t("team.addHint"))],
		async submit() {
			await ctx.api.post(`livechat/users/${role}`, { username: input.value.trim().replace(/^@/, "") });
			ctx.tell(t(`team.${role}.added`, { name: input.value.trim() }));
			done();
		} });
}

/** @param {Manage} ctx @param {string} role @param {any} user @param {() => void} done */
function openTake(ctx, role, user, done) {
	const { t } = ctx, name = user.name ?? user.username;
	ctx.confirm({ title: t(`team.${role}.takeTitle`, { name }), text: t(`team.${role}.takeText`), label: t("team.take"),
		async run() {
			await ctx.api.delete(`livechat/users/${role}/${encodeURIComponent(user._id)}`);
			ctx.tell(t(`team.${role}.taken`, { name }));
			done();
		} });
}

/** @param {Manage} ctx @param {any} user */
function presence(ctx, user) {
	const available = user.statusLivechat === "available" && user.status !== "offline";
	return badge(ctx.t(user.statusLivechat === "not-available" ? "team.notAvailable" : `status.${user.status}`),
		available ? "good" : "plain");
}

/** @param {Manage} ctx @param {"agent" | "manager"} role @param {Promise<Map<string, string>>} departments */
function colleagues(ctx, role, departments) {
	const { t } = ctx, may = ctx.can("manage-livechat-agents");
	const list = createList(ctx, {
		label: t(`team.${role}s`), search: t("team.search"), empty: t(`team.${role}.none`),
		async load({ text, offset, count }) {
			const [{ body }, names] = await Promise.all([ctx.api.get(`livechat/users/${role}`, { query: {
				text: text || undefined, offset, count, sort: '{"username":1}' } }), departments]);
			return { items: body.users.map((/** @type {any} */ user) => ({ ...user, in: (user.departments ?? [])
				.map((/** @type {string} */ id) => names.get(id)).filter(Boolean).sort() })), total: body.total };
		},
		row: (user) => listRow({
			title: user.name ?? user.username,
			href: ctx.can("view-full-other-user-info") ? ctx.href(`accounts/${encodeURIComponent(user._id)}`) : undefined,
			picture: el("img", { class: "avatar", alt: "", width: 32, height: 32, loading: "lazy",
				src: `${ctx.root}/avatar/${encodeURIComponent(user.username)}` }),
			badges: [presence(ctx, user)],
			lines: [[`@${user.username}`, user.emails[0]?.address].filter(Boolean).join(" · "), user.in.join(", ")],
			buttons: [may && el("button", { type: "button", "aria-label": t(`team.${role}.takeTitle`, { name: user.name ?? user.username }),
				onclick: () => openTake(ctx, role, user, list.reload) }, t("team.take"))],
		}),
	});
	return section(t(`team.${role}s`), t(`team.${role}.lead`),
		may && el("div", {}, el("button", { type: "button", onclick: () => openAdd(ctx, role, list.reload) }, t(`team.${role}.add`))),
		list.node);
}

/** @param {Manage} ctx */
export function teamPage(ctx) {
	const departments = wholeList(ctx, "livechat/department", "departments").then((all) =>
		new Map(all.map((one) => [one._id, one.name])), () => new Map());
	return el("div", {}, pageHead(ctx, { title: ctx.t("team.title"), lead: ctx.t("team.lead") }),
		colleagues(ctx, "agent", departments), colleagues(ctx, "manager", departments));
}
