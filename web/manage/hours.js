// SPDX-License-Identifier: MIT
// Business hours: the default ones, and those that departments have of their own.

import { el, icon } from "../shared/dom.js";
import { checksField, textField, toggleField } from "./fields.js";
import { createForm } from "./form.js";
import { hoursOf, saveHours } from "./hours_api.js";
import { daysOffField, weekField } from "./hours_fields.js";
import { openingText } from "./hours_text.js";
import { createList, listRow } from "./list.js";
import { addLink, attempted, badge, consequence, NEW, pageHead, section, signs, whenLoaded, wholeList } from "./parts.js";

/** @typedef {import("./manage.js").Manage} Manage */
/** @typedef {import("./hours_api.js").Hours} Hours */

const HOURS_SETTING = "Livechat_enable_business_hours";
const HOUR_REFUSALS = { "error-business-hour-name-already-in-use": "name", "error-business-hour-invalid-timezone": "timezone",
	"error-business-hour-invalid-day-off": "daysOff", "error-business-hour-too-many-days-off": "daysOff",
	"error-business-hour-finish-time-before-start-time": "spans", "error-business-hour-finish-time-equals-start-time": "spans",
	"error-business-hour-invalid-time": "spans", "error-business-hour-too-many-work-hours": "spans",
	"error-department-not-found": "departments" };

/** @param {Manage} ctx @param {any} body @param {boolean} count */
function hourRow(ctx, body, count) {
	const { t } = ctx, hours = hoursOf(body);
	const departments = (body.departments ?? []).map((/** @type {any} */ one) => one.name).join(", ");
	return listRow({
		title: hours.name || t("hours.default"), href: ctx.href(`hours/${encodeURIComponent(body._id)}`),
		badges: [!hours.active && badge(t("hours.inactive"), "warn")],
		lines: [hoursText(ctx, hours, count), [hours.timezone, departments].filter(Boolean).join(" · ")],
	});
}

/**
 * Whether business hours count at all. Admins can read the setting; for others, agents say which hours cover them while
 * hours count. Without an agent that is not known, and taken for yes.
 * @param {Manage} ctx
 * @returns {Promise<boolean>}
 */
async function doHoursCount(ctx) {
	if (ctx.can("view-privileged-setting"))
		return (await ctx.api.get(`settings/${HOURS_SETTING}`)).body.value === true;
	const [agent] = (await ctx.api.get("livechat/users/agent", { query: { count: 1 } })).body.users;
	return !agent || "openBusinessHours" in agent;
}

/** Says that business hours do not count, and lets those who may change that. @param {Manage} ctx */
function switchNotice(ctx) {
	const { t } = ctx, may = ctx.can("view-privileged-setting");
	return el("div", { class: "m-notice" }, el("span", {}, t(may ? "hours.off" : "hours.offForAdmins")),
		may && el("button", { type: "button", class: "link", onclick: async () => {
			if (await attempted(ctx, () => ctx.api.post(`settings/${HOURS_SETTING}`, { value: true }), t("hours.switchedOn")))
				ctx.remake();
		} }, t("hours.switchOn")));
}

/** When it is open, or would be. @param {Manage} ctx @param {Hours} hours @param {boolean} count */
function hoursText(ctx, hours, count) {
	const text = openingText(ctx, hours);
	return count ? text : ctx.t("hours.byThese", { text });
}

/** @param {Manage} ctx */
async function hourList(ctx) {
	const { t } = ctx, count = await doHoursCount(ctx);
	return el("div", {}, pageHead(ctx, { title: t("hours.title"), lead: t("hours.lead"),
		actions: [addLink(ctx.href(`hours/${NEW}`), t("hours.add"))] }), !count && switchNotice(ctx),
	createList(ctx, {
		label: t("hours.title"), empty: t("list.none"),
		async load({ offset, count: most }) {
			const { body } = await ctx.api.get("livechat/business-hours", { query: { offset, count: most } });
			return { items: body.businessHours, total: body.total };
		},
		row: (body) => hourRow(ctx, body, count),
	}).node);
}

/** @param {Manage} ctx @param {Hours} hours @param {any[]} departments */
function hourFields(ctx, hours, departments) {
	const { t } = ctx, zones = /** @type {any} */ (Intl).supportedValuesOf?.("timeZone") ?? [];
	return {
		name: textField({ name: "name", label: t("hours.name"), value: hours.name, props: { required: true, maxlength: 191 } }),
		active: toggleField({ name: "active", label: t("hours.active"), hint: t("hours.activeHint"), value: hours.active }),
		timezone: textField({ name: "timezone", label: t("hours.timezone"), hint: t("hours.timezoneHint"), value: hours.timezone,
			props: { required: true, maxlength: 64, list: "m-zones", spellcheck: "false" },
			beside: el("datalist", { id: "m-zones" }, ...["Etc/UTC", ...zones].map((/** @type {string} */ zone) => el("option", { value: zone }))) }),
		spans: weekField(ctx, { name: "spans", value: hours.spans }),
		daysOff: daysOffField(ctx, { name: "daysOff", value: hours.daysOff }),
		departments: checksField({ name: "departments", label: t("hours.departments"), value: hours.departments,
			hint: departments.length ? t("hours.departmentsHint") : t("hours.noDepartments"),
			options: departments.map((one) => ({ value: one._id, label: one.name })) }),
	};
}

/** @param {Manage} ctx @param {string} id @returns {Promise<Hours>} */
async function loadHours(ctx, id) {
	if (id === NEW)
		return { name: "", active: true, type: "custom", timezone: Intl.DateTimeFormat().resolvedOptions().timeZone, daysOff: [],
			departments: [], spans: ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"].map((day) =>
				({ day, start: "09:00", finish: "17:00" })) };
	const all = await wholeList(ctx, "livechat/business-hours", "businessHours");
	const found = all.find((one) => one._id === id);
	if (!found)
		throw new Error(ctx.t("gone"));
	return hoursOf(found);
}

/** @param {Manage} ctx @param {string} id */
async function hourForm(ctx, id) {
	const { t } = ctx;
	const [hours, departments, count] = await Promise.all([loadHours(ctx, id), wholeList(ctx, "livechat/department", "departments"),
		doHoursCount(ctx)]);
	const isCustom = hours.type === "custom", title = hours.name || t(isCustom ? "hours.add" : "hours.default");
	const { name, departments: whose, ...others } = hourFields(ctx, hours, departments);
	const words = el("span", {}), shown = el("p", { class: "m-words", role: "status" }, icon(signs.clock), words);
	const { active, timezone, spans, daysOff } = others;
	return el("div", {}, pageHead(ctx, { title, back: { path: "hours", label: t("hours.title") } }), !count && switchNotice(ctx),
		createForm(ctx, {
			draft: `hours/${id}`, fields: [...isCustom ? [name] : [], ...Object.values(others), ...isCustom ? [whose] : []],
			refusals: HOUR_REFUSALS, label: t(id === NEW ? "hours.create" : "save"), cancel: "hours",
			content: [shown, section(t("hours.about"), null, isCustom && name.node, active.node, timezone.node),
				section(t("hours.week"), t("hours.weekHint"), spans.node), section(t("hours.daysOff"), t("hours.daysOffHint"), daysOff.node),
				...isCustom ? [section(t("hours.whose"), t("hours.whoseHint"), whose.node)] : []],
			changed(values) {
				words.textContent = hoursText(ctx, { ...hours, ...values }, count);
			},
			save: (values) => saveHours(ctx, { ...hours, ...values }),
			saved() {
				ctx.tell(t("saved"));
				ctx.visit("hours");
			},
		}).node, isCustom && id !== NEW && section(t("danger"), null, consequence(t("hours.deleteText"), t("hours.delete"), () =>
			ctx.confirm({ title: t("hours.deleteTitle", { name: hours.name }), text: t("hours.deleteText"), label: t("hours.delete"),
				async run() {
					await ctx.api.post("livechat/business-hours.remove", { _id: id, type: "custom" });
					ctx.tell(t("deleted", { name: hours.name }));
					ctx.leaveTo("hours");
				} }))));
}

/** @param {Manage} ctx @param {string} id */
export function hoursPage(ctx, id) {
	return whenLoaded(ctx, () => id === "" ? hourList(ctx) : hourForm(ctx, id));
}
