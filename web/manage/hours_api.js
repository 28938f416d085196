// SPDX-License-Identifier: MIT
// Business hours as the server takes them.

/** @typedef {import("./manage.js").Manage} Manage */
/** @typedef {{day: string, start: string, finish: string}} Span */
/** @typedef {{_id?: string, name: string, active: boolean, type: string, timezone: string, spans: Span[], daysOff: string[],
 *     departments: string[]}} Hours */

export const WEEK = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/** @param {any} body  a business-hour of the API @returns {Hours} */
export function hoursOf(body) {
	return {
		_id: body._id, name: body.name, active: body.active, type: body.type, timezone: body.timezone.name, daysOff: body.daysOff,
		departments: (body.departments ?? []).map((/** @type {any} */ one) => one._id),
		spans: body.workHours.filter((/** @type {any} */ one) => one.open).map((/** @type {any} */ one) =>
			({ day: one.day, start: one.start.time, finish: one.finish.time })),
	};
}

/** @param {Manage} ctx @param {Hours} hours */
export function saveHours(ctx, { _id, name, active, type, timezone, spans, daysOff, departments }) {
	const closed = { day: "Monday", start: "00:00", finish: "24:00", open: false };
	return ctx.api.post("livechat/business-hours.save", {
		_id, name, active, type, timezoneName: timezone, daysOff, departmentsToApplyBusinessHour: departments.join(","),
		daysOpen: [...new Set(spans.map(({ day }) => day))],
		workHours: spans.length ? spans.map((span) => ({ ...span, open: true })) : [closed],
	});
}

/**
 * Gives a department business hours of its own, or takes them.
 * @param {Manage} ctx
 * @param {string} department
 * @param {string} before  the id of those that it had; empty: the default ones
 * @param {string} after
 */
export async function assignHour(ctx, department, before, after) {
	const { body } = await ctx.api.get("livechat/business-hour", { query: { _id: after || before, type: "custom" } });
	if (!body.businessHour)
		return;
	const hours = hoursOf(body.businessHour), others = hours.departments.filter((id) => id !== department);
	await saveHours(ctx, { ...hours, departments: after ? [...others, department] : others });
}
