// SPDX-License-Identifier: MIT
// The chat itself, which the launcher loads: what is known of visitor and conversation, and what they can do.

import { ApiError, createApi } from "../shared/api.js";
import { el } from "../shared/dom.js";
import { createTexts } from "../shared/i18n.js";
import { createOutbox } from "../shared/outbox.js";
import { createStore, newId } from "../shared/store.js";
import { createAttach } from "./attach.js";
import { createForm } from "./forms.js";
import { createHearing } from "./hearing.js";
import { createLoader } from "./loader.js";
import { createReading } from "./reading.js";
import { createTeller } from "./teller.js";
import { createVisitor } from "./visitor.js";
import { createWindow } from "./window.js";

const CONFIG_MS = 60000;

/** Stands for the conversation of somebody who has none. */
const NO_CONVERSATION = { list: () => [], typing: [], place: 0, isLost: false, leads: true, agent: undefined, isAlone: async () => true,
	soon() {}, begin() {}, clear() {} };

/**
 * @param {{root: string, base: URL, shadow: ShadowRoot, frame: HTMLElement, fullPage: boolean, launcher: import("./launcher.js").Launcher,
 *     settings: import("./launcher.js").LauncherSettings, paint: (name: string, color: string) => void, language: string, texts: Record<string, string>,
 *     emit: (name: string, data?: any) => void, isHeard: (name: string) => boolean}} given  what the launcher has
 */
export function createPanel(given) {
	const store = createStore("livechat.");
	/** @type {any} */
	let config = null;
	/** @type {any} */
	let configError = null;
	/** @type {ReturnType<typeof setTimeout> | undefined} */
	let again;
	let configAt = 0, isOpen = false, isDrawing = false, isOfflineSent = false, href = location.href;
	/** What is only needed now and then. */
	const extras = createLoader(new URL(asset("extras.js"), given.base), (module) => /** @type {import("./extras.js").Extras} */ (module.createExtras(ctx)));
	/** What a conversation needs. */
	const room = createLoader(new URL(asset("room.js"), given.base), (module) => {
		const made = /** @type {import("./room.js").Room} */ (module.createRoom(ctx));
		Object.assign(ctx, made);
		view.enter();
		follow();
		return made;
	});
	/** @type {import("./extras.js").Extras["triggers"] | undefined} */
	let triggers;

	/** @returns {Record<string, string>} */
	const credentials = () => visitor.data.token ? { "X-Visitor-Token": visitor.data.token } : {};
	const api = createApi(given.root, credentials);
	const getApi = () => api;
	const visitor = createVisitor(store, getApi, draw);
	const hearing = createHearing(extras, draw);
	const outbox = createOutbox({ store, key: "outbox", changed: draw, send: async (waiting) => {
		await hearing.told();
		const loaded = await room().catch(() => {
			throw new ApiError(0, null, 0);
		});
		await loaded.deliver(waiting);
	} });

	/** What the parts of the chat share. @type {any} */
	const ctx = {
		...given, store, api, visitor, outbox, hearing,
		/** @type {any} */
		conversation: { ...NO_CONVERSATION, awake: () => void room().catch(() => {}) },
		texts: createTexts(given.language, given.texts, navigator.languages),
		/** @param {string} key @param {any} [values] */
		t: (key, values) => ctx.texts.t(key, values),
		get config() { return config; },
		get configError() { return configError; },
		get isOfflineSent() { return isOfflineSent; },
		get isOpen() { return isOpen; },
		get isInviting() { return triggers?.isInviting || ctx.local.length > 0; },
		createForm, extras, room, readConfig, close, send, retry, newChat, draw, begun, visited, arrived,
		agent: () => visitor.data.rid ? ctx.conversation.agent ?? (ctx.conversation.agent === null ? null : config?.agent) : null,
		/** @param {{name?: string, username?: string}} user */
		nameOf: (user) => config?.settings.agentHiddenInfo ? ctx.t("agent") : user?.name || user?.username || ctx.t("agent"),
		/** @param {{username?: string}} user */
		avatar: (user) => el("img", { class: "avatar", alt: "", width: 32, height: 32, loading: "lazy",
			src: `${given.root}/avatar/${encodeURIComponent(config?.settings.agentHiddenInfo ? "agent" : user?.username || "agent")}` }),
		/** @param {CSSStyleSheet} sheet */
		style(sheet) {
			given.shadow.adoptedStyleSheets = [...given.shadow.adoptedStyleSheets, sheet];
		},
		registered: () => triggers?.registered(),
		offlineSent() {
			isOfflineSent = true;
			outbox.items().forEach((one) => outbox.drop(one._id));
			draw();
		},
		/** @param {boolean} on */
		setSound(on) {
			visitor.update({ sound: on });
			if (on)
				sound();
		},
		/** A trigger has something to say. @param {any} message */
		said(message) {
			ctx.local.push(message);
			void room().catch(() => {});
			arrived([message]);
			draw();
		},
	};
	Object.assign(ctx, createReading(ctx), createAttach(ctx));
	const view = createWindow(ctx);
	const tellPage = createTeller(ctx);

	const sound = () => void extras().then((all) => all.playSound(), () => {});

	/** Reads what the site has set, and how things are. */
	async function readConfig() {
		const { data } = visitor, { registered } = data;
		try {
			({ config } = (await api.get("livechat/config", { query: { department: data.department } })).body);
			configError = null;
			configAt = Date.now();
		} catch (error) {
			configError = error;
			draw();
			throw error;
		}
		adopt(registered);
		draw();
		// Who waits for somebody to be there sees it without a click.
		clearTimeout(again);
		if (!config.online && isOpen)
			again = setTimeout(() => void readConfig().catch(() => {}), CONFIG_MS);
		return config;
	}

	/** Takes over what the configuration says of this visitor. @param {boolean | undefined} wasRegistered  when it was asked for */
	function adopt(wasRegistered) {
		const { theme, guest, room: current, online } = config;
		given.paint("accent", ctx.theme?.color ?? theme.color);
		given.launcher.setOffline(!online);
		if (guest ? !visitor.data.registered : wasRegistered)
			visitor.update({ registered: Boolean(guest) });
		if (current && current._id !== visitor.data.rid)
			visitor.update({ rid: current._id, open: true, ended: false });
		else if (!current && visitor.data.open && visitor.data.rid && !outbox.items().length)
			visitor.update({ open: false, ended: true });
		else if (current && !visitor.data.open)
			visitor.update({ open: true, ended: false });
		follow();
		if (!online)
			ctx.emit("no-agent-online");
		if (config.triggers.length)
			extras().then((all) => {
				({ triggers } = all);
				triggers.start(isOpen);
			}, () => {});
	}

	/** Reads the visitor's room, if there is one. */
	function follow() {
		const { rid, open: isOngoing, ended } = visitor.data;
		if (rid && (isOngoing || ended))
			room().then(() => ctx.conversation.begin(rid), () => {});
	}

	/** @param {any} opened  the new room */
	function begun(opened) {
		ctx.emit("chat-started", opened);
		triggers?.registered();
		visitor.update({ page: undefined });
		visited({ href, title: document.title });
	}

	/** @param {string} msg */
	function send(msg) {
		visitor.update({ open: true, ended: false, ...visitor.data.open ? {} : { rid: undefined } });
		outbox.add({ _id: newId(), rid: visitor.data.rid ?? "", msg });
		view.toEnd();
	}

	/** @param {string} id */
	function retry(id) {
		if (!visitor.data.open)
			newChat();
		outbox.retry(id);
	}

	/** Reports a page to the agents, once. @param {{href: string, title: string}} page @param {boolean} [isSaid]  the page says so */
	function visited(page, isSaid = false) {
		({ href } = page);
		if (isSaid)
			triggers?.moved(href);
		const { rid, open: isOngoing, page: last } = visitor.data;
		if (!rid || !isOngoing || last === href)
			return;
		visitor.update({ page: href });
		api.post("livechat/page.visited", { token: visitor.token(), rid, pageInfo: { change: "url", title: page.title.slice(0, 1000),
			location: { href: href.slice(0, 4000) } } }).catch(() => {});
	}

	/** @param {import("./conversation.js").Message[]} messages */
	function arrived(messages) {
		view.announce(messages);
		const { leads, isAlone } = ctx.conversation;
		if (visitor.data.sound && leads && !ctx.isSeen())
			void isAlone().then((/** @type {boolean} */ isFirst) => isFirst && sound());
	}

	function newChat() {
		visitor.update({ rid: undefined, open: false, ended: false });
		if (config?.settings.clearLocalStorageWhenChatEnded)
			visitor.update({ token: undefined, registered: false });
		ctx.conversation.clear();
		isOfflineSent = false;
		void readConfig().catch(() => {});
	}

	function open() {
		if (isOpen)
			return;
		isOpen = true;
		given.launcher.setOpen(true);
		view.show();
		ctx.emit("chat-maximized");
		if (!config || Date.now() - configAt > CONFIG_MS)
			readConfig().catch(() => {});
		triggers?.opened();
		draw();
		view.focus();
	}

	function close() {
		if (!isOpen || given.fullPage)
			return;
		isOpen = false;
		given.launcher.setOpen(false);
		view.hide();
		ctx.emit("chat-minimized");
		draw();
		given.launcher.button.focus();
	}

	/** Shows what has changed, once for all changes of one turn. */
	function draw() {
		if (isDrawing)
			return;
		isDrawing = true;
		queueMicrotask(() => {
			isDrawing = false;
			view.update();
			if (view.isAtEnd())
				ctx.seen();
			given.launcher.setUnread(isOpen ? 0 : ctx.unread());
			tellPage();
		});
	}

	store.watch((key) => {
		if (key === "visitor") {
			visitor.reread();
			follow();
		}
		draw();
	});
	document.addEventListener("visibilitychange", draw);
	addEventListener("online", () => {
		draw();
		if (configError)
			void readConfig().catch(() => {});
	});
	addEventListener("offline", draw);

	given.paint("accent", given.settings.color);
	follow();
	if (visitor.data.open || given.settings.triggers)
		void readConfig().catch(() => {});
	void outbox.flush();

	return {
		/** @param {string} name @param {...any} args */
		call(name, ...args) {
			if (name === "open")
				open();
			else if (name === "close")
				close();
			else if (name === "toggle")
				(isOpen ? close : open)();
			else if (name === "setTexts") {
				ctx.language = args[0];
				ctx.texts = createTexts(args[0], args[1], navigator.languages);
				view.rebuild();
			} else
				hearing.tell(name, args);
		},
	};
}
