// SPDX-License-Identifier: MIT
// Repeats a request, one at a time.

const FIRST_FAILURE_MS = 1000;
const LONGEST_FAILURE_MS = 30000;

/** @typedef {ReturnType<typeof createPoller>} Poller */

/**
 * Calls `run` again and again. What is asked for while a call is under way is called after it, so that an event
 * during a request is never waited for until the next turn.
 * @param {() => Promise<number>} run  resolves to the milliseconds until the next turn; Infinity: not by itself.
 *     When it rejects, the turns are further and further apart. Until `retryAfterMs` of the error is over there is
 *     none, whoever asks for it.
 * @param {(error: any) => void} [failed]
 */
export function createPoller(run, failed = () => {}) {
	/** @type {ReturnType<typeof setTimeout> | undefined} */
	let timer;
	let running = false, again = false, stopped = false, failures = 0, notBefore = 0;

	/** @param {number} ms */
	function wait(ms) {
		clearTimeout(timer);
		if (!stopped && Number.isFinite(ms))
			timer = setTimeout(now, ms);
	}

	async function now() {
		clearTimeout(timer);
		if (running || stopped) {
			again = true;
			return;
		}
		if (performance.now() < notBefore) {
			wait(notBefore - performance.now());
			return;
		}
		running = true;
		again = false;
		let ms;
		try {
			ms = await run();
			failures = 0;
		} catch (error) {
			failed(error);
			const { retryAfterMs = 0 } = /** @type {any} */ (error);
			ms = Math.min(FIRST_FAILURE_MS * 2 ** failures++, LONGEST_FAILURE_MS);
			notBefore = performance.now() + retryAfterMs;
			again = false;
		}
		running = false;
		wait(again ? 0 : ms);
	}

	function stop() {
		stopped = true;
		clearTimeout(timer);
	}

	return { now, wait, stop };
}
