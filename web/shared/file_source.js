// SPDX-License-Identifier: MIT
// Gets files from the server with the rights of whoever looks at them. A browser's own requests for pictures carry no
// header, so the pages fetch the bytes and show them from memory.

const PLACE = "/file-upload/";
const AT_ONCE = 2;
const READ_TRIES = 5;
const READ_AGAIN_MS = 2000;

/** @typedef {ReturnType<typeof createSource>} Source */

/**
 * @param {string} root  the URL of the server, which ends before "/file-upload"
 * @param {() => Record<string, string>} credentials  header fields that say who is asking
 */
export function createSource(root, credentials) {
	/** @type {(() => void)[]} */
	const waiting = [];
	let busy = 0;

	/**
	 * The URL of a file of this server; null: it is none, and gets no credentials.
	 * @param {unknown} target  of an attachment, which anybody may have written
	 */
	function own(target) {
		if (typeof target !== "string" || !target.startsWith(PLACE))
			return null;
		// Dots in a path lead elsewhere, and a query asks for something else.
		const { origin, pathname } = new URL(root + target);
		return (origin + pathname).startsWith(root + PLACE) ? origin + pathname : null;
	}

	/** @param {string} url @returns {Promise<Blob>} */
	async function read(url) {
		for (let tries = 1; ; tries++) {
			const response = await fetch(url, { headers: credentials(), credentials: "omit", redirect: "error", referrerPolicy: "no-referrer" });
			if (response.ok)
				return response.blob();
			if (response.status !== 429 && response.status !== 503 || tries === READ_TRIES)
				throw Object.assign(new Error(url), { isGone: response.status === 404 || response.status === 403 });
			await new Promise((resolve) => setTimeout(resolve, (Number(response.headers.get("Retry-After")) * 1000) || READ_AGAIN_MS));
		}
	}

	return {
		own,
		/**
		 * Reads a file. Few are read at once: the server has other things to do.
		 * @param {string} url  from own()
		 * @returns {Promise<Blob>} rejects with an error that is `isGone` when there is no such file
		 */
		async get(url) {
			if (busy === AT_ONCE)
				await new Promise((resolve) => waiting.push(() => resolve(undefined)));
			busy++;
			try {
				return await read(url);
			} finally {
				busy--;
				waiting.shift()?.();
			}
		},
	};
}

/**
 * Saves bytes as a file. Whatever they are, the browser does not open them as a page of this site.
 * @param {Blob} blob
 * @param {string} name
 */
export function saveFile(blob, name) {
	const link = document.createElement("a");
	link.href = URL.createObjectURL(new Blob([blob], { type: "application/octet-stream" }));
	link.download = name;
	link.click();
	// It is read after the click.
	setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}
