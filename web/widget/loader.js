// SPDX-License-Identifier: MIT
// Loads parts of the chat when they are needed.

/**
 * A function that loads a module with its first call; after a failure the next call tries again.
 * @template T
 * @param {URL} url
 * @param {(module: any) => T} create  makes of the module what the function resolves to
 * @returns {() => Promise<T>}
 */
export function createLoader(url, create) {
	/** @type {Promise<T> | undefined} */
	let loading;
	let tries = "";
	return () => {
		loading ??= import(url.href + tries).then(create).catch((error) => {
			loading = undefined;
			// Some browsers remember that a URL has failed.
			tries += "?";
			throw error;
		});
		return loading;
	};
}
