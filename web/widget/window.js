// SPDX-License-Identifier: MIT
// The window of the chat: which of its screens is shown, and where the focus is.

import { el } from "../shared/dom.js";
import { messageLine } from "../shared/line.js";
import { siteText } from "../shared/title.js";
import { createComposer } from "./composer.js";
import { asksFirst, consentForm, offlineForm, registrationForm } from "./forms.js";
import { createHeader } from "./header.js";
import tokensSheet from "../shared/tokens.css" with { type: "css" };
import panelSheet from "./panel.css" with { type: "css" };

/** @param {any} ctx  what the panel shares with its parts */
export function createWindow(ctx) {
	ctx.shadow.adoptedStyleSheets = [tokensSheet, ...ctx.shadow.adoptedStyleSheets, panelSheet];
	const element = el("div", { part: "window", class: "window", role: ctx.fullPage ? "main" : "dialog", "aria-labelledby": "lc-title",
		hidden: true, tabindex: -1, onkeydown: (event) => {
			if (/** @type {KeyboardEvent} */ (event).key === "Escape")
				ctx.close();
		} });
	const heard = el("div", { class: "heard", "aria-live": "polite" });
	ctx.takeDrops(element);
	/** @type {any} */
	let parts;
	let shown = "", asked = "";

	/** The messages, or the invitation to write the first one. */
	function createList() {
		return ctx.createMessages?.() ?? { element: el("div", { class: "conversation" }, el("p", { class: "welcome" }, ctx.t("welcome"))),
			update() {}, toEnd() {}, isAtEnd: () => true };
	}

	function build() {
		const notice = el("div", { part: "notice", class: "notice", role: "status" });
		parts = { header: createHeader(ctx), notice, messages: createList(), composer: createComposer(ctx),
			body: el("div", { class: "body" }), foot: el("div", { class: "foot" }) };
		element.setAttribute("lang", ctx.texts.language);
		element.dir = ctx.texts.direction;
		element.replaceChildren(parts.header.element, notice, parts.body, parts.foot);
		shown = "";
	}

	/** Which screen the state calls for. @returns {string} */
	function screen() {
		const { config, visitor: { data } } = ctx;
		if (asked)
			return asked;
		if (config?.settings.forceAcceptDataProcessingConsent && !data.consent)
			return "consent";
		if (data.open)
			return "chat";
		if (!config)
			return ctx.configError ? "failed" : "loading";
		if (data.rid && data.ended)
			return "ended";
		if (ctx.isOfflineSent)
			return "sent";
		// What the page says of the visitor belongs into the forms.
		if (!ctx.hearing.isTold() && ["", "loading"].includes(shown))
			return "loading";
		if (!config.online)
			return "offline";
		if (!data.registered && !ctx.isInviting && asksFirst(ctx))
			return "register";
		return "chat";
	}

	const hasFocus = () => element.contains(ctx.shadow.activeElement);

	/** What is shown instead of something that could not be loaded. @param {() => void} again */
	function unreachable(again) {
		return el("div", { class: "form" }, el("p", { class: "intro", role: "alert" }, ctx.t("unreachable")),
			el("button", { type: "button", class: "primary", onclick: again }, ctx.t("retry")));
	}

	/** What is asked, once it has been loaded. @param {string} name */
	function question(name) {
		const place = el("div");
		ctx.extras().then((/** @type {any} */ extras) => {
			place.append(extras.question(name, () => ask("")));
			if (hasFocus())
				focus();
		}, () => asked ? ask("") : place.replaceChildren(unreachable(() => place.replaceWith(question(name)))));
		return place;
	}

	/** The body and the foot of a screen. @param {string} name @returns {[Node | null, Node | null]} */
	function contents(name) {
		switch (name) {
		case "chat": return [parts.messages.element, parts.composer.element];
		case "ended": return [parts.messages.element, question(name)];
		case "loading": return [el("p", { class: "form", role: "status" }, ctx.t("loading")), null];
		case "failed": return [unreachable(() => ctx.readConfig().catch(() => {})), null];
		case "consent": return [consentForm(ctx), null];
		case "register": return [registrationForm(ctx), null];
		case "offline": return [offlineForm(ctx), null];
		case "sent": return [el("p", { class: "form intro", role: "status" }, ctx.config.messages.offlineSuccessMessage || ctx.t("offlineSent")), null];
		default: return [question(name), null];
		}
	}

	/** @param {string} what  a question instead of the conversation; empty: none */
	function ask(what) {
		asked = what;
		update();
		focus();
	}

	function update() {
		const name = screen();
		element.dataset.screen = name;
		if (name !== shown) {
			const hadFocus = hasFocus() && shown !== "";
			const [body, foot] = contents(name);
			parts.body.replaceChildren(...body ? [body] : []);
			parts.foot.replaceChildren(...foot ? [foot] : []);
			shown = name;
			if (name === "chat" || name === "ended")
				parts.messages.toEnd();
			if (hadFocus)
				focus();
		} else
			parts.body.firstElementChild?.dispatchEvent(new Event("fill"));
		parts.header.update();
		parts.notice.textContent = unusual(name);
		parts.notice.hidden = !parts.notice.textContent;
		if (name === "chat" || name === "ended")
			parts.messages.update();
		parts.composer.resize();
	}

	/** @param {string} name  of the screen @returns {string} what is out of the ordinary */
	function unusual(name) {
		if (!navigator.onLine)
			return ctx.t("noConnection");
		if (ctx.conversation.isLost && name === "chat")
			return ctx.t("reconnecting");
		if (name === "chat" && ctx.config?.settings.showConnecting && ctx.visitor.data.open && !ctx.agent() && !ctx.conversation.place)
			return ctx.t("connecting");
		return "";
	}

	/** Puts the focus where the visitor goes on. */
	function focus() {
		if (element.hidden)
			return;
		// The end of a chat is read, not begun anew by what was just being typed.
		const first = /** @type {HTMLElement | null} */ (shown === "chat" ? parts.composer.input
			: shown === "ended" ? parts.foot.querySelector(".ended") : parts.body.querySelector(".field, button"));
		(first ?? element).focus({ preventScroll: true });
	}

	/** The keyboard of a phone covers part of the page: the window stays in what is left. */
	function fit() {
		const view = window.visualViewport;
		if (!view)
			return;
		element.style.setProperty("--lc-height", `${view.height}px`);
		element.style.setProperty("--lc-top", `${view.offsetTop}px`);
	}

	ctx.ask = ask;
	ctx.toEnd = () => parts.messages.toEnd();
	ctx.focus = focus;
	ctx.status = () => {
		const { place } = ctx.conversation;
		if (!ctx.visitor.data.open || ctx.agent())
			return "";
		return place ? ctx.t("place", { count: place }) : ctx.t("waiting");
	};
	ctx.title = () => ctx.theme?.title || (siteText(ctx.config?.theme.title) ?? ctx.t("title"));
	ctx.heading = () => ["offline", "sent"].includes(shown)
		? ctx.theme?.offlineTitle || (siteText(ctx.config?.theme.offlineTitle) ?? ctx.t("offlineTitle")) : ctx.title();
	build();
	ctx.frame.append(element, heard);
	window.visualViewport?.addEventListener("resize", fit);
	window.visualViewport?.addEventListener("scroll", fit);
	if (ctx.fullPage)
		ctx.frame.dataset.page = "true";

	return {
		update, focus,
		toEnd: () => parts.messages.toEnd(),
		isAtEnd: () => (shown === "chat" || shown === "ended") && parts.messages.isAtEnd(),
		/** The conversation has been loaded. */
		enter() {
			parts.messages = createList();
			if (parts.body.querySelector(".conversation"))
				parts.body.replaceChildren(parts.messages.element);
			update();
		},
		rebuild() {
			build();
			update();
		},
		show() {
			element.hidden = false;
			fit();
			update();
			parts.messages.toEnd();
		},
		hide() {
			element.hidden = true;
		},
		/** @param {any[]} messages  those of others that have just come */
		announce(messages) {
			if (element.hidden)
				heard.textContent = messages.map((one) => `${ctx.nameOf(one.u)}: ${messageLine(one)}`).join("\n");
		},
	};
}
