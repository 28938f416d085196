// SPDX-License-Identifier: MIT
// The third column: who the visitor is, the pages they opened, and their earlier chats.

import { setChildren } from "../shared/children.js";
import { el, icon } from "../shared/dom.js";
import { visitorAvatar } from "./avatar.js";
import { openBlockDialog } from "./block_dialog.js";
import { createEarlierChats } from "./earlier_chats.js";
import { icons } from "./icons.js";
import { fullTime, shortTime } from "./time.js";
import visitorSheet from "./visitor.css" with { type: "css" };
import { openTranscriptDialog, visitorToken } from "./transcript_dialog.js";
import { openVisitorForm } from "./visitor_form.js";

/** @typedef {import("./app.js").App} App */

const PAGES_SHOWN = 20;
/** While a chat is being taken its visitor may be nobody's for a moment. */
const RETRY_MS = 1500;

document.adoptedStyleSheets.push(visitorSheet);

/**
 * The address of a page, if it may be followed.
 * @param {string} href
 */
function webAddress(href) {
	try {
		const url = new URL(href);
		return url.protocol === "https:" || url.protocol === "http:" ? url.href : "";
	} catch {
		return "";
	}
}

/** @param {string} label @param {Node | string} value */
function fact(label, value) {
	return [el("dt", {}, label), el("dd", { dir: "auto" }, value)];
}

/** @param {App} app @param {any} visitor @param {any} room */
function factList(app, visitor, room) {
	const { t, texts } = app;
	const email = visitor?.visitorEmails?.[0]?.address, phone = visitor?.phone?.[0]?.phoneNumber;
	const fields = Object.entries({ ...visitor?.livechatData, ...room?.livechatData });
	return el("dl", { class: "facts" },
		fact(t("visitor.email"), email ? el("a", { href: `mailto:${encodeURIComponent(email).replace("%40", "@")}` },
			email) : "—"),
		fact(t("visitor.phone"), phone ? el("a", { href: `tel:${phone.replace(/[^+\d]/g, "")}` }, phone) : "—"),
		room?.department && fact(t("visitor.department"), room.department.name),
		room?.topic && fact(t("visitor.topic"), room.topic),
		room?.tags?.length && fact(t("visitor.tags"), room.tags.join(", ")),
		fields.map(([name, value]) => fact(name, String(value))).flat(),
		visitor && fact(t("visitor.since"), fullTime(texts, visitor.ts)));
}

/** @param {App} app @param {any} page */
function visitedPage(app, { navigation, ts, msg }) {
	const { title = "", location } = navigation?.page ?? {};
	const href = webAddress(location?.href ?? "");
	const text = title || location?.href || msg;
	return el("li", { class: "visited" },
		href ? el("a", { href, target: "_blank", rel: "noopener noreferrer nofollow", title: href }, text)
			: el("span", {}, text),
		el("time", { class: "soft small" }, shortTime(app.texts, ts, app.now())));
}

/** @param {App} app @param {string} rid */
export function createVisitorColumn(app, rid) {
	const { t } = app;
	const head = el("div", { class: "visitor-head" }), facts = el("div", {}), pages = el("ul", {});
	const pagesNone = el("p", { class: "soft" });
	const earlier = createEarlierChats(app, rid);
	const edit = el("button", { hidden: true, onclick: () => openVisitorForm(app, { visitor, room: info(), saved: load }) },
		icon(icons.edit), t("visitor.edit"));
	const transcript = el("button", { class: "quiet flush", hidden: true, onclick: () =>
		openTranscriptDialog(app, rid, visitor?.visitorEmails?.[0]?.address ?? "") }, t("close.transcript"));
	const block = el("button", { class: "quiet flush bad", hidden: true, onclick: () => openBlockDialog(app, visitor, info()) }, t("block.button"));
	const node = el("div", { class: "visitor-scroll", tabindex: "0", role: "region", "aria-label": t("visitor.title") },
		el("header", { class: "visitor-bar" },
			el("button", { class: "quiet only-icon", "aria-label": t("visitor.back"), onclick: () => app.back(rid) },
				icon(icons.back)), el("h2", {}, t("visitor.title"))),
		head, el("section", {}, facts, edit),
		el("section", {}, el("h3", {}, t("visitor.pages")), pages, pagesNone),
		earlier.node,
		el("section", {}, transcript, block));
	/** @type {any} */
	let visitor = null;
	let failed = "", loadAfter = 0;

	const info = () => app.rooms.get(rid)?.info;

	async function load() {
		const id = info()?.v._id;
		if (!id)
			return;
		loadAfter = Infinity;
		try {
			const [person, visited] = await Promise.all([
				app.api.get("livechat/visitors.info", { query: { visitorId: id } }),
				app.api.get(`livechat/visitors.pagesVisited/${encodeURIComponent(rid)}`,
					{ query: { count: PAGES_SHOWN } }),
			]);
			await earlier.load(id);
			visitor = person.body.visitor;
			failed = "";
			setChildren(pages, visited.body.pages.map((/** @type {any} */ page) => visitedPage(app, page)));
			pagesNone.textContent = visited.body.pages.length ? "" : t("visitor.noPages");
		} catch (error) {
			failed = app.errorText(error);
			loadAfter = Date.now() + RETRY_MS;
		}
		update();
	}

	function update() {
		const room = app.model.rooms.get(rid) ?? info();
		if (!room)
			return;
		const name = visitor?.name ?? room.fname;
		setChildren(head, [visitorAvatar(name, room.v.status), el("div", {}, el("p", { class: "visitor-name" }, name),
			el("p", { class: "soft small" }, failed || t(`status.${room.v.status}`)))]);
		setChildren(facts, [factList(app, visitor, info() ?? room)]);
		const may = visitor && (app.model.rooms.has(rid) || app.isManager());
		edit.hidden = !may;
		transcript.hidden = !may || !visitorToken(app, rid);
		block.hidden = !visitor || (!app.hasRole("livechat-agent") && !app.hasRole("livechat-manager")
			&& !app.hasRole("admin"));
		if (info() && Date.now() > loadAfter)
			void load();
	}

	/** @param {string} changed */
	const roomChanged = (changed) => changed === rid && update();
	const stops = [app.bus.on("room", roomChanged), app.bus.on("model", ({ changed }) => changed.includes(rid) && update())];
	update();
	return { node, leave: () => stops.forEach((stop) => stop()) };
}
