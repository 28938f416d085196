// SPDX-License-Identifier: MIT
// Who the visitor is, and what the server has to be told of them before they can write.

import { newId } from "../shared/store.js";

/** @typedef {ReturnType<typeof createVisitor>} Visitor */
/** @typedef {{token?: string, rid?: string, open?: boolean, registered?: boolean, consent?: boolean, name?: string,
 *     email?: string, department?: string, seen?: string, told?: string, page?: string, sound?: boolean, ended?: boolean}} VisitorData */

/**
 * @param {import("../shared/store.js").Store} store
 * @param {() => import("../shared/api.js").Api} getApi
 * @param {() => void} changed
 */
export function createVisitor(store, getApi, changed) {
	/** What the page said, before or after the registration (setGuestName and so on). */
	/** @type {{customFields: Map<string, {value: string, overwrite: boolean}>, agentId?: string, username?: string, phone?: string}} */
	const page = { customFields: new Map() };
	/** The values that nothing keeps while storage is denied, and the ones of before the first write. */
	/** @type {VisitorData} */
	let data = store.get("visitor") ?? {};

	/** @param {VisitorData} change */
	function update(change) {
		data = { ...store.get("visitor") ?? data, ...change };
		store.set("visitor", data);
		changed();
	}

	/** Another page of the site has changed them. */
	function reread() {
		data = store.get("visitor") ?? {};
		changed();
	}

	/** A token is made when something is sent with it for the first time. */
	function token() {
		if (!data.token)
			update({ token: newId(32) });
		return /** @type {string} */ (data.token);
	}

	/** Registers the visitor, or adds to what the server knows. @param {VisitorData & {customFields?: any[]}} [more] */
	async function register(more = {}) {
		const { customFields: asked = [], ...said } = more;
		const customFields = [...[...page.customFields].map(([key, one]) => ({ key, ...one })), ...asked];
		const known = { name: data.name, email: data.email, department: data.department, ...said };
		const { body } = await getApi().post("livechat/visitor", { visitor: {
			token: token(), ...Object.fromEntries(Object.entries({ ...known, username: page.username, phone: page.phone })
				.filter(([key, value]) => value || key === "department" && value === "")),
			...customFields.length && { customFields },
		} });
		update({ ...known, registered: true });
		return body.visitor;
	}

	/** The room that messages go to; opens one when there is none. @returns {Promise<{room: any, isNew: boolean}>} */
	async function room() {
		if (!data.registered)
			await register();
		try {
			return await openRoom();
		} catch (error) {
			// The server does not know the token: the visitor was erased, or never registered.
			if (!/invalid-token/.test(/** @type {import("../shared/api.js").ApiError} */ (error).code))
				throw error;
			await register();
			return openRoom();
		}
	}

	async function openRoom() {
		const { body } = await getApi().get("livechat/room", { query: { token: token(), agentId: page.agentId } });
		update({ rid: body.room._id, open: true });
		return { room: body.room, isNew: body.newRoom };
	}

	/** Nothing of the visitor remains in this browser. */
	function forget() {
		data = {};
		store.set("visitor", null);
		store.set("draft", null);
		changed();
	}

	return { page, update, reread, token, register, room, forget,
		/** @returns {VisitorData} */
		get data() {
			return data;
		} };
}
