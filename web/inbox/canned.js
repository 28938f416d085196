// SPDX-License-Identifier: MIT
// Prepared answers: they are offered while a word that begins with "/" is written.

import { setChildren } from "../shared/children.js";
import { el } from "../shared/dom.js";

/** @typedef {import("./app.js").App} App */

const OFFERED = 8;
const KEPT_MS = 60000;
const WORD = /(^|\s)\/([^\s/]*)$/;

/** @type {{at: number, responses: any[]}} */
const cannedCache = { at: 0, responses: [] };

/** @param {App} app @returns {Promise<any[]>} */
async function loadCanned(app) {
	if (Date.now() - cannedCache.at > KEPT_MS) {
		cannedCache.at = Date.now();
		try {
			cannedCache.responses = (await app.api.get("canned-responses.get")).body.responses;
		} catch {
			cannedCache.at = 0;
		}
	}
	return cannedCache.responses;
}

/** @param {any[]} responses @param {string} word */
function matching(responses, word) {
	const wanted = word.toLowerCase();
	const begins = responses.filter(({ shortcut }) => shortcut.toLowerCase().startsWith(wanted));
	const has = responses.filter((one) => !begins.includes(one)
		&& `${one.shortcut} ${one.text} ${one.tags.join(" ")}`.toLowerCase().includes(wanted));
	return [...begins, ...has].slice(0, OFFERED);
}

/**
 * @param {App} app
 * @param {string} rid
 * @param {HTMLTextAreaElement} box
 * @param {() => void} changed  called after an answer was put into the box
 */
export function createCanned(app, rid, box, changed) {
	const id = `canned-${rid}`;
	const list = el("ul", { class: "canned-list", role: "listbox", id, "aria-label": app.t("canned.label") });
	const said = el("p", { class: "hidden-text", role: "status" });
	const node = el("div", { class: "canned", hidden: true }, list,
		el("p", { class: "soft small canned-hint" }, app.t("canned.hint")));
	/** @type {any[]} */
	let offered = [];
	let chosen = 0, dismissed = "";

	const word = () => WORD.exec(box.value.slice(0, box.selectionStart));

	function close() {
		node.hidden = true;
		offered = [];
		said.textContent = "";
		box.removeAttribute("aria-activedescendant");
		box.removeAttribute("aria-controls");
	}

	function showChoice() {
		[...list.children].forEach((option, i) => option.setAttribute("aria-selected", String(i === chosen)));
		list.children[chosen]?.scrollIntoView({ block: "nearest" });
		box.setAttribute("aria-activedescendant", `${id}-${chosen}`);
	}

	async function update() {
		if (!word() || word()?.[2] === dismissed)
			return close();
		const responses = await loadCanned(app), now = word();
		offered = now ? matching(responses, now[2]) : [];
		if (!offered.length)
			return close();
		chosen = 0;
		setChildren(list, offered.map((one, i) => el("li", { role: "option", id: `${id}-${i}`,
			onmousedown: (event) => {
				event.preventDefault();
				void pick(one);
			} }, el("strong", {}, `/${one.shortcut}`), el("span", { class: "soft" }, one.text))));
		node.hidden = false;
		box.setAttribute("aria-controls", id);
		said.textContent = app.t("canned.count", { count: offered.length });
		showChoice();
	}

	/** Puts an answer into the box, with what stands for names filled in. @param {any} response */
	async function pick(response) {
		close();
		let { text } = response;
		try {
			const { body } = await app.api.get(`canned-responses/${encodeURIComponent(response._id)}`,
				{ query: { rid } });
			text = body.preview ?? text;
		} catch {
			// The server fills them in when it is sent.
		}
		const found = word();
		const end = box.selectionStart, begin = found ? end - found[2].length - 1 : end;
		box.setRangeText(text, begin, end, "end");
		box.focus();
		dismissed = "";
		changed();
	}

	node.append(said);
	return {
		node, close,
		update: () => void update(),
		/** @param {KeyboardEvent} event @returns {boolean} whether the key was meant for the list */
		pressed(event) {
			if (node.hidden)
				return false;
			const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
			if (step) {
				chosen = (chosen + step + offered.length) % offered.length;
				showChoice();
			} else if ((event.key === "Enter" && !event.shiftKey) || event.key === "Tab") {
				void pick(offered[chosen]);
			} else if (event.key === "Escape") {
				dismissed = word()?.[2] ?? "";
				close();
			} else {
				return false;
			}
			event.preventDefault();
			event.stopPropagation();
			return true;
		},
	};
}
