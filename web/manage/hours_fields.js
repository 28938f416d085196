// SPDX-License-Identifier: MIT
// The fields of business hours: the spans of each day of the week, and the days on which it is closed.

import { el, icon } from "../shared/dom.js";
import { fieldAround, iconButton, touch } from "./fields.js";
import { WEEK } from "./hours_api.js";
import { fullTimeOf, minutesOf } from "./hours_text.js";
import { signs } from "./parts.js";

/** @typedef {import("./manage.js").Manage} Manage */
/** @typedef {import("./hours_api.js").Span} Span */

/** @param {Manage} ctx @param {string} day  in English */
function dayWord({ texts }, day) {
	return new Intl.DateTimeFormat(texts.locale, { weekday: "long", timeZone: "UTC" })
		.format(Date.UTC(2024, 0, 1 + WEEK.indexOf(day)));
}

/** What is wrong with the spans of a day. @param {Manage} ctx @param {Span[]} spans */
function spansProblem({ t }, spans) {
	const times = spans.map(({ start, finish }) => [minutesOf(start), minutesOf(finish)]).sort((a, b) => a[0] - b[0]);
	if (times.flat().some(Number.isNaN))
		return t("week.noTime");
	if (times.some(([start, finish]) => finish <= start))
		return t("week.backwards");
	return times.some(([start], i) => i > 0 && start < times[i - 1][1]) ? t("week.overlap") : "";
}

/**
 * @param {Manage} ctx
 * @param {{name: string, value: Span[]}} options
 */
export function weekField(ctx, { name, value }) {
	const { t } = ctx;
	/** @type {Map<string, Span[]>} */
	let week = new Map();
	const control = el("div", { class: "m-week" });

	/** @param {Span} span @param {"start" | "finish"} end @param {string} label */
	function timeInput(span, end, label) {
		const input = /** @type {HTMLInputElement} */ (el("input", { class: "m-time", inputmode: "numeric", maxlength: 5,
			placeholder: end === "start" ? "09:00" : "17:00", "aria-label": label, autocomplete: "off", oninput: () => {
				span[end] = fullTimeOf(input.value);
			}, onblur: () => {
				input.value = span[end];
			} }));
		input.value = span[end];
		return input;
	}

	/** @param {string} day */
	function dayNode(day) {
		const spans = week.get(day) ?? [], title = dayWord(ctx, day);
		const add = el("button", { type: "button", class: "quiet m-add", "aria-label": t("week.addTo", { day: title }), onclick: () => {
			const last = spans[spans.length - 1];
			spans.push(last && last.finish < "22:00" ? { day, start: last.finish, finish: "24:00" } : { day, start: "09:00", finish: "17:00" });
			update(day, -1);
		} }, icon(signs.add), t("add"));
		return el("div", { class: "m-day", role: "group", "aria-label": title, "data-day": day }, el("span", { class: "m-day-name" }, title),
			el("div", { class: "m-spans" }, spans.length ? null : el("span", { class: "soft" }, t("week.closed")),
				...spans.map((span, i) => el("div", { class: "m-span" },
					timeInput(span, "start", t("week.from", { day: title })), el("span", { class: "soft" }, "–"),
					timeInput(span, "finish", t("week.to", { day: title })), iconButton(t("week.remove", { day: title }), () => {
						spans.splice(i, 1);
						update(day, Math.max(0, i - 1));
					})))), add,
			day === "Monday" && el("button", { type: "button", class: "link small", onclick: copyMonday }, t("week.copy")));
	}

	/** @param {string} day @param {number} focused  the span whose input takes the focus; -1: the last */
	function update(day, focused) {
		show();
		const inputs = control.querySelectorAll(`[data-day="${day}"] .m-span input:first-child`);
		const wanted = inputs[focused < 0 ? inputs.length - 1 : focused] ?? control.querySelector(`[data-day="${day}"] .m-add`);
		/** @type {HTMLElement | null} */ (wanted)?.focus();
		touch(control);
	}

	function copyMonday() {
		for (const day of WEEK.slice(1, 5))
			week.set(day, (week.get("Monday") ?? []).map((span) => ({ ...span, day })));
		show();
		/** @type {HTMLElement} */ (control.querySelector(".link")).focus();
		touch(control);
	}

	function show() {
		control.replaceChildren(...WEEK.map(dayNode));
	}

	/** @param {Span[]} spans */
	function set(spans) {
		week = new Map(WEEK.map((day) => [day, spans.filter((span) => span.day === day).map((span) => ({ ...span }))]));
		show();
	}

	set(value);
	return fieldAround({ name, label: t("hours.week"), control, isGroup: true, isTitled: true, set,
		get: () => WEEK.flatMap((day) => (week.get(day) ?? []).map((span) => ({ ...span }))),
		problem() {
			const day = WEEK.find((one) => spansProblem(ctx, week.get(one) ?? []));
			return day ? `${dayWord(ctx, day)}: ${spansProblem(ctx, week.get(day) ?? [])}` : "";
		} });
}

/**
 * @param {Manage} ctx
 * @param {{name: string, value: string[]}} options
 */
export function daysOffField(ctx, { name, value }) {
	const { t, texts } = ctx;
	let days = [...value];
	const list = el("ul", { class: "m-chips" });
	const input = /** @type {HTMLInputElement} */ (el("input", { type: "date", class: "m-date", "aria-label": t("daysOff.date") }));
	const control = el("div", { class: "m-days-off" }, list, el("div", { class: "m-beside" }, input,
		el("button", { type: "button", onclick: () => {
			if (!input.value)
				return input.focus();
			days = [...new Set([...days, input.value])].sort();
			input.value = "";
			show();
			input.focus();
			touch(control);
			return undefined;
		} }, t("add"))));

	/** @param {string} day */
	function dayText(day) {
		return new Intl.DateTimeFormat(texts.locale, { dateStyle: "full", timeZone: "UTC" }).format(new Date(`${day}T00:00:00Z`));
	}

	function show() {
		list.replaceChildren(...days.map((day) => el("li", {}, dayText(day), iconButton(t("daysOff.remove", { day: dayText(day) }), () => {
			days = days.filter((one) => one !== day);
			show();
			input.focus();
			touch(control);
		}))));
	}

	show();
	return fieldAround({ name, label: t("hours.daysOff"), control, isGroup: true, isTitled: true, get: () => [...days], set(given) {
		days = [...given ?? []];
		show();
	} });
}
