// SPDX-License-Identifier: MIT
// Our own requests, which the widget knows nothing of.

const TIMEOUT_MS = 30000;

/** The browser's own, since the widget gets another one. */
export const browserFetch = window.fetch.bind(window);

/**
 * Resolves to the answer; rejects where the same request may succeed later, `retryAfterMs` of the error says when.
 * @param {string} url
 * @param {RequestInit} [options]
 */
export async function request(url, options) {
	const cut = new AbortController();
	setTimeout(() => cut.abort(), TIMEOUT_MS);
	const answer = await browserFetch(url, { ...options, signal: cut.signal });
	if (answer.status === 429 || answer.status >= 500)
		throw Object.assign(new Error(), { retryAfterMs: Number(answer.headers.get("Retry-After")) * 1000 });
	return answer;
}

/** @param {number} ms */
export function pause(ms) {
	return new Promise((resolve) => setTimeout(resolve, ms));
}
