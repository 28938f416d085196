// SPDX-License-Identifier: MIT
// What a person has sent, until the server has it. A message is stored before its first request and leaves the
// store after the 200, so that a closed page, a cut line or a server that is down only delays it. It carries its
// _id from the start: sent twice, it is one message.

/** @typedef {import("./store.js").Store} Store */
/** @typedef {{_id: string, rid: string, msg: string, at: number, state: "sending" | "failed", error?: string}} Waiting */

const FIRST_RETRY_MS = 1000;
const LONGEST_RETRY_MS = 30000;

/**
 * @param {object} options
 * @param {Store} options.store
 * @param {string} options.key  the value of the store that holds the messages
 * @param {(message: Waiting) => Promise<void>} options.send  rejects with an ApiError
 * @param {() => void} options.changed  called when the messages have changed
 */
export function createOutbox({ store, key, send, changed }) {
	/** @type {ReturnType<typeof setTimeout> | undefined} */
	let timer;
	let sending = false, failures = 0, notBefore = 0;

	/** @returns {Waiting[]} in the order in which they were written */
	function items() {
		const list = store.get(key);
		return Array.isArray(list) ? list : [];
	}

	/** @param {string} id @param {Partial<Waiting> | null} change  null removes the message */
	function update(id, change) {
		const list = items();
		const left = change ? list.map((item) => item._id === id ? { ...item, ...change } : item)
			: list.filter((item) => item._id !== id);
		store.set(key, left.length ? left : null);
		changed();
	}

	/** @param {Pick<Waiting, "_id" | "rid" | "msg">} message */
	function add(message) {
		store.set(key, [...items(), { ...message, at: Date.now(), state: "sending" }]);
		changed();
		void flush();
	}

	/** Sends the first message that waits; false: there was none. */
	async function sendFirst() {
		const first = items().find((item) => item.state === "sending");
		if (!first)
			return false;
		try {
			await send(first);
			failures = 0;
			update(first._id, null);
		} catch (error) {
			const { isTemporary, retryAfterMs, message } = /** @type {any} */ (error);
			if (!isTemporary) {
				update(first._id, { state: "failed", error: message });
				return true;
			}
			notBefore = performance.now() + retryAfterMs;
			timer = setTimeout(flush, Math.max(retryAfterMs,
				Math.min(FIRST_RETRY_MS * 2 ** failures++, LONGEST_RETRY_MS)));
			return false;
		}
		return true;
	}

	/**
	 * Sends what waits, in order; one page of the site at a time, where the browser can tell. Nothing is sent before
	 * the server wants to be asked again, whatever else is written meanwhile.
	 */
	async function flush() {
		if (sending)
			return;
		clearTimeout(timer);
		if (performance.now() < notBefore) {
			timer = setTimeout(flush, notBefore - performance.now());
			return;
		}
		sending = true;
		const all = async () => {
			while (await sendFirst())
				;
		};
		try {
			await (navigator.locks ? navigator.locks.request(`livechat-${key}`, all) : all());
		} finally {
			sending = false;
		}
	}

	addEventListener("online", () => void flush());

	return {
		items, add, flush,
		/** @param {string} id */
		retry(id) {
			update(id, { state: "sending", error: undefined });
			void flush();
		},
		/** @param {string} id */
		drop: (id) => update(id, null),
	};
}
