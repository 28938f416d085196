// SPDX-License-Identifier: MIT
// The embed code and the page API of Rocket.Chat's widget, for pages that have it already: it loads this chat, and
// passes on what the page says.

const ownScript = /** @type {HTMLScriptElement} */ (document.currentScript);
const page = /** @type {any} */ (window);
/** What the page said before the chat was there. @type {((chat: any) => void)[]} */
const waiting = [];

/** @param {(chat: any) => void} run */
function withChat(run) {
	if (page.Livechat)
		run(page.Livechat);
	else
		waiting.push(run);
}

/** The functions that the chat has under the same names. */
const PASSED_ON = ["setCustomField", "setDepartment", "clearDepartment", "setGuestToken", "setGuestName", "setGuestEmail",
	"setGuestMetadata", "setAgent", "clearAgent", "registerGuest", "setParentUrl", "setBusinessUnit", "clearBusinessUnit"];

/** The events by the functions that listen to them. @type {Record<string, string>} */
const EVENTS = {
	onChatMaximized: "chat-maximized", onChatMinimized: "chat-minimized", onChatStarted: "chat-started", onChatEnded: "chat-ended",
	onPrechatFormSubmit: "pre-chat-form-submit", onOfflineFormSubmit: "offline-form-submit", onWidgetShown: "show-widget",
	onWidgetHidden: "hide-widget", onAssignAgent: "assign-agent", onAgentStatusChange: "agent-status-change",
	onQueuePositionChange: "queue-position-change", onServiceOffline: "no-agent-online",
};

/** The members of initialize's argument by the functions that they stand for. @type {Record<string, string>} */
const INITIAL = {
	theme: "setTheme", department: "setDepartment", businessUnit: "setBusinessUnit", guestToken: "setGuestToken", guestName: "setGuestName",
	guestEmail: "setGuestEmail", guestMetadata: "setGuestMetadata", registerGuest: "registerGuest", language: "setLanguage", agent: "setAgent",
	parentUrl: "setParentUrl",
};

/** @type {Record<string, (...args: any[]) => void>} */
const livechat = {
	...Object.fromEntries(PASSED_ON.map((name) => [name, (...args) => withChat((chat) => chat.call(name, ...args))])),
	...Object.fromEntries(Object.entries(EVENTS).map(([name, event]) => [name, (listener) => withChat((chat) => chat.on(event, listener))])),
	setTheme: (theme) => withChat((chat) => chat.setTheme(theme)),
	setLanguage: (code) => withChat((chat) => chat.setLanguage(code)),
	showWidget: () => withChat((chat) => chat.show()),
	hideWidget: () => withChat((chat) => chat.hide()),
	maximizeWidget: () => withChat((chat) => chat.open()),
	minimizeWidget: () => withChat((chat) => chat.close()),
	pageVisited: () => withChat((chat) => chat.call("pageVisited", { location: { href: location.href } })),
	clearAllCallbacks: () => withChat((chat) => chat.clear()),
	setCustomFields: (fields) => fields.forEach((/** @type {any[]} */ one) => livechat.setCustomField(...one)),
	initialize(options) {
		if (options.customField)
			livechat.setCustomField(...options.customField);
		livechat.setCustomFields(options.setCustomFields ?? []);
		for (const [name, value] of Object.entries(options))
			if (INITIAL[name] && value !== undefined && value !== null)
				livechat[INITIAL[name]](value);
	},
};

/** @param {() => void} run */
const runNow = (run) => run.call(livechat);

function loadChat() {
	const loader = document.createElement("script");
	loader.src = new URL("widget.js", ownScript.src).href;
	loader.async = true;
	addEventListener("livechat", () => waiting.splice(0).forEach((run) => withChat(run)));
	document.head.append(loader);
}

const queue = page.RocketChat?._ ?? [];
page.RocketChat = Object.assign(runNow, { _: { push: runNow }, livechat, url: page.RocketChat?.url });
queue.forEach(runNow);
loadChat();
