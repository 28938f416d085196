// SPDX-License-Identifier: MIT
// The second column: one conversation, with what the agent may do to it.

import { setChildren } from "../shared/children.js";
import { el, icon } from "../shared/dom.js";
import { asOwnMove, attempt, takeChat } from "./actions.js";
import { visitorAvatar } from "./avatar.js";
import { openCloseDialog } from "./close_dialog.js";
import { createComposer } from "./composer.js";
import conversationSheet from "./conversation.css" with { type: "css" };
import { openForwardDialog } from "./forward_dialog.js";
import { icons } from "./icons.js";
import { createLogView } from "./log_view.js";
import { withRead } from "./state.js";
import { fullTime } from "./time.js";

/** @typedef {import("./app.js").App} App */

document.adoptedStyleSheets.push(conversationSheet);

/** @param {string} label @param {string} path @param {() => void} run @param {string} [kind] */
function iconButton(label, path, run, kind = "quiet") {
	return el("button", { class: `${kind} only-icon`, "aria-label": label, title: label, onclick: run }, icon(path));
}

/** @param {App} app @param {string} rid */
function createHeader(app, rid) {
	const { t } = app;
	const avatar = el("span", {}), name = el("h1", {}), meta = el("p", { class: "soft small" });
	const forward = iconButton(t("forward.title"), icons.forward, () => openForwardDialog(app, rid));
	const back = iconButton(t("return.title"), icons.returned, () => returnToQueue(app, rid));
	const close = el("button", { class: "close-chat", "aria-label": t("close.button"), title: t("close.hint"), onclick: () => openCloseDialog(app, rid) },
		icon(icons.check), el("span", {}, t("close.button")));
	const node = el("header", { class: "chat-header" },
		el("button", { class: "quiet only-icon to-list", "aria-label": t("chat.back"), onclick: () => app.back() },
			icon(icons.back)),
		avatar, el("div", { class: "chat-title" }, name, meta),
		el("div", { class: "chat-actions" }, forward, back, close,
			el("button", { class: "quiet only-icon to-visitor", "aria-label": t("visitor.title"),
				title: t("visitor.title"), onclick: () => app.go(rid, "visitor") }, icon(icons.info))));

	return {
		node,
		update() {
			const room = app.model.rooms.get(rid), info = app.rooms.get(rid)?.info;
			const inquiry = app.model.queue.find((one) => one.rid === rid);
			const title = room?.fname ?? info?.fname ?? inquiry?.name ?? "";
			const status = room?.v.status ?? info?.v.status;
			name.textContent = title;
			setChildren(avatar, [visitorAvatar(title, status)]);
			meta.textContent = [status && t(`status.${status}`), info?.department?.name,
				info && t("chat.since", { time: fullTime(app.texts, info.ts) })].filter(Boolean).join(" · ");
			const open = Boolean(room || app.taken.has(rid) || (app.isManager() && info?.open && info.servedBy));
			forward.hidden = back.hidden = close.hidden = !open;
		},
	};
}

/** @param {App} app @param {string} rid */
async function returnToQueue(app, rid) {
	const name = app.model.rooms.get(rid)?.fname ?? "";
	if (await attempt(app, () => asOwnMove(app, rid, () =>
		app.api.post("livechat/inquiries.returnAsInquiry", { roomId: rid })))) {
		app.tell(app.t("return.done", { name }));
		app.go();
	}
}

/**
 * What stands below the log where the agent cannot answer.
 * @param {App} app
 * @param {string} rid
 */
function createFooter(app, rid) {
	const { t } = app;
	const text = el("p", {});
	const take = el("button", { class: "primary", onclick: () => {
		const inquiry = app.model.queue.find((one) => one.rid === rid);
		if (inquiry)
			void takeChat(app, inquiry);
	} }, t("take.long"));
	const join = el("button", { onclick: () => attempt(app, () =>
		app.api.get("livechat/room.join", { query: { roomId: rid } })) }, t("chat.join"));
	const node = el("footer", { class: "chat-footer" }, text, take, join);

	return {
		node,
		update() {
			const info = app.rooms.get(rid)?.info;
			const waits = app.model.queue.some((one) => one.rid === rid);
			take.hidden = !waits || !app.isAgent();
			join.hidden = waits || !info?.open || !info.servedBy || !app.isManager();
			if (waits)
				text.textContent = t("chat.waits");
			else if (info && !info.open)
				text.textContent = t(info.closer === "visitor" ? "chat.closedByVisitor" : "chat.closedByUser",
					{ name: info.closedBy?.username ?? "" });
			else if (info?.servedBy)
				text.textContent = t("chat.servedBy", { name: info.servedBy.username });
			else
				text.textContent = "";
		},
	};
}

/** @param {App} app @param {string} rid */
export function createConversation(app, rid) {
	const header = createHeader(app, rid), footer = createFooter(app, rid);
	const log = createLogView(app, rid), composer = createComposer(app, rid, { editLast: () => log.editLast() });
	const typing = el("p", { class: "typing soft small", role: "status" });
	const node = el("div", { class: "conversation" }, header.node, log.node, typing, composer.node, footer.node);

	composer.takeDrops(node, () => !composer.node.hidden);

	function update() {
		const mine = app.model.rooms.has(rid) || app.takes.has(rid) || isTaken();
		const names = app.model.typing.get(rid) ?? [];
		header.update();
		footer.update();
		typing.textContent = names.length ? app.t("chat.typing", { name: names.join(", ") }) : "";
		const became = mine && composer.node.hidden;
		composer.node.hidden = !mine;
		footer.node.hidden = mine;
		log.update();
		if (became && (node.contains(document.activeElement) || document.activeElement === document.body))
			focusComposer();
		markRead();
	}

	/** Whether this page has taken the chat, and nothing has become of it since. */
	function isTaken() {
		const info = app.rooms.get(rid)?.info;
		return app.taken.has(rid) && (!info || (info.open && (!info.servedBy || info.servedBy._id === app.me._id)));
	}

	/** Where there is a keyboard; else it would cover half of the screen. */
	function focusComposer() {
		if (matchMedia("(pointer: fine)").matches && !app.keepsFocus)
			composer.focus();
	}

	function markRead() {
		const room = app.model.rooms.get(rid);
		if (!room?.unread || document.hidden || !app.rooms.get(rid)?.log.messages.has(room.lastMessage?._id))
			return;
		app.model = withRead(app.model, rid);
		app.bus.emit("model", { changed: [], events: [] });
		app.api.post("subscriptions.read", { rid }).catch(() => {});
	}

	/** What is typed after a chat was taken is the answer. @param {string} taken */
	function taking(taken) {
		update();
		if (taken === rid)
			focusComposer();
	}

	/** @param {string} changed */
	const roomChanged = (changed) => changed === rid && update();
	const stops = [app.bus.on("model", update), app.bus.on("take", taking), app.bus.on("room", roomChanged),
		app.bus.on("sent", log.toEnd),
		app.bus.on("outbox", update)];

	return {
		rid, node, composer, log,
		begin() {
			update();
			log.toEnd();
			focusComposer();
		},
		leave() {
			composer.leave();
			stops.forEach((stop) => stop());
		},
	};
}
