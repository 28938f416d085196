// SPDX-License-Identifier: MIT
// Whether files arrive at the program that are larger than what mod_fcgid lets through by default. Nobody has the room
// that is named, so that the program refuses the file, and nothing is stored.

import { signalAfter } from "./signal.js";

const SMALL_LEN = 1000;
const LARGE_LEN = 200000;
const LARGE_PATIENCE_MS = 30000;
/** How our program refuses it; with 404 it would not know the route, and 413 is about the size. */
const REFUSALS = [400, 401, 403, 429];

/** @typedef {{arrives: boolean, isBusy: boolean, status: number}} Outcome  status: 0 where there was no answer */

/** @param {string} root  of the API @param {number} size @returns {Promise<Outcome>} */
async function sendOf(root, size) {
	const form = new FormData();
	form.append("file", new Blob([new Uint8Array(size)], { type: "application/octet-stream" }), "trial.bin");
	let status = 0, body = null;
	try {
		const response = await fetch(`${root}/api/v1/livechat/upload/none`, { method: "POST", body: form, credentials: "omit",
			cache: "no-store", signal: signalAfter(LARGE_PATIENCE_MS) });
		({ status } = response);
		body = await response.json();
	} catch {
		// What is no JSON is not ours.
	}
	const isOurs = body?.success === false;
	return { arrives: isOurs && REFUSALS.includes(status), isBusy: isOurs && status === 503, status };
}

/** @param {string} root */
export const sendLarge = (root) => sendOf(root, LARGE_LEN);

/** The same for one of which no web server says that it is too large. @param {string} root */
export const sendSmall = (root) => sendOf(root, SMALL_LEN);
