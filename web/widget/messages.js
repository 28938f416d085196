// SPDX-License-Identifier: MIT
// The list of messages: what visitor and agents wrote, and what happened in between.

import { setChildren } from "../shared/children.js";
import { el, icon } from "../shared/dom.js";
import { messageLine } from "../shared/line.js";
import { messageText } from "../shared/md.js";
import { paintConversation } from "./theme.js";

/** @typedef {import("./conversation.js").Message} Message */
/** @typedef {Message & {state: "stored" | "sending" | "failed", error?: string, node?: HTMLElement}} Shown  node: shows a file that is being sent */

const CLOCK = "M12 7v5l3 2M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18Z";
const TICK = "m5 12.5 4.5 4.5L19 7.5";
const TICKS = "m2 12.5 4.5 4.5L16 7.5M12 16l1 1 9.5-9.5";
const GROUP_MS = 5 * 60000;
const NEAR_PX = 400;

/** @param {Message} message */
const isSystem = (message) => Boolean(message.t);

/** @param {any} ctx  what the panel shares with its parts */
export function createMessages(ctx) {
	/** @type {Map<string, {key: string, node: HTMLElement}>} */
	const nodes = new Map();
	const older = el("div", { class: "older", hidden: true }, ctx.t("loading"));
	const whoTypes = el("span"), unseen = el("span");
	const typing = el("div", { class: "typing", hidden: true }, el("span", { class: "dots" }, el("i"), el("i"), el("i")), whoTypes);
	const log = el("div", { class: "log" });
	const list = el("div", { part: "messages", class: "messages", role: "log", tabindex: 0, "aria-label": ctx.t("messages"),
		onscroll }, older, log, typing);
	const jump = el("button", { type: "button", class: "jump", hidden: true, onclick: () => toEnd(true) }, icon("m6 9 6 6 6-6"), unseen);
	const element = el("div", { class: "conversation" }, list, jump);
	const welcome = el("p", { class: "welcome" }, ctx.t("welcome"));
	let isAtEnd = true, oldest = "";
	// The keyboard of a phone, a longer draft, or the rating takes some of the height.
	new ResizeObserver(() => isAtEnd && toEnd()).observe(list);

	function onscroll() {
		isAtEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 48;
		if (isAtEnd)
			ctx.seen();
		jump.hidden = isAtEnd;
		if (list.scrollTop < NEAR_PX && list.clientHeight)
			void ctx.conversation.readOlder().catch(() => {});
	}

	/** @param {boolean} [smooth] */
	function toEnd(smooth = false) {
		list.scrollTo({ top: list.scrollHeight, behavior: smooth && !matchMedia("(prefers-reduced-motion: reduce)").matches ? "smooth" : "instant" });
		isAtEnd = true;
		jump.hidden = true;
	}

	/** What a system message says; an empty text is not shown. @param {Message} message @returns {string} */
	function notice(message) {
		const name = message.u.name ?? message.u.username ?? "";
		const to = message.transferData?.transferredTo?.name ?? message.transferData?.transferredTo?.username
			?? message.transferData?.nextDepartment?.name;
		if (ctx.config?.settings.hiddenSystemMessages.includes(message.t))
			return "";
		switch (message.t) {
		case "command": return message.msg === "connected" ? ctx.t("joined", { name: ctx.nameOf(message.u) }) : "";
		case "livechat_transfer_history": return to ? ctx.t("transferred", { name: to }) : ctx.t("requeued");
		case "uj": return ctx.t("joined", { name });
		case "ul": return ctx.t("left", { name });
		case "livechat-close": return ctx.t("ended");
		default: return "";
		}
	}

	/** @param {Shown} message */
	const hasFiles = (message) => Array.isArray(message.attachments) && message.attachments.length > 0;

	/** @param {Shown} message */
	function body(message) {
		const files = hasFiles(message) ? ctx.files(message) ?? [el("p", {}, messageLine({ ...message, msg: "" }) || ctx.t("loading"))] : [];
		return message.node ? [message.node] : [...message.msg || !files.length ? messageText(message) : [], ...files];
	}

	/** Whether an agent has read what the visitor wrote. @param {Shown} message */
	const isRead = (message) => Boolean(message.token && message.ts) && message.ts <= ctx.conversation.readUntil;

	/** @param {Shown} message */
	function state(message) {
		if (message.state === "failed")
			return [el("span", { class: "failed" }, ctx.failure(message.error)),
				el("button", { type: "button", class: "plain", onclick: () => ctx.retry(message._id) }, ctx.t("retry")),
				el("button", { type: "button", class: "plain", onclick: () => ctx.outbox.drop(message._id) }, ctx.t("discard"))];
		const [key, path] = message.state === "sending" ? ["sending", CLOCK] : isRead(message) ? ["read", TICKS] : ["sent", TICK];
		const name = ctx.t(key);
		return [el("span", { class: "state", role: "img", "aria-label": name, title: name }, icon(path))];
	}

	/** @param {Shown} message @param {string} from */
	function make(message, from) {
		const edited = message.editedAt ? [ctx.t("edited"), " "] : [];
		const when = message.ts ? el("time", { datetime: message.ts }, ctx.texts.time(message.ts)) : null;
		if (from === "system")
			return [el("span", {}, notice(message))];
		const who = from === "visitor" ? ctx.t("you") : ctx.nameOf(message.u);
		return [
			from === "agent" && ctx.avatar(message.u),
			el("div", { class: "bubble", title: message.ts ? ctx.texts.dayTime(message.ts) : null },
				el("span", { class: "heard" }, `${who}: `), ...body(message)),
			!message.node && el("div", { class: "meta" }, from === "agent" && el("span", {}, who, " · "), ...edited, when,
				...from === "visitor" ? state(message) : []),
		];
	}

	/** Whether time and state stand below it: where the author or the state changes. @param {Shown} message @param {Shown | undefined} next */
	function endsGroup(message, next) {
		return !next || isSystem(next) || isRead(message) !== isRead(next) || message.state !== "stored" || next.u?.username !== message.u?.username
			|| Date.parse(next.ts) - Date.parse(message.ts) > GROUP_MS || ctx.texts.day(next.ts) !== ctx.texts.day(message.ts);
	}

	/** @param {Shown} message @param {Shown | undefined} next */
	function nodeOf(message, next) {
		const from = isSystem(message) ? "system" : message.token || !message.ts ? "visitor" : "agent";
		const ends = isSystem(message) || endsGroup(message, next);
		const key = `${message._updatedAt}|${message.state}|${message.error ?? ""}|${isRead(message)}|${hasFiles(message) && ctx.hasFiles()}`;
		let entry = nodes.get(message._id);
		if (entry?.key !== key) {
			const node = entry?.node ?? el("div", { part: "message" });
			node.replaceChildren(...make(message, from).filter(Boolean));
			entry = { key, node };
			nodes.set(message._id, entry);
		}
		Object.assign(entry.node.dataset, { from, state: message.state, end: String(ends) });
		entry.node.className = `message ${from}`;
		return entry.node;
	}

	/** @param {string} ts */
	function dayNode(ts) {
		const id = `day ${ctx.texts.day(ts)}`;
		const entry = nodes.get(id) ?? { key: id, node: el("div", { class: "day" }, ctx.texts.dayName(ts)) };
		nodes.set(id, entry);
		return entry.node;
	}

	function update() {
		/** @type {Shown[]} */
		const shown = ctx.shown().filter((/** @type {Shown} */ one) => !isSystem(one) || notice(one));
		const wasAtEnd = isAtEnd, height = list.scrollHeight, top = list.scrollTop;
		/** @type {Node[]} */
		const children = [];
		let day = "";
		shown.forEach((message, i) => {
			const name = message.ts ? ctx.texts.day(message.ts) : day;
			if (name !== day)
				children.push(dayNode(message.ts));
			day = name;
			children.push(nodeOf(message, shown[i + 1]));
		});
		const isOlder = shown[0]?._id !== oldest;
		oldest = shown[0]?._id;
		list.setAttribute("aria-busy", String(isOlder));
		paintConversation(ctx, list);
		older.hidden = !ctx.conversation.isPaging;
		setChildren(log, children.length || ctx.visitor.data.rid ? children : [welcome]);
		const [name] = ctx.visitor.data.open ? ctx.conversation.typing : [];
		typing.hidden = !name;
		whoTypes.textContent = name ? ctx.t("typing", { name }) : "";
		if (wasAtEnd)
			toEnd();
		else if (isOlder)
			list.scrollTop = top + list.scrollHeight - height;
		jump.hidden = isAtEnd;
		unseen.textContent = ctx.unread() ? String(ctx.unread()) : "";
		jump.setAttribute("aria-label", ctx.t("newest"));
		requestAnimationFrame(() => list.setAttribute("aria-busy", "false"));
	}

	return { element, update, toEnd, isAtEnd: () => isAtEnd };
}
