// SPDX-License-Identifier: MIT
// Keeps values in the browser. Where it denies storage, they last as long as the page.

/** @typedef {ReturnType<typeof createStore>} Store */

/**
 * @param {string} prefix  begins each key
 */
export function createStore(prefix) {
	/** @type {Map<string, string>} */
	const memory = new Map();

	/** @param {string} key @returns {any} null: there is no value */
	function get(key) {
		let text = memory.get(key) ?? null;
		try {
			text = localStorage.getItem(prefix + key) ?? text;
		} catch {
			// The browser denies it.
		}
		try {
			return text === null ? null : JSON.parse(text);
		} catch {
			return null;
		}
	}

	/** @param {string} key @param {any} value  null and undefined remove it */
	function set(key, value) {
		const text = value === null || value === undefined ? null : JSON.stringify(value);
		memory.delete(key);
		try {
			if (text === null)
				localStorage.removeItem(prefix + key);
			else
				localStorage.setItem(prefix + key, text);
		} catch {
			if (text !== null)
				memory.set(key, text);
		}
	}

	/**
	 * Calls back when another page of this site has changed a value.
	 * @param {(key: string) => void} changed
	 */
	function watch(changed) {
		addEventListener("storage", (event) => {
			if (event.key?.startsWith(prefix))
				changed(event.key.slice(prefix.length));
		});
	}

	return { get, set, watch };
}

const ID_LETTERS = "23456789ABCDEFGHJKLMNPQRSTWXYZabcdefghijkmnopqrstuvwxyz";

/**
 * A random id, as the server's own: of a message, or of a visitor.
 * @param {number} [length]
 * @returns {string}
 */
export function newId(length = 17) {
	let id = "";
	while (id.length < length)
		for (const byte of crypto.getRandomValues(new Uint8Array(length)))
			if (byte < 220 && id.length < length)
				id += ID_LETTERS[byte % 55];
	return id;
}
