// SPDX-License-Identifier: MIT
// Knows when the scripts that the widget has asked for are there. It shows names instead of texts if it is connected
// before its language has loaded.

import { pause } from "./network.js";

const TURN_MS = 20;

/** @type {WeakSet<any>} */
const settled = new WeakSet();

/** Begins to watch the scripts; those that loaded before are none of the widget's. */
export function watchScripts() {
	for (const type of ["load", "error"])
		document.addEventListener(type, ({ target }) => void settled.add(/** @type {any} */ (target)), true);
}

/** @param {string} folder  URL of the widget's files */
export async function scriptsLoaded(folder) {
	do
		await pause(TURN_MS);
	while ([...document.scripts].some((script) => script.src.startsWith(folder) && !settled.has(script)));
}
