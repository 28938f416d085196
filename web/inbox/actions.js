// SPDX-License-Identifier: MIT
// What an agent does to chats, with what is said when it does not succeed.

import { withoutInquiry } from "./state.js";

/** @typedef {import("./app.js").App} App */

/**
 * Runs a request and tells the agent when it fails.
 * @param {App} app
 * @param {() => Promise<any>} request
 * @returns {Promise<boolean>} whether it succeeded
 */
export async function attempt(app, request) {
	try {
		await request();
		return true;
	} catch (error) {
		if (/** @type {any} */ (error).status === 401)
			app.sessionEnded();
		else
			app.tell(app.errorText(error));
		return false;
	} finally {
		app.sync.now();
	}
}

/**
 * Runs a request that takes a chat or gives it away, so that the agent is not told of their own doing.
 * @template T
 * @param {App} app
 * @param {string} rid
 * @param {() => Promise<T>} request
 * @returns {Promise<T>}
 */
export async function asOwnMove(app, rid, request) {
	app.ownMoves.add(rid);
	try {
		return await request();
	} catch (error) {
		app.ownMoves.delete(rid);
		throw error;
	}
}

/** @param {App} app @param {"available" | "not-available"} status */
export async function setAvailability(app, status) {
	if (await attempt(app, () => app.api.post("livechat/agent.status", { status }))) {
		app.model = { ...app.model, self: { ...app.model.self, statusLivechat: status } };
		app.bus.emit("model", { changed: [], events: [] });
	}
}

/** Whether the agent serves a room already: then a refusal to take it is no news. @param {App} app @param {string} rid */
async function isServedByMe(app, rid) {
	try {
		const { body } = await app.api.get("rooms.info", { query: { roomId: rid } });
		return body.room.servedBy?._id === app.me._id;
	} catch {
		return false;
	}
}

/**
 * @param {App} app
 * @param {{_id: string, rid: string, name: string}} inquiry
 * @returns {Promise<boolean>} whether the chat has left the queue
 */
async function requestTake(app, { _id, rid, name }) {
	try {
		await asOwnMove(app, rid, () => app.api.post("livechat/inquiries.take", { inquiryId: _id }));
		app.taken.add(rid);
		return true;
	} catch (error) {
		const { code } = /** @type {any} */ (error);
		const isTaken = code === "error-inquiry-taken" || code === "error-not-found";
		if (code === "error-agent-status-service-offline")
			app.tell(app.t("take.away"), { label: app.t("take.beAvailable"),
				run: () => setAvailability(app, "available") });
		else if (!isTaken)
			app.tell(app.errorText(error));
		else if (await isServedByMe(app, rid))
			app.taken.add(rid);
		else
			app.tell(app.t("take.taken", { name }));
		return isTaken;
	}
}

/**
 * Takes a chat, one at a time. Meanwhile its answer box is open already: what is typed next is the answer.
 * @param {App} app
 * @param {{_id: string, rid: string, name: string}} inquiry
 */
export async function takeChat(app, inquiry) {
	if (app.takes.size)
		return;
	const taking = requestTake(app, inquiry);
	app.takes.set(inquiry.rid, taking);
	app.bus.emit("take", inquiry.rid);
	const left = await taking;
	app.takes.delete(inquiry.rid);
	if (left) {
		app.model = withoutInquiry(app.model, inquiry.rid);
		app.rooms.touch(inquiry.rid);
	}
	app.bus.emit("model", { changed: [], events: [] });
	app.sync.now();
}

/** @param {App} app @param {{_id: string, rid: string, name: string}} inquiry */
export function takeAndOpen(app, inquiry) {
	if (!app.takes.size)
		app.go(inquiry.rid);
	return takeChat(app, inquiry);
}

/** @param {App} app @param {any} message @param {string} text */
export function editMessage(app, message, text) {
	return attempt(app, async () => {
		const { body } = await app.api.post("chat.update", { roomId: message.rid, msgId: message._id, text });
		app.rooms.addOwn(body.message);
		app.bus.emit("room", message.rid);
	});
}

/** @param {App} app @param {any} message */
export function deleteMessage(app, message) {
	return attempt(app, async () => {
		await app.api.post("chat.delete", { roomId: message.rid, msgId: message._id });
		app.rooms.removed(message.rid, message._id);
	});
}
