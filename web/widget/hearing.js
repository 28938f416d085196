// SPDX-License-Identifier: MIT
// What the page tells the chat, by the page API: it takes effect in its order, before the visitor fills in a form or writes.

const EXTRAS_AGAIN_MS = 2000;

/**
 * @param {() => Promise<import("./extras.js").Extras>} extras
 * @param {() => void} changed
 */
export function createHearing(extras, changed) {
	/** @type {Promise<void>} */
	let told = Promise.resolve();
	let count = 0;

	const load = () => extras().catch(() => new Promise((wait) => setTimeout(wait, EXTRAS_AGAIN_MS)).then(extras));

	return {
		/** @param {string} name  of the page's call @param {any[]} args */
		tell(name, args) {
			count++;
			told = told.then(load).then((all) => all.calls[name]?.(...args)).catch(() => {}).then(() => {
				count--;
				changed();
			});
		},
		/** Resolves when all that was said until now has taken effect. */
		told: () => told,
		/** Whether it has. */
		isTold: () => count === 0,
	};
}
