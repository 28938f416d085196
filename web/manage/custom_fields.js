// SPDX-License-Identifier: MIT
// Custom fields: what is asked of visitors or noted of chats besides.

import { el } from "../shared/dom.js";
import { choiceField, textField, toggleField } from "./fields.js";
import { createForm } from "./form.js";
import { createList, listRow } from "./list.js";
import { addLink, badge, consequence, NEW, pageHead, section, whenLoaded } from "./parts.js";

/** @typedef {import("./manage.js").Manage} Manage */

/** @param {Manage} ctx */
function customFieldList(ctx) {
	const { t } = ctx, add = () => addLink(ctx.href(`fields/${NEW}`), t("fields.add"));
	return el("div", {}, pageHead(ctx, { title: t("fields.title"), lead: t("fields.lead"), actions: [add()] }),
		createList(ctx, {
			label: t("fields.title"), search: t("fields.search"), empty: t("fields.none"), emptyAction: add(),
			async load({ text, offset, count }) {
				const { body } = await ctx.api.get("livechat/custom-fields", { query: { text: text || undefined, offset, count } });
				return { items: body.customFields, total: body.total };
			},
			row: (/** @type {any} */ one) => listRow({
				title: one.label, href: ctx.href(`fields/${encodeURIComponent(one._id)}`),
				badges: [badge(t(`fields.scope.${one.scope}`)), one.required && badge(t("fields.isRequired"), "accent"),
					one.visibility !== "visible" && badge(t("fields.hidden"), "warn")],
				lines: [[one._id, one.type === "select" ? t("fields.selectOf", { options: one.options ?? "" }) : t("fields.input"),
					one.public && one.scope === "visitor" && t("fields.asked")].filter(Boolean).join(" · ")],
			}),
		}).node);
}

/** @param {Manage} ctx @param {any} one  {}: a new one */
function customFieldFields({ t }, one) {
	return {
		label: textField({ name: "label", label: t("fields.label"), hint: t("fields.labelHint"), value: one.label,
			props: { required: true, maxlength: 191 } }),
		field: textField({ name: "field", label: t("fields.field"), hint: t(one._id ? "fields.fieldFixed" : "fields.fieldHint"), value: one._id,
			props: { required: true, maxlength: 64, pattern: "[0-9a-zA-Z_\\-]+", readonly: Boolean(one._id), class: "m-mono",
				autocapitalize: "none", spellcheck: "false", title: t("fields.fieldHint") } }),
		scope: choiceField({ name: "scope", label: t("fields.scope"), value: one.scope ?? "visitor",
			options: [["visitor", t("fields.scope.visitor")], ["room", t("fields.scope.room")]] }),
		type: choiceField({ name: "type", label: t("fields.type"), value: one.type ?? "input",
			options: [["input", t("fields.type.input")], ["select", t("fields.type.select")]] }),
		options: textField({ name: "options", label: t("fields.options"), hint: t("fields.optionsHint"), value: one.options,
			props: { maxlength: 10000, required: true } }),
		regexp: textField({ name: "regexp", label: t("fields.regexp"), hint: t("fields.regexpHint"), value: one.regexp,
			props: { maxlength: 256, class: "m-mono", spellcheck: "false" } }),
		defaultValue: textField({ name: "defaultValue", label: t("fields.default"), value: one.defaultValue, props: { maxlength: 4096 } }),
		required: toggleField({ name: "required", label: t("fields.required"), value: one.required ?? false }),
		public: toggleField({ name: "public", label: t("fields.public"), hint: t("fields.publicHint"), value: one.public ?? true }),
		visible: toggleField({ name: "visible", label: t("fields.visible"), hint: t("fields.visibleHint"),
			value: (one.visibility ?? "visible") === "visible" }),
		searchable: toggleField({ name: "searchable", label: t("fields.searchable"), value: one.searchable ?? false }),
	};
}

/** @param {Manage} ctx @param {string} id */
async function customFieldForm(ctx, id) {
	const { t } = ctx, isNew = id === NEW;
	const one = isNew ? {} : (await ctx.api.get(`livechat/custom-fields/${encodeURIComponent(id)}`)).body.customField;
	if (!one)
		throw new Error(t("gone"));
	const fields = customFieldFields(ctx, one), { label, field, scope, type, options, regexp, defaultValue, ...toggles } = fields;
	return el("div", {}, pageHead(ctx, { title: one.label ?? t("fields.add"), back: { path: "fields", label: t("fields.title") } }),
		createForm(ctx, {
			draft: `fields/${id}`, fields: Object.values(fields), label: t(isNew ? "fields.create" : "save"), cancel: "fields",
			refusals: { "error-invalid-regexp": "regexp", "Custom Field already exists": "field" },
			content: [section(t("fields.about"), null, label.node, field.node, scope.node),
				section(t("fields.values"), null, type.node, options.node, regexp.node, defaultValue.node),
				section(t("fields.shown"), null, ...Object.values(toggles).map((toggle) => toggle.node))],
			changed(values) {
				options.node.hidden = values.type !== "select";
				toggles.public.node.hidden = values.scope !== "visitor";
			},
			save: ({ visible, ...values }) => ctx.api.post("livechat/custom-fields.save", { customFieldId: isNew ? null : id,
				customFieldData: { ...values, options: values.type === "select" ? values.options : null, regexp: values.regexp || null,
					defaultValue: values.defaultValue || null,
					visibility: visible ? "visible" : one.visibility && one.visibility !== "visible" ? one.visibility : "hidden" } }),
			saved() {
				ctx.tell(t("saved"));
				ctx.visit("fields");
			},
		}).node, !isNew && section(t("danger"), null, consequence(t("fields.deleteText"), t("fields.delete"), () => ctx.confirm({
			title: t("fields.deleteTitle", { name: one.label }), text: t("fields.deleteText"), label: t("fields.delete"), async run() {
				await ctx.api.post("livechat/custom-fields.remove", { customFieldId: id });
				ctx.tell(t("deleted", { name: one.label }));
				ctx.leaveTo("fields");
			} }))));
}

/** @param {Manage} ctx @param {string} id */
export function customFieldsPage(ctx, id) {
	return id === "" ? customFieldList(ctx) : whenLoaded(ctx, () => customFieldForm(ctx, id));
}
