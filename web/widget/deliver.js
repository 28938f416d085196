// SPDX-License-Identifier: MIT
// Sends what the visitor wrote, into a room that is opened for it where there is none.

/** The room that is being opened: a text and a file that are sent together need one only. @type {Promise<void> | null} */
let entering = null;

/** @param {any} ctx  what the panel shares with its parts */
async function openRoom(ctx) {
	const { room, isNew } = await ctx.visitor.room();
	ctx.conversation.begin(room._id);
	if (isNew)
		ctx.begun(room);
}

/** Opens a room where there is none. @param {any} ctx  what the panel shares with its parts */
export async function enterRoom(ctx) {
	const { data } = ctx.visitor;
	if (data.open && data.rid)
		return;
	entering ??= openRoom(ctx).finally(() => {
		entering = null;
	});
	await entering;
}

/**
 * @param {any} ctx  what the panel shares with its parts
 * @param {import("../shared/outbox.js").Waiting} waiting
 */
export async function deliver(ctx, waiting) {
	const { api, visitor } = ctx;
	try {
		await enterRoom(ctx);
		const { body } = await api.post("livechat/message", { token: visitor.token(), rid: visitor.data.rid,
			msg: waiting.msg, _id: waiting._id });
		ctx.conversation.sent(body.message);
	} catch (error) {
		const { code } = /** @type {import("../shared/api.js").ApiError} */ (error);
		// It arrived before, and the answer did not.
		if (code === "error-message-exists")
			return;
		if (/room-closed|invalid-room|no-agent-online/.test(code)) {
			visitor.update({ open: false, ended: code === "room-closed" });
			ctx.readConfig().catch(() => {});
		}
		throw error;
	}
}
