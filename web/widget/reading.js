// SPDX-License-Identifier: MIT
// What the visitor sees of the conversation, and how much of it is new to them.

const AGAIN_MS = 5000;

/** @param {any} ctx  what the panel shares with its parts */
export function createReading(ctx) {
	const { outbox, visitor } = ctx;
	let isTelling = false, notBefore = 0;
	/** Messages of triggers. @type {any[]} */
	const local = [];

	/** What others wrote. */
	function theirs() {
		return [...local, ...ctx.conversation.list()].filter((one) => !one.token && !one.t);
	}

	/** Whether the window of the chat is before the visitor's eyes. */
	const isSeen = () => ctx.isOpen && !document.hidden && !ctx.shadow.host.hidden;

	/** Tells the agents that the visitor has read this; what fails is told later. @param {any} last */
	async function tell({ ts, isLocal }) {
		const { open, rid, told = "" } = visitor.data;
		if (!open || !rid || isLocal || ts <= told || isTelling || performance.now() < notBefore)
			return;
		isTelling = true;
		try {
			await ctx.api.post("livechat/read", { rid, token: visitor.token() });
			visitor.update({ told: ts });
		} catch (error) {
			notBefore = performance.now() + Math.max(/** @type {any} */ (error).retryAfterMs, AGAIN_MS);
		}
		isTelling = false;
	}

	return {
		local, isSeen,
		/** All that the list shows, in its order. */
		shown() {
			const stored = [...local, ...ctx.conversation.list()].map((one) => ({ ...one, state: "stored" }));
			const ids = new Set(stored.map((one) => one._id));
			return [...stored, ...[...outbox.items(), ...ctx.uploads()].filter((/** @type {any} */ one) => !ids.has(one._id))
				.map((/** @type {any} */ one) => ({ ...one, token: "own", ts: "", _updatedAt: "", u: {} }))];
		},
		/** How many messages of others the visitor has not seen. */
		unread: () => theirs().filter((one) => one.ts > (visitor.data.seen ?? "")).length,
		/** The newest message is shown to the visitor. */
		seen() {
			const last = theirs().pop();
			if (!isSeen() || !last)
				return;
			if (last.ts > (visitor.data.seen ?? ""))
				visitor.update({ seen: last.ts });
			void tell(last);
		},
		/** What the visitor has written and could not send. */
		unsent: () => [...outbox.items().map((/** @type {any} */ one) => one.msg), ctx.store.get("draft") ?? ""].filter(Boolean).join("\n"),
		/** Why something did not work, in words. @param {any} error  an ApiError, or the text of one @returns {string} */
		failure(error) {
			// It is all that the server said, or it is in brackets behind it.
			const found = /([\w-]+)\]?$/.exec(error?.message ?? error)?.[1] ?? "";
			const code = /^413$|-too-large$/.test(found) ? "message-length-exceeds-character-limit" : found;
			const key = `failed.${code}`, text = ctx.t(key);
			return text === key ? ctx.t(error?.isTemporary ? "failed.temporary" : "failed.other") : text;
		},
	};
}
