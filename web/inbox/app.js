// SPDX-License-Identifier: MIT
// What the parts of the inbox share: who is logged in, what is known, which room is shown, and what waits to be sent.

import { createOutbox } from "../shared/outbox.js";
import { createEmitter } from "./emitter.js";
import { needsTables, tablesNotice, tablesText } from "./tables.js";
import { createFiles } from "./files.js";
import { renewSubscription } from "./push.js";
import { createRooms } from "./rooms.js";
import { emptyModel } from "./state.js";
import { createSync } from "./sync.js";

/** @typedef {ReturnType<typeof createApp>} App */

/**
 * @param {object} context
 * @param {import("../shared/api.js").Api} context.api
 * @param {string} context.base  the URL of the pages, with a slash at its end
 * @param {string} context.root
 * @param {import("../shared/i18n.js").Texts} context.texts
 * @param {import("../shared/store.js").Store} context.store
 * @param {string[]} context.languages
 * @param {{userId: string, authToken: string, me: any}} context.session
 * @param {(notice?: string) => void} context.ended  goes back to the login
 */
export function createApp({ api, base, root, texts, store, languages, session, ended }) {
	const bus = createEmitter();
	const { t } = texts;

	/** @param {{_id: string, rid: string, msg: string, note?: boolean}} item */
	async function send({ _id, rid, msg, note }) {
		await app.takes.get(rid);
		try {
			const { body } = note ? await api.post("livechat/note", { rid, msg, _id })
				: await api.post("chat.sendMessage", { message: { _id, rid, msg } });
			app.rooms.addOwn(body.message);
		} catch (error) {
			if (/** @type {any} */ (error).status !== 401)
				throw error;
			// It is sent once the agent is logged in again.
			throw Object.assign(new Error("logged out"), { isTemporary: true, retryAfterMs: 60000 });
		}
		app.sync.now();
	}

	/** @returns {{rid: string, part: string}} which room the address names, and which part of it */
	function route() {
		const [, rid = "", part = ""] = /^#chat\/([^/]+)\/?(\w*)$/.exec(location.hash) ?? [];
		try {
			return { rid: decodeURIComponent(rid), part };
		} catch {
			return { rid: "", part };
		}
	}

	function routeChanged() {
		if (app.guard?.(location.hash))
			return;
		bus.emit("route", route());
	}

	/** @param {MessageEvent} event  from the service worker, when a notice was clicked */
	function openFromNotice({ data }) {
		if (typeof data?.rid === "string")
			app.go(data.rid);
	}

	const app = {
		api, base, root, texts, t, store, bus, languages, session, route,
		me: session.me,
		model: emptyModel(),
		clockOffset: 0,
		/** Rooms that this page itself has taken or given away: nobody has to be told. @type {Set<string>} */
		ownMoves: new Set(),
		/** The rooms that are being taken, until the server has answered. @type {Map<string, Promise<boolean>>} */
		takes: new Map(),
		/** Those that were taken and of which inbox.sync has not told yet. @type {Set<string>} */
		taken: new Set(),
		online: true,
		/** It is away because its tables are older than the program. */
		waitsForTables: false,
		hasEnded: false,
		/** Rooms are gone through by keys: the focus stays out of the answer box. */
		keepsFocus: false,
		/** @type {any} */ rooms: null,
		/** @type {any} */ files: null,
		/** @type {any} */ sync: null,
		outbox: createOutbox({ store, key: `outbox.${session.userId}`, send, changed: () => bus.emit("outbox") }),

		/**
		 * Asked before another address is shown, by a form with changes; true: it is not shown.
		 * @type {((hash: string) => boolean) | null}
		 */
		guard: null,

		/** The time on the server, whatever the clock here says. */
		now: () => Date.now() + app.clockOffset,
		shownRoom: () => route().rid,
		/** @param {string} role */
		hasRole: (role) => session.me.roles.includes(role),
		/** Only agents take chats and are available for them. */
		isAgent: () => app.hasRole("livechat-agent"),
		isManager: () => ["livechat-manager", "livechat-monitor", "admin"].some(app.hasRole),

		/** @param {string} [rid] @param {string} [part] */
		go(rid, part) {
			const hash = rid ? `#chat/${encodeURIComponent(rid)}${part ? `/${part}` : ""}` : "";
			if (hash === location.hash || app.guard?.(hash))
				return;
			const url = location.pathname + location.search + hash;
			// Going from one room to the next leaves one way back: to the list.
			if (rid && !part && route().rid)
				history.replaceState(history.state, "", url);
			else
				history.pushState({ inside: true }, "", url);
			routeChanged();
		},

		/** Goes to an address of the manager's pages. @param {string} hash */
		visit(hash) {
			if (app.guard?.(hash))
				return;
			if (hash !== location.hash)
				history.pushState({ inside: true }, "", location.pathname + location.search + hash);
			routeChanged();
		},

		/** Goes back, or to this room where nothing lies behind. @param {string} [rid] */
		back(rid) {
			if (history.state?.inside)
				history.back();
			else
				app.go(rid);
		},

		/** @param {boolean} online @param {any} [cause]  the error, if it is not */
		setOnline(online, cause) {
			const waits = !online && needsTables(cause);
			if (app.online === online && app.waitsForTables === waits)
				return;
			app.online = online;
			app.waitsForTables = waits;
			bus.emit("online", online);
			if (online)
				void app.outbox.flush();
		},

		/** @param {string} text @param {{label: string, run: () => void}} [action] */
		tell: (text, action) => bus.emit("toast", { text, action }),

		/**
		 * What an error means, in words.
		 * @param {any} error
		 * @returns {string}
		 */
		errorText(error) {
			if (needsTables(error))
				return tablesText(t, root);
			if (error?.isTemporary)
				return t(error.status === 429 ? "error.busy" : "error.unreachable");
			const message = error?.message ?? String(error);
			const codes = [error?.code, /\[([\w-]+)\]$/.exec(message)?.[1], message];
			const key = codes.map((code) => `error.${code}`).find((name) => t(name) !== name);
			return key ? t(key) : t("error.other", { message });
		},

		/** The same, with a link where something is to be done. @param {any} error @returns {Node} */
		errorNode: (error) => needsTables(error) ? tablesNotice(t, root) : document.createTextNode(app.errorText(error)),

		begin() {
			app.rooms = createRooms(app);
			app.files = createFiles(app);
			app.sync = createSync(app);
			addEventListener("popstate", routeChanged);
			navigator.serviceWorker?.addEventListener("message", openFromNotice);
			store.watch((key) => {
				if (key === "session" && !app.hasEnded && store.get(key)?.authToken !== session.authToken)
					app.end();
				else if (key.startsWith("outbox."))
					bus.emit("outbox");
			});
			renewSubscription(app).catch(() => {});
			void app.outbox.flush();
			routeChanged();
		},

		/** @param {string} [notice] */
		end(notice) {
			if (app.hasEnded)
				return;
			app.hasEnded = true;
			app.sync.stop();
			removeEventListener("popstate", routeChanged);
			navigator.serviceWorker?.removeEventListener("message", openFromNotice);
			bus.emit("end");
			ended(notice);
		},
		sessionEnded: () => app.end(t("login.ended")),

		async logout() {
			try {
				await api.post("logout");
			} catch {
				// The login ends by its age, if not now.
			}
			app.end();
		},
	};
	return app;
}
