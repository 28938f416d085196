// SPDX-License-Identifier: MIT
// Sends one file to the API, and tells how much of it has gone.

/**
 * Why a file was not sent.
 * @typedef {object} UploadFailure
 * @property {string} code  the server's, or "offline", "too-large" or "other"
 * @property {number} status  0: there was no answer
 * @property {string} sizeAllowed  what the server takes at most, such as "104.86 MB"; else empty
 * @property {number} retryAfterMs  0: the answer does not say when to try again
 */

/** A server that has all of a file answers soon. */
const ANSWER_MS = 120000;
/** Answers that are not the program's own, and that web servers give to what is too large for them. */
const TOO_LARGE = [400, 403, 413, 500];

/**
 * @param {number} status
 * @param {any} body  null: the answer was not JSON
 * @param {number} retryAfterMs
 * @returns {UploadFailure}
 */
function failureOf(status, body, retryAfterMs) {
	const isTooLarge = status === 413 || !body && TOO_LARGE.includes(status);
	const code = isTooLarge ? "too-large" : body?.reason ?? body?.errorType ?? body?.error ?? "other";
	return { code: String(code), status, sizeAllowed: String(body?.sizeAllowed ?? ""), retryAfterMs };
}

/** @param {string} text @returns {any} null when it is not JSON */
function parsed(text) {
	try {
		return JSON.parse(text);
	} catch {
		return null;
	}
}

/**
 * @param {object} request
 * @param {string} request.url
 * @param {Record<string, string>} request.headers
 * @param {string} request.id  the _id that the message will have: sent twice, it is one message
 * @param {File} request.file
 * @param {(part: number) => void} request.told  called with how much has gone, from 0 to 1
 * @returns {{done: Promise<any>, stop: () => void}}  `done` resolves to the answer, and rejects with an UploadFailure
 */
export function uploadFile({ url, headers, id, file, told }) {
	const xhr = new XMLHttpRequest();
	const form = new FormData();
	// The server reads the form as it comes: what is about the file has to precede it.
	form.append("_id", id);
	form.append("file", file, file.name);
	const done = new Promise((resolve, reject) => {
		xhr.onload = () => {
			const body = parsed(xhr.responseText);
			if (xhr.status === 200 && body)
				resolve(body);
			else
				reject(failureOf(xhr.status, body, (Number(xhr.getResponseHeader("Retry-After")) || 0) * 1000));
		};
		xhr.onerror = xhr.onabort = () => reject({ code: "offline", status: 0, sizeAllowed: "", retryAfterMs: 0 });
	});
	xhr.upload.onload = () => void setTimeout(() => xhr.abort(), ANSWER_MS);
	xhr.upload.onprogress = (event) => told(event.total ? event.loaded / event.total : 0);
	xhr.open("POST", url);
	for (const [name, value] of Object.entries(headers))
		xhr.setRequestHeader(name, value);
	xhr.send(form);
	return { done, stop: () => xhr.abort() };
}
