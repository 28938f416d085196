// SPDX-License-Identifier: MIT
// Knows whether the widget itself is reading. A history that it has asked for takes the place of all that it shows, some
// moments after the answer: what it was told in between would be lost.

import { pause } from "./network.js";

const SETTLE_MS = 100;

let reading = 0, settledAt = 0;

/** Something that the widget reads. @template T @param {Promise<T>} answer @returns {Promise<T>} */
export async function whileReading(answer) {
	reading++;
	try {
		return await answer;
	} finally {
		reading--;
		settledAt = performance.now() + SETTLE_MS;
	}
}

/** Resolves when the widget reads nothing. */
export async function widgetIsQuiet() {
	while (reading || performance.now() < settledAt)
		await pause(SETTLE_MS);
}
