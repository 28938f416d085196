// SPDX-License-Identifier: MIT
// The way to the manager's pages, which are loaded when somebody opens them.

import { setChildren } from "../shared/children.js";
import { el } from "../shared/dom.js";
import { confirmDialog, openDialog, openForm } from "./dialog.js";

/** @typedef {import("./app.js").App} App */

const MANAGE_SCRIPT = asset("manage.js");
const MANAGE_HASH = /^#manage\/?(.*)$/;

/** Which of the manager's pages the address names; null: none. */
export function managePath() {
	return MANAGE_HASH.exec(location.hash)?.[1] ?? null;
}

/**
 * What did not load may be gone, with the release that this page is of; and some browsers remember that a script could
 * not be loaded. A new page helps with both, once there is a server that has one.
 * @param {App} app
 * @param {HTMLElement} node
 */
async function loadAnew(app, node) {
	const answer = await fetch(`${app.base}inbox`, { cache: "no-store" }).catch(() => null);
	if (answer?.ok)
		location.reload();
	else
		await showManage(app, node);
}

/**
 * Shows the manager's pages in `node`.
 * @param {App} app
 * @param {HTMLElement} node
 */
export async function showManage(app, node) {
	/** @param {Node | string} said @param {(app: App, node: HTMLElement) => void} again */
	const failed = (said, again) => setChildren(node, [el("div", { class: "empty" }, el("p", { role: "alert" }, said),
		el("button", { onclick: () => again(app, node) }, app.t("again")))]);
	setChildren(node, [el("p", { class: "empty soft", role: "status" }, app.t("loading"))]);
	let script;
	try {
		script = await import(app.base + MANAGE_SCRIPT);
	} catch {
		failed(app.t("error.unreachable"), loadAnew);
		return;
	}
	try {
		await script.openManage({ app, node, openDialog, openForm, confirmDialog });
	} catch (error) {
		failed(app.errorNode(error), showManage);
	}
}
