// SPDX-License-Identifier: MIT
// Sends and shows files in the chat; loaded with the first of them.

import filesSheet from "../shared/files.css" with { type: "css" };
import { createSource } from "../shared/file_source.js";
import { percentText } from "../shared/file_text.js";
import { createFileView } from "../shared/file_view.js";
import { uploadFile } from "../shared/upload.js";
import { uploadNode } from "../shared/upload_view.js";
import { createUploads } from "../shared/uploads.js";

/** @typedef {ReturnType<typeof createFiles>} Files */

/** @param {any} ctx  what the panel shares with its parts */
export function createFiles(ctx) {
	const { visitor } = ctx;
	ctx.style(filesSheet);
	const credentials = () => ({ "X-Visitor-Token": visitor.token() });
	/** @type {import("../shared/file_text.js").FileWords} */
	const words = {
		t: ctx.t, locale: () => ctx.texts.locale,
		retry: () => ctx.t("retry"), discard: () => ctx.t("discard"), cancel: () => ctx.t("cancel"),
		percent: (share) => percentText(ctx.texts.locale)(share),
		// A room that takes nothing any more is said to be unknown.
		failure: ({ code }) => code === "unauthorized" ? ctx.t("failed.room-closed") : ctx.failure(code === "other" ? "" : code),
	};

	/** @param {import("../shared/uploads.js").Upload} upload */
	async function send(upload) {
		try {
			await ctx.hearing.told();
			const room = await ctx.room().catch(() => {
				throw { code: "other", status: 503 };
			});
			await room.enter();
			const { done, stop } = uploadFile({ url: `${ctx.root}/api/v1/livechat/upload/${encodeURIComponent(visitor.data.rid)}`,
				headers: credentials(), id: upload._id, file: upload.file, told: (part) => {
					upload.part = part;
					upload.changed();
				} });
			upload.stop = stop;
			ctx.conversation.sent(await done);
		} catch (error) {
			const { code, status = 0 } = /** @type {any} */ (error);
			// It arrived before, and the answer did not.
			if (code === "error-message-exists")
				return;
			if (/unauthorized|room-closed|invalid-room|no-agent-online/.test(code))
				ctx.readConfig().catch(() => {});
			throw { retryAfterMs: 0, sizeAllowed: "", ...error, status, code: code || (status ? "other" : "offline") };
		}
	}

	/** @type {ReturnType<typeof createUploads>} */
	const uploads = createUploads({ send, changed: ctx.draw, show: (upload) => uploadNode(upload, words, { cancel: uploads.cancel, retry(again) {
		if (!visitor.data.open)
			ctx.newChat();
		uploads.retry(again);
	} }) });
	const view = createFileView({ root: ctx.root, source: createSource(ctx.root, credentials), words });

	return {
		show: view.show, items: uploads.items,
		/** @param {File[]} chosen */
		send(chosen) {
			visitor.update({ open: true, ended: false, ...visitor.data.open ? {} : { rid: undefined } });
			uploads.add(visitor.data.rid ?? "", chosen);
			ctx.toEnd();
		},
	};
}
