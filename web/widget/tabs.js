// SPDX-License-Identifier: MIT
// Several pages of one visitor are one conversation: one of them asks the server, and tells the others.

/** @typedef {ReturnType<typeof createTabs>} Tabs */

/**
 * Of the pages that are visible one leads, and of those that are hidden another one. Where a browser cannot tell,
 * each page leads for itself.
 * @param {object} options
 * @param {string} options.name  the same in all pages of the conversation
 * @param {() => void} options.led  called when this page has begun to lead
 * @param {(message: any) => void} options.told  called with what another page has told
 */
export function createTabs({ name, led, told }) {
	const channel = "BroadcastChannel" in window ? new BroadcastChannel(name) : null;
	let leads = !navigator.locks || !channel;
	/** @type {AbortController | null} */
	let waiting = null;
	/** @type {() => void} */
	let release = () => {};

	/** Stands for the lock of the pages that are visible as this one is, and gives up the other. */
	function stand() {
		if (!navigator.locks || !channel)
			return;
		waiting?.abort();
		release();
		leads = false;
		const control = waiting = new AbortController();
		navigator.locks.request(`${name}-${document.visibilityState}`, { signal: control.signal }, () => {
			if (control.signal.aborted)
				return undefined;
			leads = true;
			led();
			return new Promise((resolve) => {
				release = () => resolve(undefined);
			});
		}).catch((/** @type {any} */ error) => {
			if (error.name === "AbortError")
				return;
			leads = true;
			led();
		});
	}

	document.addEventListener("visibilitychange", stand);
	channel?.addEventListener("message", (event) => told(event.data));
	stand();

	return {
		/** @returns {boolean} whether this page asks the server */
		get leads() {
			return leads;
		},
		/** Whether a page that people look at asks the server. */
		async isVisibleElsewhere() {
			const { held = [] } = await navigator.locks?.query() ?? {};
			return held.some((lock) => lock.name === `${name}-visible`);
		},
		/** @param {any} message */
		tell: (message) => channel?.postMessage(message),
		stop() {
			document.removeEventListener("visibilitychange", stand);
			waiting?.abort();
			release();
			channel?.close();
		},
	};
}
