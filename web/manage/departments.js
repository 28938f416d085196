// SPDX-License-Identifier: MIT
// Departments.

import { el } from "../shared/dom.js";
import { choiceField, textField, toggleField } from "./fields.js";
import { createForm } from "./form.js";
import { assignHour } from "./hours_api.js";
import { createList, listRow } from "./list.js";
import { membersField } from "./members.js";
import { addLink, attempted, badge, consequence, NEW, pageHead, section, whenLoaded, wholeList } from "./parts.js";

/** @typedef {import("./manage.js").Manage} Manage */


/** @param {Manage} ctx @param {any} one */
function departmentRow(ctx, one) {
	const { t } = ctx;
	return listRow({
		title: one.name, href: ctx.href(`departments/${encodeURIComponent(one._id)}`),
		badges: [one.archived ? badge(t("departments.archived")) : !one.enabled && badge(t("departments.disabled"), "warn")],
		lines: [one.description, [t("departments.agents", { count: one.numAgents }), one.email].filter(Boolean).join(" · ")],
	});
}

/** @param {Manage} ctx */
function departmentList(ctx) {
	const { t } = ctx, add = () => addLink(ctx.href(`departments/${NEW}`), t("departments.add"));
	const archived = /** @type {HTMLInputElement} */ (el("input", { type: "checkbox", onchange: () => list.restart() }));
	const list = createList(ctx, {
		label: t("departments.title"), search: t("departments.search"), empty: t("departments.none"), emptyAction: add(),
		filters: [el("label", { class: "choice" }, archived, el("span", {}, t("departments.showArchived")))],
		async load({ text, offset, count }) {
			const { body } = await ctx.api.get("livechat/department", { query: { text: text || undefined, offset, count,
				showArchived: archived.checked || undefined } });
			return { items: body.departments, total: body.total };
		},
		row: (one) => departmentRow(ctx, one),
	});
	return el("div", {}, pageHead(ctx, { title: t("departments.title"), lead: t("departments.lead"), actions: [add()] }), list.node);
}

/** @param {Manage} ctx @param {any} one @param {any[]} agents @param {any[]} members @param {any[]} hours */
function departmentFields(ctx, one, agents, members, hours) {
	const { t } = ctx;
	const own = hours.find((hour) => hour.departments?.some((/** @type {any} */ each) => each._id === one._id));
	return {
		name: textField({ name: "name", label: t("departments.name"), value: one.name, props: { required: true, maxlength: 191 } }),
		description: textField({ name: "description", label: t("departments.description"), value: one.description, lines: true,
			props: { maxlength: 5000, rows: 2 } }),
		email: textField({ name: "email", label: t("departments.email"), hint: t("departments.emailHint"), value: one.email,
			props: { type: "email", maxlength: 254 } }),
		enabled: toggleField({ name: "enabled", label: t("departments.enabled"), hint: t("departments.enabledHint"),
			value: one.enabled ?? true }),
		showOnRegistration: toggleField({ name: "showOnRegistration", label: t("departments.onRegistration"),
			hint: t("departments.onRegistrationHint"), value: one.showOnRegistration ?? true }),
		showOnOfflineForm: toggleField({ name: "showOnOfflineForm", label: t("departments.onOffline"),
			hint: t("departments.onOfflineHint"), value: one.showOnOfflineForm ?? true }),
		agents: membersField(ctx, { name: "agents", value: members, agents }),
		hour: choiceField({ name: "hour", label: t("departments.hour"), hint: t(hours.length ? "departments.hourHint"
			: "departments.noHours"), value: own?._id ?? "", options: [["", t("hours.default")],
			...hours.map((hour) => /** @type {[string, string]} */ ([hour._id, hour.name]))] }),
	};
}

/** What the server is sent about members. @param {any[]} members */
const sentMembers = (members) => members.map(({ agentId, username, count, order }) => ({ agentId, username, count, order }));

/**
 * Saves a department in up to three requests. When one fails, saving again goes on with what was made.
 * @param {Manage} ctx
 * @param {{id: string}} known  empty: it is still to be made
 * @param {Record<string, any>} values
 * @param {Record<string, any>} before
 */
async function saveDepartment(ctx, known, values, before) {
	const { agents, hour, ...department } = values;
	if (known.id)
		await ctx.api.put(`livechat/department/${encodeURIComponent(known.id)}`, { department });
	else
		known.id = (await ctx.api.post("livechat/department", { department })).body.department._id;
	if (JSON.stringify(agents) !== JSON.stringify(before.agents)) {
		const kept = new Set(agents.map((/** @type {any} */ one) => one.agentId));
		await ctx.api.post(`livechat/department/${encodeURIComponent(known.id)}/agents`, { upsert: sentMembers(agents),
			remove: before.agents.filter((/** @type {any} */ one) => !kept.has(one.agentId))
				.map((/** @type {any} */ { agentId, username }) => ({ agentId, username })) });
	}
	if (hour !== before.hour)
		await assignHour(ctx, known.id, before.hour, hour);
}

/** @param {Manage} ctx @param {any} one */
function departmentDangers(ctx, one) {
	const { t } = ctx, path = `livechat/department/${encodeURIComponent(one._id)}`;
	const archive = async () => {
		if (await attempted(ctx, () => ctx.api.post(`${path}/${one.archived ? "unarchive" : "archive"}`),
			t(one.archived ? "departments.unarchived" : "departments.isArchived", { name: one.name })))
			ctx.leaveTo("departments");
	};
	return section(t("danger"), null,
		consequence(t(one.archived ? "departments.unarchiveText" : "departments.archiveText"),
			t(one.archived ? "departments.unarchive" : "departments.archive"), () => void archive(), false),
		consequence(t("departments.deleteText"), t("departments.delete"), () => ctx.confirm({
			title: t("departments.deleteTitle", { name: one.name }), text: t("departments.deleteText"),
			label: t("departments.delete"), async run() {
				await ctx.api.delete(path);
				ctx.tell(t("deleted", { name: one.name }));
				ctx.leaveTo("departments");
			} })));
}

/** @param {Manage} ctx @param {string} id */
async function departmentForm(ctx, id) {
	const { t } = ctx, isNew = id === NEW, known = { id: isNew ? "" : id };
	const [{ body }, agents, hours] = await Promise.all([
		isNew ? { body: { department: {}, agents: [] } } : ctx.api.get(`livechat/department/${encodeURIComponent(id)}`),
		wholeList(ctx, "livechat/users/agent", "users"), wholeList(ctx, "livechat/business-hours", "businessHours")]);
	if (!body.department)
		throw new Error(t("gone"));
	const own = hours.filter((hour) => hour.type === "custom");
	const fields = departmentFields(ctx, body.department, agents, body.agents ?? [], own);
	return el("div", {}, pageHead(ctx, { title: body.department.name ?? t("departments.add"),
		back: { path: "departments", label: t("departments.title") } }),
	createForm(ctx, {
		draft: `departments/${id}`, fields: Object.values(fields), label: t(isNew ? "departments.create" : "save"), cancel: "departments",
		refusals: { "error-invalid-email": "email", "error-invalid-department-name": "name", "error-department-not-found": "" },
		content: [section(t("departments.about"), null, fields.name.node, fields.description.node),
			section(t("departments.members"), t("departments.membersHint"), fields.agents.node),
			section(t("departments.shown"), null, fields.enabled.node, fields.showOnRegistration.node, fields.showOnOfflineForm.node),
			section(t("departments.reach"), null, fields.email.node, fields.hour.node)],
		save: (values, before) => saveDepartment(ctx, known, values, before),
		saved() {
			ctx.tell(t("saved"));
			ctx.visit("departments");
		},
	}).node, !isNew && departmentDangers(ctx, body.department));
}

/** @param {Manage} ctx @param {string} id */
export function departmentsPage(ctx, id) {
	return id === "" ? departmentList(ctx) : whenLoaded(ctx, () => departmentForm(ctx, id));
}
