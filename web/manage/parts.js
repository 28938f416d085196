// SPDX-License-Identifier: MIT
// The small parts of which the manager's pages consist.

import { el, icon } from "../shared/dom.js";

/** @typedef {import("./manage.js").Manage} Manage */

/** The id, in an address, of an entry that is still to be made: no id of one has this letter. */
export const NEW = "+";

export const signs = {
	add: "M12 5v14M5 12h14",
	back: "M15 5l-7 7 7 7",
	close: "M6 6l12 12M18 6L6 18",
	copy: "M9 9h11v11H9zM5 15H4V4h11v1",
	down: "M6 9l6 6 6-6",
	up: "M6 15l6-6 6 6",
	next: "M9 5l7 7-7 7",
	search: "M11 4a7 7 0 1 1 0 14 7 7 0 0 1 0-14zM16 16l4.5 4.5",
	warn: "M12 4l9 16H3zM12 10v4M12 17v.5",
	good: "M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18zM8 12.500l3 3 5-6",
	bad: "M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18zM9 9l6 6M15 9l-6 6",
	pulse: "M3 12h4l3-7 4 14 3-7h4",
	people: "M9 4a4 4 0 1 1 0 8 4 4 0 0 1 0-8zM2 20a7 7 0 0 1 14 0M16 4.5a4 4 0 0 1 0 7M18 14a7 7 0 0 1 4 6",
	team: "M4 13v-1a8 8 0 0 1 16 0v1M4 13h3v6H4zM17 13h3v6h-3zM20 19a4 4 0 0 1-4 2h-2",
	department: "M4 20V8h7V4h9v16zM8 12v.5M8 16v.5M15 8v.5M15 12v.5M15 16v.5",
	clock: "M12 7v5l3 2M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18z",
	look: "M12 3a9 9 0 1 0 0 18c2 0 2-2 1-3s0-3 2-3h2a4 4 0 0 0 4-4c0-4-4-8-9-8zM7.5 11v.5M11 7v.5M15.500 8v.5",
	bolt: "M13 3L5 14h6l-1 7 8-11h-6z",
	answer: "M4 5h16v11H9l-5 4zM8 9h8M8 12h5",
	field: "M4 7h16v10H4zM8 10v4",
	block: "M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18zM6 6l12 12",
	mail: "M3 6h18v12H3zM3 7l9 7 9-7",
	gear: "M4 7h9M17 7h3M4 17h3M11 17h9M15 5v4M9 15v4",
	key: "M8 11a4 4 0 1 1 0 8 4 4 0 0 1 0-8zM11 12l8-8M16 7l3 3",
};

/** @typedef {"plain" | "good" | "warn" | "bad" | "accent"} Tone */

/** A short word about something in a list. @param {string} text @param {Tone} [tone] */
export const badge = (text, tone = "plain") => el("span", { class: `m-badge ${tone}` }, text);

/**
 * The head of a page.
 * @param {Manage} ctx
 * @param {{title: string, lead?: string, back?: {path: string, label: string}, actions?: (Node | false | null)[]}} options
 */
export function pageHead(ctx, { title, lead, back, actions = [] }) {
	return el("header", { class: "m-head" },
		back && el("a", { class: "m-back", href: ctx.href(back.path) }, icon(signs.back), back.label),
		el("div", { class: "m-head-line" }, el("h1", { tabindex: "-1" }, title),
			el("div", { class: "m-head-actions" }, ...actions)),
		lead && el("p", { class: "soft m-lead" }, lead));
}

/** @param {string} path  with # @param {string} label */
export const addLink = (path, label) => el("a", { class: "m-button primary", href: path }, icon(signs.add), label);

/**
 * A part of a page with a title.
 * @param {string} title
 * @param {string | null | undefined | false} lead
 * @param {...import("../shared/dom.js").Child} children
 */
export function section(title, lead, ...children) {
	return el("section", { class: "m-section" }, el("div", { class: "m-section-head" }, el("h2", {}, title),
		lead && el("p", { class: "soft small" }, lead)), el("div", { class: "m-section-body" }, ...children));
}

/**
 * Something that cannot be undone, with what it means.
 * @param {string} text
 * @param {string} label
 * @param {() => void} run
 * @param {boolean} [isGrave]
 */
export function consequence(text, label, run, isGrave = true) {
	return el("div", { class: "m-consequence" }, el("p", {}, text),
		el("button", { type: "button", class: isGrave ? "m-grave" : "", onclick: run }, label));
}

/** Grey lines in the place of what is being loaded. @param {Manage} ctx @param {number} [lines] */
export function skeleton(ctx, lines = 5) {
	return el("div", { class: "m-skeleton", role: "status" }, el("span", { class: "hidden-text" }, ctx.t("loading")),
		...Array.from({ length: lines }, () => el("i", { "aria-hidden": "true" })));
}

/** @param {Manage} ctx @param {any} error @param {() => void} again */
export function failure(ctx, error, again) {
	return el("div", { class: "m-nothing", role: "alert" }, icon(signs.warn), el("p", {}, ctx.errorNode(error)),
		error?.status === 403 || error?.status === 404 ? null : el("button", { type: "button", onclick: again }, ctx.t("again")));
}

/**
 * Shows what a request brings, with something to see while it lasts and when it fails.
 * @param {Manage} ctx
 * @param {() => Promise<Node>} make
 */
export function whenLoaded(ctx, make) {
	const node = el("div", { class: "m-loaded" });
	async function run() {
		node.replaceChildren(skeleton(ctx));
		try {
			node.replaceChildren(await make());
			ctx.focusHead();
		} catch (error) {
			node.replaceChildren(failure(ctx, error, run));
		}
	}
	void run();
	return node;
}

/** A button that copies a text, and says so. @param {Manage} ctx @param {() => string} text @param {string} [label] */
export function copyButton(ctx, text, label = ctx.t("copy")) {
	const word = el("span", {}, label);
	return el("button", { type: "button", onclick: async () => {
		try {
			await navigator.clipboard.writeText(text());
			word.textContent = ctx.t("copied");
			ctx.say(ctx.t("copied"));
			setTimeout(() => {
				word.textContent = label;
			}, 2000);
		} catch {
			ctx.tell(ctx.t("copyFailed"));
		}
	} }, icon(signs.copy), word);
}

/**
 * Runs a request and tells what came of it. @param {Manage} ctx @param {() => Promise<any>} request
 * @param {string} [done]  what to say then
 * @returns {Promise<boolean>} whether it succeeded
 */
export async function attempted(ctx, request, done) {
	try {
		await request();
	} catch (error) {
		ctx.tell(ctx.errorText(error));
		return false;
	}
	if (done)
		ctx.tell(done);
	return true;
}

/** All entries of a list that comes in pieces. @param {Manage} ctx @param {string} path @param {string} member
 * @param {Record<string, any>} [query] @returns {Promise<any[]>} */
export async function wholeList(ctx, path, member, query = {}) {
	/** @type {any[]} */
	const all = [];
	for (;;) {
		/** @type {any} */
		const { body } = await ctx.api.get(path, { query: { ...query, count: 100, offset: all.length } });
		all.push(...body[member]);
		if (!body[member].length || all.length >= body.total)
			return all;
	}
}
