// SPDX-License-Identifier: MIT
// A file that is being sent, on the page: how far it is, and what can be done about it.

import { el } from "./dom.js";
import { aboutFile } from "./file_text.js";

/** @typedef {import("./uploads.js").Upload} Upload */

const QUARTERS = 4;

/**
 * Why a file was not sent, in words.
 * @param {import("./file_text.js").FileWords} words
 * @param {import("./upload.js").UploadFailure} failure
 */
function uploadFailure({ t, failure: other }, failure) {
	const key = `file.${failure.code}`;
	if (failure.code === "error-size-not-allowed" && !failure.sizeAllowed)
		return t("file.too-large");
	const text = t(key, { size: failure.sizeAllowed });
	return text === key ? other(failure) : text;
}

/**
 * @param {Upload} upload
 * @param {import("./file_text.js").FileWords} words
 * @param {{retry: (upload: Upload) => void, cancel: (upload: Upload) => void}} actions
 * @returns {HTMLElement}
 */
export function uploadNode(upload, words, actions) {
	const { t } = words, { name } = upload.file;
	const bar = /** @type {HTMLProgressElement} */ (el("progress", { class: "file-bar", max: 1, value: 0, "aria-label": t("file.sending", { name }) }));
	const said = el("p", { class: "file-said", role: "status" }), heard = el("span", { class: "file-heard", role: "status" });
	const retry = el("button", { type: "button", class: "file-action", onclick: () => actions.retry(upload) }, words.retry());
	const cancel = el("button", { type: "button", class: "file-action", onclick: () => actions.cancel(upload) });
	const { percent } = words;
	let quarter = 0;

	upload.changed = () => {
		const { state, part, failure } = upload, isFailed = state === "failed";
		bar.hidden = isFailed;
		bar.value = part;
		said.textContent = isFailed && failure ? uploadFailure(words, failure) : state === "waiting" && failure ? t("file.busy") : "";
		retry.hidden = !isFailed;
		cancel.textContent = isFailed ? words.discard() : words.cancel();
		// When all has gone it is too late.
		cancel.hidden = state === "sending" && part === 1;
		const passed = Math.floor(part * QUARTERS);
		if (passed > quarter && part < 1)
			heard.textContent = `${t("file.sending", { name })} ${percent(passed / QUARTERS)}`;
		quarter = passed;
	};
	upload.changed();
	return el("div", { class: "file upload" }, aboutFile(words, { name, size: upload.file.size }), bar, heard, said,
		el("div", { class: "file-actions" }, retry, cancel));
}
