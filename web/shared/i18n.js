// SPDX-License-Identifier: MIT
// The texts of a page in a person's language.

/** @typedef {ReturnType<typeof createTexts>} Texts */

const RIGHT_TO_LEFT = ["ar", "fa", "he", "ur"];

/**
 * @param {string} language
 * @param {Record<string, string>} words  texts by key; {name} stands for a value. Where a number decides, there
 *     are several: key.one, key.other ... as Intl.PluralRules calls them.
 * @param {readonly string[]} [wanted]  what the person reads: de-AT among them says how texts in de write times
 */
export function createTexts(language, words, wanted = []) {
	const locale = wanted.find((name) => name.split("-")[0] === language.split("-")[0]) ?? language;
	const plurals = new Intl.PluralRules(language);

	/** @param {string} key @param {Record<string, string | number>} [values]  count decides between plurals */
	function t(key, values = {}) {
		const form = typeof values.count === "number" ? `${key}.${plurals.select(values.count)}` : key;
		const text = words[form] ?? words[`${key}.other`] ?? words[key] ?? key;
		return text.replace(/\{(\w+)\}/g, (all, name) => String(values[name] ?? all));
	}

	/** To make a format takes longer than to use it a hundred times. @param {Intl.DateTimeFormatOptions} options */
	function formatter(options) {
		const format = new Intl.DateTimeFormat(locale, options);
		/** @param {number | string | Date} when */
		return (when) => format.format(new Date(when));
	}
	const day = formatter({ weekday: "long", day: "numeric", month: "long" });
	const relative = new Intl.RelativeTimeFormat(language, { numeric: "auto" });

	return {
		t, language, locale,
		direction: RIGHT_TO_LEFT.includes(language.split("-")[0]) ? "rtl" : "ltr",
		time: formatter({ hour: "numeric", minute: "2-digit" }),
		day,
		dayTime: formatter({ day: "numeric", month: "long", hour: "numeric", minute: "2-digit" }),
		weekdayTime: formatter({ weekday: "long", hour: "numeric", minute: "2-digit" }),
		/** A day, or today or yesterday. @param {number | string | Date} when */
		dayName(when) {
			const name = day(when);
			const ago = [0, 1].find((days) => day(Date.now() - days * 86400000) === name);
			return ago === undefined ? name : relative.format(-ago, "day");
		},
	};
}
