// SPDX-License-Identifier: MIT
// Canned answers: one's own, those of departments, and those of all.

import { el } from "../shared/dom.js";
import { choiceField, textField, touch, wordsField } from "./fields.js";
import { createForm } from "./form.js";
import { createList, listRow, segments } from "./list.js";
import { addLink, badge, consequence, NEW, pageHead, section, whenLoaded, wholeList } from "./parts.js";

/** @typedef {import("./manage.js").Manage} Manage */

const PLACEHOLDERS = ["contact.name", "contact.email", "contact.phone", "agent.name", "agent.email"];
const SCOPES = ["user", "department", "global"];

/** Which scopes somebody may write. @param {Manage} ctx @returns {string[]} */
function ownScopes(ctx) {
	const all = ctx.can("save-all-canned-responses");
	return SCOPES.filter((scope) => scope === "user" || all || (scope === "department" && ctx.can("save-department-canned-responses")));
}

/** @param {Manage} ctx @param {any} one */
function mayChange(ctx, one) {
	return ownScopes(ctx).includes(one.scope) && (one.scope !== "user" || one.userId === ctx.me._id
		|| ctx.can("save-all-canned-responses"));
}

/** @param {Manage} ctx */
function cannedList(ctx) {
	const { t } = ctx, add = () => addLink(ctx.href(`canned/${NEW}`), t("canned.add"));
	let scope = ctx.memory.get("canned.scope") ?? "";
	const names = wholeList(ctx, "livechat/department", "departments").then((all) =>
		new Map(all.map((one) => [one._id, one.name])), () => new Map());
	const list = createList(ctx, {
		label: t("canned.title"), search: t("canned.search"), empty: t("canned.none"), emptyAction: add(),
		filters: [segments(t("canned.scope"), [["", t("canned.scope.all")], ...SCOPES.map((one) =>
			/** @type {[string, string]} */ ([one, t(`canned.scope.${one}`)]))], scope, (value) => {
			scope = value;
			ctx.memory.set("canned.scope", value);
			list.restart();
		})],
		async load({ text, offset, count }) {
			const [{ body }, departments] = await Promise.all([ctx.api.get("canned-responses", { query: { text: text || undefined,
				scope: scope || undefined, offset, count } }), names]);
			return { items: body.cannedResponses.map((/** @type {any} */ one) => ({ ...one, of: departments.get(one.departmentId) })),
				total: body.total };
		},
		row: (one) => listRow({
			title: `/${one.shortcut}`, href: ctx.href(`canned/${encodeURIComponent(one._id)}`),
			badges: [badge(one.of ?? t(`canned.scope.${one.scope}`)), ...one.tags.map((/** @type {string} */ tag) => badge(tag, "accent"))],
			lines: [one.text.slice(0, 200)],
		}),
	});
	return el("div", {}, pageHead(ctx, { title: t("canned.title"), lead: t("canned.lead"), actions: [add()] }), list.node);
}

/** Buttons that write placeholders into a text. @param {Manage} ctx @param {import("./fields.js").Field} text */
function placeholderButtons({ t }, text) {
	return el("div", { class: "m-placeholders", role: "group", "aria-label": t("canned.placeholders") }, ...PLACEHOLDERS.map((name) =>
		el("button", { type: "button", onclick: () => {
			const area = /** @type {HTMLTextAreaElement} */ (text.control);
			area.setRangeText(`{{${name}}}`, area.selectionStart, area.selectionEnd, "end");
			area.focus();
			touch(area);
		} }, t(`canned.${name}`))));
}

/** What an agent would send. @param {Manage} ctx @param {string} text */
function sample({ t, me }, text) {
	/** @type {Record<string, string>} */
	const values = { "contact.name": t("canned.sampleName"), "contact.email": "mary@example.com", "contact.phone": "+49 30 123456",
		"agent.name": me.name ?? me.username, "agent.email": me.emails[0]?.address ?? "" };
	return text.replace(/\{\{\s*([\w.]+)\s*\}\}/g, (all, name) => values[name] ?? all);
}

/** @param {Manage} ctx @param {string} id */
async function cannedForm(ctx, id) {
	const { t } = ctx, isNew = id === NEW;
	const one = isNew ? { shortcut: "", text: "", scope: "user", tags: [] }
		: (await ctx.api.get(`canned-responses/${encodeURIComponent(id)}`)).body.cannedResponse;
	const scopes = ownScopes(ctx), may = isNew || mayChange(ctx, one);
	const departments = scopes.includes("department") ? await wholeList(ctx, "livechat/department", "departments") : [];
	const shortcut = textField({ name: "shortcut", label: t("canned.shortcut"), hint: t("canned.shortcutHint"), value: one.shortcut,
		props: { required: true, maxlength: 128, autocapitalize: "none", spellcheck: "false" } });
	const text = textField({ name: "text", label: t("canned.text"), value: one.text, lines: true,
		props: { required: true, maxlength: 10000, rows: 6 } });
	const scope = choiceField({ name: "scope", label: t("canned.scope"), value: one.scope,
		options: (may ? scopes : SCOPES).map((name) => [name, t(`canned.scope.${name}.long`)]) });
	const department = choiceField({ name: "departmentId", label: t("canned.department"), value: one.departmentId ?? departments[0]?._id ?? "",
		options: departments.map((each) => [each._id, each.name]) });
	const tags = wordsField({ name: "tags", label: t("canned.tags"), hint: t("canned.tagsHint"), value: one.tags });
	const shown = el("p", { class: "m-sample" });
	const head = pageHead(ctx, { title: one.shortcut ? `/${one.shortcut}` : t("canned.add"), back: { path: "canned", label: t("canned.title") },
		lead: may ? "" : t("canned.readOnly") });
	if (!may)
		return el("div", {}, head, section(t("canned.text"), null, el("p", { class: "m-sample" }, one.text)));
	return el("div", {}, head, createForm(ctx, {
		draft: `canned/${id}`, fields: [shortcut, text, scope, department, tags], label: t(isNew ? "canned.create" : "save"), cancel: "canned",
		refusals: { "error-invalid-shortcut": "shortcut", "error-invalid-department": "departmentId", "error-invalid-scope": "scope" },
		content: [section(t("canned.answer"), null, shortcut.node, text.node, placeholderButtons(ctx, text),
			el("div", { class: "m-field" }, el("span", { class: "m-label" }, t("canned.sample")), shown)),
		section(t("canned.whose"), null, scope.node, department.node, tags.node)],
		changed(values) {
			department.node.hidden = values.scope !== "department";
			shown.textContent = sample(ctx, values.text) || t("canned.noSample");
		},
		save: ({ departmentId, ...values }) => ctx.api.post("canned-responses", { ...values, _id: one._id,
			shortcut: values.shortcut.replace(/^\//, ""), departmentId: values.scope === "department" ? departmentId : undefined }),
		saved() {
			ctx.tell(t("saved"));
			ctx.visit("canned");
		},
	}).node, !isNew && section(t("danger"), null, consequence(t("canned.deleteText"), t("canned.delete"), () => ctx.confirm({
		title: t("canned.deleteTitle", { name: one.shortcut }), text: t("canned.deleteText"), label: t("canned.delete"), async run() {
			await ctx.api.delete(`canned-responses/${encodeURIComponent(id)}`);
			ctx.tell(t("deleted", { name: `/${one.shortcut}` }));
			ctx.leaveTo("canned");
		} }))));
}

/** @param {Manage} ctx @param {string} id */
export function cannedPage(ctx, id) {
	return id === "" ? cannedList(ctx) : whenLoaded(ctx, () => cannedForm(ctx, id));
}
