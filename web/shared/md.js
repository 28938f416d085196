// SPDX-License-Identifier: MIT
// Shows the document of a message (docs/message-text.md) as elements. What anybody wrote becomes text nodes, and a
// link only if its target has a scheme that runs nothing.

import { el } from "./dom.js";

/** @typedef {{type: string, value?: any, [member: string]: any}} MdNode */

const DEEPEST = 24;
const LINK_SCHEMES = ["https:", "http:", "mailto:", "tel:"];

/** The short codes that emoticons become most, and a few others; one that is not here is shown as it was typed. */
const EMOJI = Object.fromEntries(("smile😄 slight_smile🙂 joy😂 wink😉 disappointed😞 cry😢 open_mouth😮 "
	+ "stuck_out_tongue😛 heart❤️ thumbsup👍 tada🎉").split(" ").map((pair) => /** @type {string[]} */ (/(\w+)(.+)/u.exec(pair)).slice(1)));

/**
 * The target of a link, when it may be one.
 * @param {unknown} target
 * @returns {string | null}
 */
export function safeHref(target) {
	if (typeof target !== "string")
		return null;
	try {
		// The base only matters to targets that begin with //; others without a scheme are no links.
		const url = new URL(target.startsWith("//") ? `https:${target}` : target);
		return LINK_SCHEMES.includes(url.protocol) ? url.href : null;
	} catch {
		return null;
	}
}

/**
 * @param {unknown} target
 * @param {...import("./dom.js").Child} children
 * @returns {Node}
 */
export function link(target, ...children) {
	const href = safeHref(target);
	return href ? el("a", { href, target: "_blank", rel: "noopener noreferrer nofollow" }, ...children)
		: el("span", {}, ...children);
}

/** @param {MdNode | undefined} node */
const plain = (node) => typeof node?.value === "string" ? node.value : "";

/** @param {MdNode} node */
function emoji(node) {
	return node.unicode ?? EMOJI[node.shortCode] ?? (plain(node.value) || `:${node.shortCode}:`);
}

/** @param {MdNode} node */
function timestamp(node) {
	const when = new Date(node.value.timestamp * 1000);
	return el("time", { datetime: when.toISOString() }, when.toLocaleString());
}

/** What is hidden until somebody asks for it. @param {Node[]} children */
const spoiler = (children) => el("details", { class: "spoiler" }, el("summary", {}, "···"), ...children);

/** The elements of what only emphasises. @type {Record<string, string>} */
const EMPHASIS = { BOLD: "strong", ITALIC: "em", STRIKE: "s" };

/** @param {MdNode[] | MdNode | undefined} nodes @param {number} depth @returns {(Node | string)[]} */
function inline(nodes, depth) {
	return [nodes ?? []].flat().map((node) => inlineNode(node, depth + 1));
}

/** @param {MdNode} node @param {number} depth @returns {Node | string} */
function inlineNode(node, depth) {
	const { type, value } = node;
	if (depth > DEEPEST)
		return "…";
	if (EMPHASIS[type])
		return el(EMPHASIS[type], {}, ...inline(value, depth));
	switch (type) {
	case "SPOILER": return spoiler(/** @type {any} */ (inline(value, depth)));
	case "INLINE_CODE": return el("code", { dir: "ltr" }, plain(value));
	case "MENTION_USER":
	case "MENTION_CHANNEL": return el("span", { class: "mention" }, (type === "MENTION_USER" ? "@" : "#") + plain(value));
	case "EMOJI": return emoji(node);
	case "LINK":
	case "IMAGE": {
		// Pictures of strangers are not loaded: that would tell their server who reads, and when.
		const label = inline(value.label, depth);
		return link(plain(value.src), ...label.length ? label : [plain(value.src)]);
	}
	case "TIMESTAMP": return timestamp(node);
	case "COLOR": {
		const swatch = el("span", { class: "swatch" });
		swatch.style.backgroundColor = `rgb(${+value.r} ${+value.g} ${+value.b} / ${value.a / 255})`;
		return swatch;
	}
	default: return plain(node);
	}
}

/** @param {MdNode[]} items @param {number} depth @returns {Node[]} */
const blocks = (items, depth) => items.map((node) => block(node, depth + 1));

/** @param {string} tag @param {MdNode[]} cells @param {number} depth */
const tableRow = (tag, cells, depth) => el("tr", {}, ...cells.map((cell) => el(tag, {}, ...inline(cell.value, depth))));

/** @param {MdNode} node @param {number} depth @returns {Node} */
function block(node, depth) {
	const { type, value } = node;
	if (depth > DEEPEST)
		return el("p", {}, "…");
	switch (type) {
	case "HEADING": return el("p", { class: "heading" }, ...inline(value, depth));
	case "QUOTE": return el("blockquote", { dir: "auto" }, ...blocks(value, depth));
	case "SPOILER_BLOCK": return spoiler(blocks(value, depth));
	case "CODE": return el("pre", { tabindex: 0, dir: "ltr" }, el("code", {}, value.map((/** @type {MdNode} */ line) => plain(line.value)).join("\n")));
	case "UNORDERED_LIST":
	case "ORDERED_LIST": return el(type === "ORDERED_LIST" ? "ol" : "ul", { dir: "auto" }, ...value.map((/** @type {MdNode} */ item) =>
		el("li", { value: item.number }, ...inline(item.value, depth))));
	case "TASKS": return el("ul", { class: "tasks" }, ...value.map((/** @type {MdNode} */ item) =>
		el("li", {}, item.status ? "☑ " : "☐ ", ...inline(item.value, depth))));
	case "BIG_EMOJI": return el("p", { class: "big" }, value.map(emoji).join(""));
	case "TABLE": return el("div", { class: "table", tabindex: 0 }, el("table", {}, tableRow("th", value.header, depth),
		...value.rows.map((/** @type {MdNode} */ row) => tableRow("td", row.value, depth))));
	case "HORIZONTAL_RULE": return el("hr");
	case "LINE_BREAK": return el("p", {}, el("br"));
	default: return el("p", {}, ...inline(type === "PARAGRAPH" ? value : node, depth));
	}
}

/**
 * The elements of a message's text.
 * @param {{msg: string, md?: MdNode[]}} message
 * @returns {Node[]}
 */
export function messageText(message) {
	if (Array.isArray(message.md))
		try {
			return blocks(message.md, 0);
		} catch {
			// A document that is not what it should be: the text itself never is.
		}
	return message.msg.split("\n").map((line) => el("p", {}, line || el("br")));
}
