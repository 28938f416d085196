// SPDX-License-Identifier: MIT
// Files in the inbox: those of messages, and those that agents send.

import filesSheet from "../shared/files.css" with { type: "css" };
import { createSource } from "../shared/file_source.js";
import { percentText } from "../shared/file_text.js";
import { createFileView } from "../shared/file_view.js";
import { createClip, takeDropped, takePasted } from "../shared/pick.js";
import { uploadFile } from "../shared/upload.js";
import { uploadNode } from "../shared/upload_view.js";
import { createUploads } from "../shared/uploads.js";

/** @typedef {import("./app.js").App} App */
/** @typedef {ReturnType<typeof createFiles>} Files */

document.adoptedStyleSheets.push(filesSheet);

/** A drop that misses its place does not replace the inbox by the file. @param {DragEvent} event */
function missed(event) {
	if (event.dataTransfer?.types.includes("Files") && !event.defaultPrevented) {
		event.preventDefault();
		event.dataTransfer.dropEffect = "none";
	}
}

/** @param {App} app */
export function createFiles(app) {
	const { t, texts, session } = app;
	const credentials = () => ({ "X-User-Id": session.userId, "X-Auth-Token": session.authToken });
	/** @type {import("../shared/file_text.js").FileWords} */
	const words = {
		t, locale: () => texts.locale, percent: percentText(texts.locale),
		retry: () => t("again"), discard: () => t("outbox.drop"), cancel: () => t("cancel"),
		failure: ({ code, status }) => app.errorText({ code, message: code, status, isTemporary: status === 429 || status >= 500 }),
	};

	/** @param {import("../shared/uploads.js").Upload} upload */
	async function send(upload) {
		await app.takes.get(upload.rid);
		const { done, stop } = uploadFile({ url: `${app.root}/api/v1/rooms.upload/${encodeURIComponent(upload.rid)}`,
			headers: credentials(), id: upload._id, file: upload.file, told: (part) => {
				upload.part = part;
				upload.changed();
			} });
		upload.stop = stop;
		try {
			app.rooms.addOwn((await done).message);
		} catch (error) {
			// It arrived before, and the answer did not.
			if (/** @type {import("../shared/upload.js").UploadFailure} */ (error).code !== "error-message-exists")
				throw error;
		}
		app.sync.now();
	}

	/** @type {ReturnType<typeof createUploads>} */
	const uploads = createUploads({ send, changed: () => app.bus.emit("outbox"), show: (upload) => uploadNode(upload, words, uploads) });
	addEventListener("dragover", missed);
	addEventListener("drop", missed);
	app.bus.on("end", () => {
		removeEventListener("dragover", missed);
		removeEventListener("drop", missed);
	});

	return {
		show: createFileView({ root: app.root, source: createSource(app.root, credentials), words }).show,
		/** What is being sent into a room. @param {string} rid */
		items: (rid) => uploads.items().filter((one) => one.rid === rid),

		/**
		 * What takes files for a room: a button, and what is pasted into the answer.
		 * @param {string} rid
		 * @param {HTMLElement} box  the answer
		 * @param {() => boolean} isNote  whether a note is being written: notes have no files
		 */
		createIntake(rid, box, isNote) {
			/** @param {File[]} chosen */
			function take(chosen) {
				if (isNote())
					app.tell(t("file.noNote"));
				else if (chosen.length) {
					app.bus.emit("sent", rid);
					uploads.add(rid, chosen);
				}
			}
			const { button, input } = createClip({ class: "quiet only-icon clip", "aria-label": t("file.attach"), title: t("file.attach") }, take);
			box.addEventListener("paste", (event) => takePasted(event, take));
			return { button, input,
				/** @param {HTMLElement} place @param {() => boolean} isOpen  whether the room takes anything now */
				takeDrops: (place, isOpen) => takeDropped(place, () => isOpen() ? t("file.drop") : "", take) };
		},
	};
}
