// SPDX-License-Identifier: MIT
// What the widget does to text. It escapes what the visitor writes before it sends it, and escapes what it is told live;
// but it shows a history as it comes, as HTML.

/** As the widget escapes, the ampersand first. */
const ENTITIES = [["&", "&amp;"], ["<", "&lt;"], [">", "&gt;"], ['"', "&quot;"], ["'", "&#x27;"], ["`", "&#x60;"]];

/** @param {string} text */
function escapeText(text = "") {
	return ENTITIES.reduce((all, [character, entity]) => all.replaceAll(character, entity), text);
}

/** Gives back what the visitor wrote. @param {string} text */
export function unescapeText(text) {
	return ENTITIES.reduceRight((all, [character, entity]) => all.replaceAll(entity, character), text);
}

/** Quoted messages, which the widget escapes nowhere. @param {any[]} [list] @returns {any} */
function safeAttachments(list) {
	return list?.map((one) => ({ ...one, text: escapeText(one.text), attachments: safeAttachments(one.attachments) }));
}

/** A message of which nothing becomes HTML once the widget has escaped `msg`. @param {any} message */
export function forLive(message) {
	return { ...message, attachments: safeAttachments(message.attachments) };
}

/** A message that may be shown as it is. @param {any} message */
export function forHistory(message) {
	return { ...forLive(message), msg: escapeText(message.msg) };
}
