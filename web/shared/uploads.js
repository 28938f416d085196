// SPDX-License-Identifier: MIT
// The files that are being sent, one after the other.

import { newId } from "./store.js";

/** @typedef {import("./upload.js").UploadFailure} UploadFailure */
/**
 * @typedef {object} Upload
 * @property {string} _id  of the message that it becomes
 * @property {string} rid  where it was chosen
 * @property {File} file
 * @property {number} at  when
 * @property {"waiting" | "sending" | "failed"} state
 * @property {number} part  how much has gone, from 0 to 1
 * @property {UploadFailure | null} failure  of the last try
 * @property {(() => void) | null} stop  ends the request
 * @property {HTMLElement | null} node  shows it
 * @property {() => void} changed  called when the above have changed
 */

const UPLOAD_TRIES = 6;
const BUSY_MS = 3000;
const LONGEST_BUSY_MS = 600000;

/** Whether the server wants the same again, a little later. @param {UploadFailure} failure */
const isBusy = ({ status, code }) => status === 429 || status === 503 && code !== "error-no-space";

/**
 * @param {object} options
 * @param {(upload: Upload) => Promise<void>} options.send  sends it, and rejects with an UploadFailure
 * @param {(upload: Upload) => HTMLElement} options.show  makes what shows it
 * @param {() => void} options.changed  called when there are others, or the state of one has changed
 */
export function createUploads({ send, show, changed }) {
	/** @type {Upload[]} */
	let list = [];
	let isSending = false;
	let wake = () => {};

	/** @param {Upload} upload @param {Partial<Upload>} change */
	function update(upload, change) {
		Object.assign(upload, change);
		upload.changed();
		changed();
	}

	/** @param {Upload} upload */
	function remove(upload) {
		list = list.filter((one) => one !== upload);
		changed();
	}

	/** @param {Upload} upload */
	async function sendOne(upload) {
		for (let tries = 1; list.includes(upload); tries++) {
			update(upload, { state: "sending", part: 0, failure: null });
			try {
				await send(upload);
				remove(upload);
				return;
			} catch (error) {
				const failure = /** @type {UploadFailure} */ (error);
				if (!isBusy(failure) || tries === UPLOAD_TRIES) {
					update(upload, { state: "failed", failure, stop: null });
					return;
				}
				update(upload, { state: "waiting", failure, stop: null });
				await new Promise((resolve) => {
					wake = () => resolve(undefined);
					setTimeout(resolve, Math.min(Math.max(failure.retryAfterMs, BUSY_MS), LONGEST_BUSY_MS));
				});
			}
		}
	}

	/** A page that is left does not go on sending. @param {BeforeUnloadEvent} event */
	const leaving = (event) => event.preventDefault();

	async function flush() {
		if (isSending)
			return;
		isSending = true;
		addEventListener("beforeunload", leaving);
		for (let next; (next = list.find(({ state }) => state === "waiting"));)
			await sendOne(next);
		removeEventListener("beforeunload", leaving);
		isSending = false;
	}

	/** @param {Upload} upload */
	function retry(upload) {
		update(upload, { state: "waiting", failure: null });
		void flush();
	}

	// What failed for want of a network is sent when there is one again.
	addEventListener("online", () => list.filter((one) => one.failure?.code === "offline").forEach(retry));

	return {
		retry,
		/** @param {string} rid @param {File[]} files */
		add(rid, files) {
			for (const file of files) {
				/** @type {Upload} */
				const upload = { _id: newId(), rid, file, at: Date.now(), state: "waiting", part: 0, failure: null, stop: null, node: null,
					changed: () => {} };
				upload.node = show(upload);
				list.push(upload);
			}
			changed();
			void flush();
		},
		/** It is not sent, and shown no more. @param {Upload} upload */
		cancel(upload) {
			remove(upload);
			upload.stop?.();
			wake();
		},
		/** What the list of messages shows of them. */
		items: () => list.map(({ _id, rid, at, state, node }) => ({ _id, rid, at, msg: "", node,
			state: /** @type {"failed" | "sending"} */ (state === "failed" ? state : "sending") })),
	};
}
