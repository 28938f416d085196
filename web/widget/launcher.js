// SPDX-License-Identifier: MIT
// The button in the corner of a page. It is all that most visitors ever load: the rest comes with the first click,
// or at once for those who have a conversation.

import { el, icon } from "../shared/dom.js";
import { chooseLanguage } from "../shared/language.js";
import launcherSheet from "./launcher.css" with { type: "css" };
import { chatWord, languageFiles } from "./languages.js";

/** @typedef {{enabled: boolean, side: string, color: string, launcherColor?: string, launcherTextColor?: string, text?: string, offlineText?: string,
 *     language?: string, triggers: boolean}} LauncherSettings */
/** @typedef {{setUnread(count: number): void, setOpen(open: boolean): void, setOffline(offline: boolean): void,
 *     button: HTMLElement}} Launcher */

const BUBBLE = "M21 11.5a8.4 8.4 0 0 1-12.2 7.5L3 21l2-5.8A8.4 8.4 0 1 1 21 11.5Z";
const DOWN = "m6 9 6 6 6-6";
const AGAIN_MS = 5000;

/** Whether this browser has a conversation: the one value that is read before anybody clicks. */
function hasConversation() {
	try {
		return Boolean(JSON.parse(localStorage.getItem("livechat.visitor") ?? "{}").open);
	} catch {
		return false;
	}
}

/**
 * Black or white, whichever can be read better on a colour (WCAG 2.2, 1.4.3): the contrast is 4.5 at least.
 * @param {string} color
 */
function onColor(color) {
	const context = /** @type {CanvasRenderingContext2D} */ (document.createElement("canvas").getContext("2d"));
	context.fillStyle = color;
	const [r, g, b] = [1, 3, 5].map((at) => (parseInt(String(context.fillStyle).slice(at, at + 2), 16) / 255) ** 2.2);
	return r * 0.2126 + g * 0.7152 + b * 0.0722 > 0.18 ? "#000" : "#fff";
}

/** @param {URL} url */
async function readJson(url) {
	const answer = await fetch(url);
	if (!answer.ok)
		throw new Error(answer.url);
	return answer.json();
}

/** Functions of the page by the name of the event that calls them. */
function createEvents() {
	/** @type {Map<string, Function[]>} */
	const listeners = new Map();
	return {
		/** @param {string} name @param {Function} listener */
		on: (name, listener) => void listeners.set(name, [...listeners.get(name) ?? [], listener]),
		clear: () => listeners.clear(),
		/** @param {string} name */
		isHeard: (name) => listeners.has(name),
		/** @param {string} name @param {any} [data] */
		emit(name, data) {
			for (const listener of listeners.get(name) ?? [])
				try {
					listener(data);
				} catch (error) {
					reportError(error);
				}
		},
	};
}

/**
 * @param {LauncherSettings | undefined} settings  undefined: the web server serves this file from a folder, and they
 *     are in a file beside it
 * @param {HTMLScriptElement} script  the element that loaded this file; with data-page the chat fills the page
 */
export function start(settings, script) {
	if (settings)
		launch(settings, script);
	else
		readJson(new URL("widget-settings.json", script.src)).then((found) => launch(found, script), reportError);
}

/** @param {LauncherSettings} settings @param {HTMLScriptElement} script */
function launch(settings, script) {
	const fullPage = "page" in script.dataset;
	if ("Livechat" in window || !settings.enabled && !fullPage)
		return;
	const base = new URL(".", script.src), root = new URL("..", base).href.slice(0, -1);
	const events = createEvents();
	let language = chooseLanguage([document.documentElement.lang, ...navigator.languages, settings.language],
		Object.keys(languageFiles));
	/** @type {Promise<any> | null} */
	let panel = null;
	/** @type {[string, any[]][]} */
	let calls = [];
	let unread = 0, isOffline = false, isNeeded = fullPage, tries = "";

	const badge = el("span", { class: "badge", hidden: true });
	const label = el("span", { class: "label" });
	const button = el("button", { type: "button", class: "launcher", part: "launcher", "aria-expanded": "false",
		onclick: pressed });
	const frame = el(fullPage ? "div" : "section", { class: "lc" }, !fullPage && button);
	const host = document.createElement("livechat-widget");
	const shadow = host.attachShadow({ mode: "open" });
	shadow.adoptedStyleSheets = [launcherSheet];
	shadow.append(frame);

	/** Who clicks twice, or again because the chat takes its time, wants it open. @param {Event} event */
	function pressed(event) {
		if (/** @type {MouseEvent} */ (event).detail < 2)
			void call(button.dataset.state === "loading" ? "open" : "toggle");
	}

	function refresh() {
		const open = button.dataset.state === "open";
		const text = (isOffline && settings.offlineText) || settings.text || "";
		label.textContent = text;
		label.hidden = !text;
		const mark = button.dataset.state === "failed" ? "!" : unread > 99 ? "99+" : unread || "";
		badge.textContent = String(mark);
		badge.hidden = !mark || open;
		const name = text || chatWord(language);
		button.setAttribute("aria-label", mark && !open ? `${name} (${mark})` : name);
		button.setAttribute("aria-expanded", String(open));
		button.replaceChildren(icon(open ? DOWN : BUBBLE), label, badge);
		if (fullPage)
			document.documentElement.lang = language;
		else
			frame.setAttribute("aria-label", chatWord(language));
		frame.dataset.side = settings.side;
	}

	/** @param {string} name  what is painted @param {string} color @param {string} [text]  the colour of what is on it */
	function paint(name, color, text) {
		host.style.setProperty(`--lc-${name}`, color);
		host.style.setProperty(`--lc-on-${name}`, text || onColor(color));
	}

	const words = () => readJson(new URL(languageFiles[language], base));

	/** @type {Launcher} */
	const launcher = {
		button,
		setUnread(count) {
			if (count === unread)
				return;
			unread = count;
			refresh();
		},
		setOpen(open) {
			button.dataset.state = open ? "open" : "closed";
			refresh();
		},
		setOffline(offline) {
			isOffline = offline;
			refresh();
		},
	};

	/** Loads the chat itself, once. A failure is tried again with the next click, and by itself where the chat is needed without one. */
	function load() {
		button.dataset.state = "loading";
		panel ??= Promise.all([import(new URL(asset("panel.js") + tries, base).href), words()]).then(([module, texts]) => {
			launcher.setOpen(false);
			if (fullPage)
				button.remove();
			const made = module.createPanel({ root, base, shadow, frame, fullPage, launcher, settings, paint, language, texts, ...events });
			for (const [name, args] of calls.splice(0))
				made.call(name, ...args);
			return made;
		}).catch((error) => {
			panel = null;
			// Some browsers remember that a URL has failed.
			tries += "?";
			calls = calls.filter(([name]) => name !== "toggle");
			button.dataset.state = "failed";
			refresh();
			frame.append(button);
			if (isNeeded)
				setTimeout(load, AGAIN_MS);
			reportError(error);
		});
		return panel;
	}

	/**
	 * Does something with the chat: at once, or when it has been loaded.
	 * @param {string} name @param {...any} args
	 */
	async function call(name, ...args) {
		if (panel)
			return (await panel)?.call(name, ...args);
		calls.push([name, args]);
		if (["toggle", "open", "registerGuest"].includes(name))
			await load();
	}

	/** @param {string} code */
	async function setLanguage(code) {
		language = chooseLanguage([code], Object.keys(languageFiles));
		refresh();
		if (panel)
			(await panel)?.call("setTexts", language, await words());
	}

	/** @param {{position?: string, color?: string, fontColor?: string, iconColor?: string}} theme */
	function setTheme(theme) {
		settings.side = theme.position ?? settings.side;
		if (theme.color)
			settings.color = settings.launcherColor = theme.color;
		paint("launcher", settings.launcherColor ?? settings.color, theme.iconColor ?? theme.fontColor ?? settings.launcherTextColor);
		refresh();
		void call("setTheme", theme);
	}

	/** @param {boolean} shown */
	function show(shown) {
		host.hidden = !shown;
		events.emit(shown ? "show-widget" : "hide-widget");
	}

	function attach() {
		if (!host.isConnected)
			document.documentElement.append(host);
	}

	function begin() {
		paint("launcher", settings.launcherColor ?? settings.color, settings.launcherTextColor);
		refresh();
		attach();
		// Frameworks that replace the whole page do not take the chat away.
		new MutationObserver(attach).observe(document.documentElement, { childList: true });
		isNeeded ||= hasConversation() || settings.triggers;
		if (fullPage)
			void call("open");
		else if (isNeeded)
			void load();
	}

	Object.assign(window, { Livechat: {
		open: () => call("open"), close: () => call("close"), show: () => show(true), hide: () => show(false),
		call, setLanguage, setTheme, on: events.on, clear: events.clear,
	} });
	dispatchEvent(new Event("livechat"));
	if (document.body)
		begin();
	else
		addEventListener("DOMContentLoaded", begin);
}
