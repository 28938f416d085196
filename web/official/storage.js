// SPDX-License-Identifier: MIT
// Where a browser denies storage to the frame, reading localStorage throws, and the widget would not start. Memory stands
// in for it, with as much as the widget uses: the chat works, and a reload begins a new visitor.

/** @param {"localStorage" | "sessionStorage"} name */
export function provideStorage(name) {
	try {
		window[name].getItem("");
	} catch {
		/** @type {Map<string, string>} */
		const values = new Map();
		Object.defineProperty(window, name, { value: {
			getItem: (/** @type {string} */ key) => values.get(key) ?? null,
			setItem: (/** @type {string} */ key, /** @type {unknown} */ value) => values.set(key, String(value)),
		} });
	}
}
