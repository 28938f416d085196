// SPDX-License-Identifier: MIT
// What is said of a file: its name, its format and its size.

import { el, icon } from "./dom.js";

/**
 * The words of a page for files.
 * @typedef {object} FileWords
 * @property {(key: string, values?: Record<string, string | number>) => string} t
 * @property {() => string} locale
 * @property {() => string} retry
 * @property {() => string} discard
 * @property {() => string} cancel
 * @property {(share: number) => string} percent
 * @property {(failure: any) => string} failure  says failures that files have in common with texts
 */

const PAPER = "M14 3H6v18h12V7zM14 3v4h4";
const SIZE_UNITS = ["byte", "kilobyte", "megabyte", "gigabyte"];

/**
 * A size, as in "1.2 MB".
 * @param {string} locale
 * @param {number} size  bytes
 */
export function sizeText(locale, size) {
	let step = 0, value = size;
	for (; value >= 999.5 && step < SIZE_UNITS.length - 1; step++)
		value /= 1000;
	return new Intl.NumberFormat(locale, { style: "unit", unit: SIZE_UNITS[step], unitDisplay: step ? "short" : "long",
		maximumFractionDigits: value < 10 && step ? 1 : 0 }).format(value);
}

/** @param {string} locale @returns {(share: number) => string} */
export const percentText = (locale) => (share) => new Intl.NumberFormat(locale, { style: "percent" }).format(share);

/** The format that a name's ending stands for, as in "PDF". @param {string} name */
const formatOf = (name) => /[^.]\.(\w{1,8})$/.exec(name)?.[1].toUpperCase() ?? "";

/**
 * Name, format and size of a file.
 * @param {FileWords} words
 * @param {{name: string, size?: unknown, format?: unknown}} file
 */
export function aboutFile(words, { name, size, format }) {
	const kind = typeof format === "string" && format && format !== "file" ? format : formatOf(name);
	return el("span", { class: "file-about" }, icon(PAPER), el("span", { class: "file-lines" },
		// The name of a file may run from right to left in a text that does not.
		el("bdi", { class: "file-name" }, name), " ",
		el("span", { class: "file-kind" }, [kind, Number(size) > 0 ? sizeText(words.locale(), Number(size)) : ""].filter(Boolean).join(" · "))));
}
