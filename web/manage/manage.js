// SPDX-License-Identifier: MIT
// The manager's pages, which the inbox loads when somebody opens them: which there are, and which one is shown.

import { setChildren } from "../shared/children.js";
import { el, icon } from "../shared/dom.js";
import { createTexts } from "../shared/i18n.js";
import { groups, pages } from "./catalog.js";
import formSheet from "./form.css" with { type: "css" };
import healthSheet from "./health.css" with { type: "css" };
import manageSheet from "./manage.css" with { type: "css" };
import { failure, signs } from "./parts.js";
import { rolesAllow } from "./permissions.js";

/** @typedef {ReturnType<typeof createManage>} Manage */
/** @typedef {{isChanged: () => boolean, discard: () => void}} Watched */

const WORDS = { en: asset("manage.en.json"), de: asset("manage.de.json") };
const HASH = /^#manage\/?([^/]*)\/?(.*)$/;

document.adoptedStyleSheets.push(manageSheet, formSheet, healthSheet);

/**
 * What the pages share.
 * @param {any} app  the inbox
 * @param {any} dialogs
 * @param {any} me
 * @param {import("../shared/i18n.js").Texts} texts
 */
function createManage(app, { openDialog, openForm, confirmDialog }, me, texts) {
	const { t } = texts;
	const heard = el("p", { class: "hidden-text", role: "status" });
	/** @type {Watched[]} */
	let watched = [];

	/** @param {any} error @returns {string} */
	function errorText(error) {
		if (error?.isTemporary)
			return app.errorText(error);
		const message = String(error?.message ?? error);
		const code = [error?.code, /\[([\w-]+)\]$/.exec(message)?.[1], message].map((one) => `error.${one}`)
			.find((one) => t(one) !== one);
		return code && (texts.language !== "en" || !/ /.test(message)) ? t(code)
			: error?.status === 403 ? t("error.forbidden")
				: message.replace(/ ?\[[\w-]+\]$/, "") || app.errorText(error);
	}

	/** With a link where something is to be done. @param {any} error @returns {Node} */
	const errorNode = (error) => error?.isTemporary ? app.errorNode(error) : document.createTextNode(errorText(error));

	/** @param {string} path  such as departments/abc */
	const href = (path) => `#manage${path ? `/${path}` : ""}`;
	const parts = { ...app, errorText, t };

	return {
		api: app.api, base: app.base, root: app.root, store: app.store, bus: app.bus, tell: app.tell,
		t, texts, me, heard, errorText, errorNode, href,
		/** What a page remembers while the pages are open. @type {Map<string, any>} */
		memory: new Map(),
		/** @param {string} permission */
		can: (permission) => rolesAllow(me.roles, permission),
		/** @param {string} path */
		visit: (path) => app.visit(href(path)),
		/** Goes there whatever was changed here. @param {string} path */
		leaveTo(path) {
			watched.forEach((form) => form.discard());
			app.visit(href(path));
		},
		/** Puts the focus on the title of a page to which somebody has gone, once it has one. */
		focusHead: () => {},
		/** Shows the page anew. */
		remake: () => {},
		/** Says something to those who do not see. @param {string} text */
		say(text) {
			heard.textContent = text;
		},
		/** Something with changes that are not to be lost. @param {Watched} form */
		watch: (form) => void watched.push(form),
		unwatch() {
			watched = [];
		},
		isChanged: () => watched.some((form) => form.isChanged()),
		discard: () => watched.forEach((form) => form.discard()),
		/** @param {string} title @param {Node[]} content */
		dialog: (title, content) => openDialog(parts, title, content),
		/** @param {any} options */
		form: (options) => openForm(parts, options),
		/** @param {{title: string, text: string, label: string, run: () => Promise<any>}} options */
		confirm: (options) => confirmDialog(parts, options),
		/** @param {string | number | Date} when */
		dateTime: (when) => new Intl.DateTimeFormat(texts.locale, { dateStyle: "medium", timeStyle: "short" })
			.format(new Date(when)),
	};
}

/** @param {Manage} ctx @param {typeof pages} offered */
function createNav(ctx, offered) {
	/** @type {Map<string, HTMLElement>} */
	const links = new Map();
	const node = el("nav", { class: "m-nav", "aria-label": ctx.t("nav.label") },
		el("a", { class: "m-back m-to-chats", href: "#" }, icon(signs.back), ctx.t("nav.chats")),
		...groups.filter((group) => offered.some((page) => page.group === group)).map((group) =>
			el("div", { class: "m-nav-group" }, el("h2", { class: "soft small", id: `m-group-${group}` }, ctx.t(`nav.group.${group}`)),
				el("ul", { "aria-labelledby": `m-group-${group}` }, ...offered.filter((page) => page.group === group).map((page) => {
					const link = el("a", { href: ctx.href(page.name) }, icon(page.sign), ctx.t(`${page.name}.title`));
					links.set(page.name, link);
					return el("li", {}, link);
				})))));
	/** @param {string} name */
	function mark(name) {
		for (const [key, link] of links)
			if (key === name)
				link.setAttribute("aria-current", "page");
			else
				link.removeAttribute("aria-current");
	}
	return { node, mark };
}

/** @param {string} language */
async function loadWords(language, /** @type {string} */ base) {
	const path = /** @type {Record<string, string>} */ (WORDS)[language] ?? WORDS.en;
	const response = await fetch(base + path);
	if (!response.ok)
		throw new Error(`status ${response.status}`);
	return response.json();
}

/**
 * Shows the pages in `node` until another address than one of theirs is shown.
 * @param {{app: any, node: HTMLElement, openDialog: any, openForm: any, confirmDialog: any}} given  by the inbox
 */
export async function openManage({ app, node, ...dialogs }) {
	const [{ body: me }, words] = await Promise.all([app.api.get("me"), loadWords(app.texts.language, app.base)]);
	if (!HASH.test(location.hash))
		return;
	const ctx = createManage(app, dialogs, me, createTexts(app.texts.language, words, navigator.languages));
	const offered = pages.filter((page) => !page.permission || ctx.can(page.permission));
	const nav = createNav(ctx, offered);
	const place = el("div", { class: "m-place" });
	const frame = el("div", { class: "m-frame" }, nav.node, place, ctx.heard);
	let shown = "", headIsWanted = false;

	/** @param {string} name @param {string} id */
	function makePage(name, id) {
		const page = offered.find((one) => one.name === name);
		if (page)
			return page.make(ctx, decodeURIComponent(id));
		return failure(ctx, new Error(ctx.t("noPage")), () => {});
	}

	function showPage() {
		const [, name = "", id = ""] = HASH.exec(location.hash) ?? [];
		const path = `${name}/${id}`;
		const wide = matchMedia("(min-width: 1080px)").matches;
		frame.dataset.page = name ? "page" : "index";
		const wanted = name || (wide ? offered[0].name : "");
		nav.mark(wanted);
		if (path === shown)
			return;
		const isFirst = shown === "";
		shown = path;
		ctx.unwatch();
		place.replaceChildren(wanted ? el("div", { class: `m-page m-page-${wanted}` },
			!id && el("a", { class: "m-back m-to-index", href: "#manage" }, icon(signs.back), ctx.t("nav.label")),
			makePage(wanted, id)) : "");
		place.scrollTop = 0;
		headIsWanted = !isFirst;
		ctx.focusHead();
	}

	/** Holds an address back while there are changes, and asks. @param {string} hash @returns {boolean} */
	function guard(hash) {
		const own = ctx.href(shown.replace(/\/$/, ""));
		if (hash === own || !ctx.isChanged())
			return false;
		if (location.hash !== own)
			history.pushState({ inside: true }, "", location.pathname + location.search + own);
		if (!document.querySelector("dialog[open]"))
			ctx.confirm({ title: ctx.t("leave.title"), text: ctx.t("leave.text"), label: ctx.t("leave.button"),
			async run() {
				ctx.discard();
				queueMicrotask(() => app.visit(hash));
			} });
		return true;
	}

	/** Holds a link back before the address has changed. @param {MouseEvent} event */
	function clicked(event) {
		const link = /** @type {HTMLElement} */ (event.target).closest("a[href^='#']");
		if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey && guard(/** @type {HTMLAnchorElement} */ (link).hash))
			event.preventDefault();
	}

	/** @param {BeforeUnloadEvent} event */
	function unloading(event) {
		if (!ctx.isChanged())
			return;
		event.preventDefault();
		// Older browsers ask only with this.
		event.returnValue = "";
	}

	function routed() {
		if (HASH.test(location.hash))
			showPage();
		else
			close();
	}

	function close() {
		stops.forEach((stop) => stop());
		removeEventListener("beforeunload", unloading);
		app.guard = null;
		setChildren(node, []);
	}

	ctx.focusHead = () => {
		const head = headIsWanted && /** @type {HTMLElement | null} */ (place.querySelector("h1"));
		if (head) {
			headIsWanted = false;
			head.focus({ preventScroll: true });
		}
	};
	ctx.remake = () => {
		shown = "";
		showPage();
	};
	const stops = [app.bus.on("route", routed), app.bus.on("end", close)];
	app.guard = guard;
	addEventListener("beforeunload", unloading);
	frame.addEventListener("click", clicked);
	setChildren(node, [frame]);
	showPage();
}
