// SPDX-License-Identifier: MIT
// Mail that waits, was sent or was given up, and why.

import { el } from "../shared/dom.js";
import { createList, listRow, segments } from "./list.js";
import { badge, pageHead } from "./parts.js";

/** @typedef {import("./manage.js").Manage} Manage */

const MAIL_STATES = ["queued", "failed", "sent"];
/** @type {Record<string, import("./parts.js").Tone>} */
const MAIL_TONES = { queued: "warn", failed: "bad", sent: "good" };

/** @param {Manage} ctx @param {any} mail */
function mailTimes({ t, dateTime }, mail) {
	return [t(`mails.kind.${mail.kind}`), t("mails.made", { time: dateTime(mail.createdAt) }),
		mail.attempts > 0 && t("mails.attempts", { count: mail.attempts }),
		mail.nextTryAt && t("mails.next", { time: dateTime(mail.nextTryAt) }),
		mail.sentAt && t("mails.sentAt", { time: dateTime(mail.sentAt) })].filter(Boolean).join(" · ");
}

/** @param {Manage} ctx */
export function mailsPage(ctx) {
	const { t } = ctx;
	let state = "";
	const list = createList(ctx, {
		label: t("mails.title"), empty: t("mails.none"),
		filters: [segments(t("mails.state"), [["", t("mails.state.all")], ...MAIL_STATES.map((one) =>
			/** @type {[string, string]} */ ([one, t(`mails.state.${one}`)]))], "", (value) => {
			state = value;
			list.restart();
		})],
		async load({ offset, count }) {
			const { body } = await ctx.api.get("livechat/outbox", { query: { state: state || undefined, offset, count } });
			return { items: body.mails, total: body.total };
		},
		row: (/** @type {any} */ mail) => listRow({
			title: mail.recipient, badges: [badge(t(`mails.state.${mail.state}`), MAIL_TONES[mail.state])],
			lines: [mailTimes(ctx, mail), mail.lastError && el("span", { class: "m-bad" }, mail.lastError)],
			buttons: mail.state === "sent" ? [] : [
				el("button", { type: "button", "aria-label": t("mails.retryOne", { name: mail.recipient }),
					onclick: () => run("retry", { mailId: mail._id }) }, t("mails.retry")),
				el("button", { type: "button", "aria-label": t("mails.dropOne", { name: mail.recipient }), onclick: () => ctx.confirm({
					title: t("mails.dropOne", { name: mail.recipient }), text: t("mails.dropText"), label: t("mails.drop"),
					run: () => request("drop", { mailId: mail._id }) }) }, t("mails.drop"))],
		}),
	});

	/** @param {"retry" | "drop"} what @param {any} which */
	async function request(what, which) {
		const { body } = await ctx.api.post(`livechat/outbox.${what}`, which);
		ctx.tell(t(`mails.${what}.done`, { count: body.count }));
		void list.reload();
	}

	/** @param {"retry" | "drop"} what @param {any} which */
	function run(what, which) {
		request(what, which).catch((error) => {
			ctx.tell(ctx.errorText(error));
			void list.reload();
		});
	}

	return el("div", {}, pageHead(ctx, { title: t("mails.title"), lead: t("mails.lead"), actions: [
		el("button", { type: "button", onclick: () => run("retry", { all: true }) }, t("mails.retryAll")),
		el("button", { type: "button", onclick: () => ctx.confirm({ title: t("mails.dropAll"), text: t("mails.dropAllText"),
			label: t("mails.drop"), run: () => request("drop", { all: true }) }) }, t("mails.dropAll"))] }), list.node);
}
