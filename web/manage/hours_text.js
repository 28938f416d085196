// SPDX-License-Identifier: MIT
// When business hours are open, in words. Nothing here touches the page.

import { WEEK } from "./hours_api.js";

/** @typedef {import("./hours_api.js").Hours} Hours */

const DAYS_AHEAD = 366;
const DAY_MS = 86400000;

/** @param {string} time  such as 08:00 @returns {number} minutes since midnight; NaN: it is none */
export function minutesOf(time) {
	const [, hours, minutes] = /^(\d\d):(\d\d)$/.exec(time) ?? [];
	const value = Number(hours) * 60 + Number(minutes);
	return Number(minutes) < 60 && value <= 1440 ? value : NaN;
}

/** A time as people type it, such as 9 or 930, in its full form. @param {string} text @returns {string} */
export function fullTimeOf(text) {
	const [, hours, minutes = "00"] = /^(\d{1,2}):?(\d\d)?$/.exec(text.trim().replace(/[.h ]/g, ":").replace(/:$/, "")) ?? [];
	const full = hours === undefined ? "" : `${hours.padStart(2, "0")}:${minutes}`;
	return Number.isNaN(minutesOf(full)) ? text.trim() : full;
}

/** The date and the time of day of a moment in a time zone. @param {number} now @param {string} timezone */
function localMoment(now, timezone) {
	const parts = Object.fromEntries(new Intl.DateTimeFormat("en-GB", { timeZone: timezone, year: "numeric", month: "2-digit",
		day: "2-digit", hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).formatToParts(now).map(({ type, value }) => [type, value]));
	return { date: `${parts.year}-${parts.month}-${parts.day}`, minute: Number(parts.hour) * 60 + Number(parts.minute) };
}

/**
 * @param {Hours} hours
 * @param {number} now
 * @returns {{isOpen: boolean, date?: string, time?: string, days?: number}} open until then, or closed until then, in the
 *     hours' time zone; days: how many from today. Without a date it stays as it is.
 */
export function nextChange(hours, now) {
	if (!hours.active)
		return { isOpen: false };
	const { date, minute } = localMoment(now, hours.timezone), first = Date.parse(`${date}T00:00:00Z`);
	let isOpen = false;
	for (let days = 0; days <= DAYS_AHEAD; days++) {
		const day = new Date(first + days * DAY_MS), name = day.toISOString().slice(0, 10);
		const spans = hours.daysOff.includes(name) ? [] : hours.spans.filter((span) => span.day === WEEK[(day.getUTCDay() + 6) % 7])
			.map((span) => [minutesOf(span.start), minutesOf(span.finish), span.start, span.finish])
			.sort((a, b) => Number(a[0]) - Number(b[0]));
		const at = days === 0 ? minute : 0;
		const current = spans.find(([start, finish]) => Number(start) <= at && at < Number(finish));
		if (days === 0)
			isOpen = current !== undefined;
		if (isOpen && !current)
			return { isOpen, date: name, time: "00:00", days };
		if (isOpen && current && current[1] !== 1440)
			return { isOpen, date: name, time: String(current[3]), days };
		const next = !isOpen && spans.find(([start]) => Number(start) >= at);
		if (next)
			return { isOpen, date: name, time: String(next[2]), days };
	}
	return { isOpen };
}

/**
 * @param {import("./manage.js").Manage} ctx
 * @param {Hours} hours
 * @param {number} [now]
 * @returns {string} such as "Closed now, opens Monday at 8:00"
 */
export function openingText({ t, texts }, hours, now = Date.now()) {
	let change;
	try {
		change = nextChange(hours, now);
	} catch {
		return t("hours.noZone");
	}
	const { isOpen, date, time, days = 0 } = change;
	if (!date || !time)
		return t(!hours.active ? "hours.isInactive" : isOpen ? "hours.always" : "hours.never");
	const when = new Date(`${date}T${time}:00Z`);
	const clock = new Intl.DateTimeFormat(texts.locale, { timeStyle: "short", timeZone: "UTC" }).format(when);
	const day = new Intl.DateTimeFormat(texts.locale, { weekday: "long", timeZone: "UTC",
		...days >= 7 ? { day: "numeric", month: "long" } : {} }).format(when);
	const form = days === 0 ? "today" : days === 1 ? "tomorrow" : "day";
	return t(`hours.${isOpen ? "until" : "opens"}.${form}`, { time: clock, day });
}
