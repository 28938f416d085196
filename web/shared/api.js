// SPDX-License-Identifier: MIT
// Calls the REST API.

import { signalAfter } from "./signal.js";

const TIMEOUT_MS = 30000;

/** @typedef {{status: number, body: any, etag: string | null, headers: Headers}} Answer */
/** @typedef {{query?: Record<string, any>, body?: any, etag?: string | null, headers?: Record<string, string>,
 *     timeoutMs?: number, keepalive?: boolean, isItself?: boolean}} Call  isItself: no POST stands for it */
/** @typedef {ReturnType<typeof createApi>} Api */

/** What the server, or the way to it, answered instead of a success. */
export class ApiError extends Error {
	/**
	 * @param {number} status  0: there was no answer
	 * @param {any} body  the answer's JSON; null when there was none
	 * @param {number} waitMs  0: the answer does not say when to try again
	 */
	constructor(status, body, waitMs) {
		super(body?.error ?? body?.message ?? `status ${status}`);
		this.status = status;
		/** @type {string} */
		this.code = body?.errorType ?? body?.error ?? "";
		/** What the answer says besides, such as which field it is about. @type {Record<string, any>} */
		this.details = body?.details ?? {};
		this.retryAfterMs = waitMs;
	}

	/** Whether the same request may succeed later. */
	get isTemporary() {
		return this.status === 0 || this.status === 408 || this.status === 429 || this.status >= 500;
	}
}

/** What a timer can wait for; it would end at once with more. */
const LONGEST_WAIT_MS = 2 ** 31 - 1;

/**
 * @param {Headers} headers
 * @returns {number}
 */
function retryAfterMs(headers) {
	const seconds = Number(headers.get("Retry-After"));
	return seconds > 0 ? Math.min(seconds * 1000, LONGEST_WAIT_MS) : 0;
}

/**
 * @param {Record<string, any>} [query]
 * @returns {string}
 */
function queryText(query = {}) {
	const params = new URLSearchParams();
	for (const [name, value] of Object.entries(query))
		if (value !== undefined && value !== null)
			params.set(name, String(value));
	const text = params.toString();
	return text ? `?${text}` : "";
}

/**
 * The calls of the API at `root`, which ends before "/api". Each resolves to an answer with status 200 or 304, and
 * rejects with an ApiError for all others.
 * @param {string} root
 * @param {() => Record<string, string>} [credentials]  header fields that say who is asking
 */
export function createApi(root, credentials = () => ({})) {
	/** Whether the web server lets no PUT and DELETE through, for which a POST can stand. */
	let isRefusing = false;

	/**
	 * @param {string} method
	 * @param {string} path  what follows /api/v1/
	 * @param {Call} [call]
	 * @returns {Promise<Answer>}
	 */
	async function request(method, path, call = {}) {
		const replaced = method !== "GET" && method !== "POST" && !call.isItself;
		const asPost = () => send("POST", path, { ...call, query: { ...call.query, _method: method } });
		if (replaced && isRefusing)
			return asPost();
		try {
			return await send(method, path, call);
		} catch (error) {
			// Our own refusals are JSON and have a code.
			const { status, code } = /** @type {ApiError} */ (error);
			if (!replaced || code || ![403, 405, 501].includes(status))
				throw error;
			isRefusing = true;
			return asPost();
		}
	}

	/**
	 * @param {string} method
	 * @param {string} path
	 * @param {Call} call
	 * @returns {Promise<Answer>}
	 */
	async function send(method, path, { query, body, etag, headers: more, timeoutMs = TIMEOUT_MS, keepalive = false }) {
		const headers = { ...credentials(), ...more };
		if (body !== undefined)
			headers["Content-Type"] = "application/json";
		if (etag)
			headers["If-None-Match"] = etag;
		let response, answer = null;
		try {
			response = await fetch(`${root}/api/v1/${path}${queryText(query)}`, {
				method, headers, keepalive, credentials: "omit", cache: "no-store",
				body: body === undefined ? undefined : JSON.stringify(body),
				signal: signalAfter(timeoutMs),
			});
			answer = response.status === 304 ? null : await response.json();
		} catch {
			throw new ApiError(response && !response.ok ? response.status : 0, null,
				response ? retryAfterMs(response.headers) : 0);
		}
		if (!response.ok && response.status !== 304)
			throw new ApiError(response.status, answer, retryAfterMs(response.headers));
		return { status: response.status, body: answer, etag: response.headers.get("ETag"),
			headers: response.headers };
	}

	return {
		root,
		/** @param {string} path @param {Call} [call] */
		get: (path, call) => request("GET", path, call),
		/** @param {string} path @param {any} [body] @param {Call} [call] */
		post: (path, body = {}, call = {}) => request("POST", path, { ...call, body }),
		/** @param {string} path @param {any} [body] @param {Call} [call] */
		put: (path, body = {}, call = {}) => request("PUT", path, { ...call, body }),
		/** @param {string} path @param {any} [body] @param {Call} [call] */
		delete: (path, body = {}, call = {}) => request("DELETE", path, { ...call, body }),
	};
}
