// SPDX-License-Identifier: MIT
// What most conversations do without; it is loaded when it is needed for the first time.

import { createPageCalls } from "./calls.js";
import { createQuestion, menuItems } from "./questions.js";
import { playSound } from "./sound.js";
import { createTriggers } from "./triggers.js";

/** @typedef {ReturnType<typeof createExtras>} Extras */

/** @param {any} ctx  what the panel shares with its parts */
export function createExtras(ctx) {
	return {
		calls: createPageCalls(ctx), triggers: createTriggers(ctx), playSound,
		/** @param {(run: () => void) => void} choose */
		menu: (choose) => menuItems(ctx, choose),
		/** @param {string} name @param {() => void} done */
		question: (name, done) => createQuestion(ctx, name, done),
	};
}
