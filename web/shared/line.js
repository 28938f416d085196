// SPDX-License-Identifier: MIT
// A message in one line, for lists and notices.

/**
 * What a message says: its text, or the name of its file, which runs in its own direction.
 * @param {any} message
 * @returns {string}
 */
export function messageLine(message) {
	const name = message?.file?.name ?? message?.attachments?.[0]?.title;
	return message?.msg || (typeof name === "string" && name ? `\u2068${name}\u2069` : "");
}
