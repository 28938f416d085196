// SPDX-License-Identifier: MIT
// The pictures beside names.

import { el } from "../shared/dom.js";

/**
 * A visitor's initials, and whether they are there.
 * @param {string} name
 * @param {string} [status]  online, away, busy or offline
 */
export function visitorAvatar(name, status) {
	const words = name.trim().split(/\s+/).filter(Boolean);
	const initials = [words[0], words.length > 1 ? words[words.length - 1] : ""]
		.map((word) => [...word ?? ""][0] ?? "").join("").toUpperCase();
	return el("span", { class: "avatar", "data-status": status, "aria-hidden": "true" }, initials || "?");
}

/**
 * @param {import("./app.js").App} app
 * @param {{username: string}} user
 */
export function userAvatar(app, { username }) {
	return el("img", { class: "avatar", alt: "", width: 32, height: 32, loading: "lazy",
		src: `${app.root}/avatar/${encodeURIComponent(username)}` });
}
