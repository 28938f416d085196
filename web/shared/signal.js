// SPDX-License-Identifier: MIT
// The end of a request's time.

/**
 * What ends a request that takes too long. Chrome has AbortSignal.timeout() since its version 103.
 * @param {number} ms
 */
export function signalAfter(ms) {
	if (AbortSignal.timeout)
		return AbortSignal.timeout(ms);
	const cut = new AbortController();
	setTimeout(() => cut.abort(), ms);
	return cut.signal;
}
