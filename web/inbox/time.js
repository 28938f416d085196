// SPDX-License-Identifier: MIT
// Times as the inbox writes them.

/**
 * How long something has lasted, in a form whose width hardly changes while it ticks.
 * @param {number} ms
 * @returns {string} such as 0:42, 12:05 or 3:07:00
 */
export function elapsed(ms) {
	const seconds = Math.max(0, Math.floor(ms / 1000));
	const two = (/** @type {number} */ value) => String(value).padStart(2, "0");
	const hours = Math.floor(seconds / 3600), minutes = Math.floor(seconds / 60) % 60;
	return hours ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

/** @param {number} ms */
const dayOf = (ms) => new Date(ms).toDateString();

/**
 * The time of day of what happened today, else the date.
 * @param {import("../shared/i18n.js").Texts} texts
 * @param {string} ts
 * @param {number} now
 */
export function shortTime(texts, ts, now) {
	const when = Date.parse(ts);
	if (dayOf(when) === dayOf(now))
		return texts.time(when);
	const options = /** @type {Intl.DateTimeFormatOptions} */ (new Date(when).getFullYear()
		=== new Date(now).getFullYear() ? { day: "numeric", month: "short" }
		: { day: "2-digit", month: "2-digit", year: "numeric" });
	return new Intl.DateTimeFormat(texts.locale, options).format(when);
}

/**
 * @param {import("../shared/i18n.js").Texts} texts
 * @param {string} ts
 * @param {number} now
 */
export function dayName(texts, ts, now) {
	const when = Date.parse(ts);
	if (dayOf(when) === dayOf(now))
		return texts.t("day.today");
	if (dayOf(when) === dayOf(now - 86400000))
		return texts.t("day.yesterday");
	return new Date(when).getFullYear() === new Date(now).getFullYear() ? texts.day(when)
		: new Intl.DateTimeFormat(texts.locale, { day: "numeric", month: "long", year: "numeric" }).format(when);
}

/**
 * @param {import("../shared/i18n.js").Texts} texts
 * @param {string} ts
 */
export function fullTime(texts, ts) {
	return new Intl.DateTimeFormat(texts.locale, { dateStyle: "medium", timeStyle: "short" }).format(new Date(ts));
}
