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
 * Shows the manager's pages in `node`.
 * @param {App} app
 * @param {HTMLElement} node
 */
export async function showManage(app, node) {
	setChildren(node, [el("p", { class: "empty soft", role: "status" }, app.t("loading"))]);
	try {
		const { openManage } = await import(app.base + MANAGE_SCRIPT);
		await openManage({ app, node, openDialog, openForm, confirmDialog });
	} catch (error) {
		setChildren(node, [el("div", { class: "empty" }, el("p", {}, app.errorNode(error)),
			el("button", { onclick: () => showManage(app, node) }, app.t("again")))]);
	}
}
