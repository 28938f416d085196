// SPDX-License-Identifier: MIT
// Lets the parts of the inbox tell each other that something has changed.

/** @typedef {ReturnType<typeof createEmitter>} Emitter */

export function createEmitter() {
	/** @type {Map<string, Set<(detail?: any) => void>>} */
	const listeners = new Map();

	return {
		/** @param {string} name @param {(detail?: any) => void} listener @returns {() => void} stops listening */
		on(name, listener) {
			const all = listeners.get(name) ?? new Set();
			listeners.set(name, all.add(listener));
			return () => void all.delete(listener);
		},
		/** @param {string} name @param {any} [detail] */
		emit(name, detail) {
			for (const listener of listeners.get(name) ?? [])
				listener(detail);
		},
	};
}
