// SPDX-License-Identifier: MIT
// What is asked during and after a conversation: whether to end it, where to send it, how it was.

import { el, icon } from "../shared/dom.js";
import questionsSheet from "./questions.css" with { type: "css" };

const STAR = "m12 3.5 2.6 5.3 5.9.9-4.3 4.1 1 5.9-5.2-2.8-5.2 2.8 1-5.9-4.3-4.1 5.9-.9Z";

/** @param {any} ctx @param {() => void} done */
const cancel = (ctx, done) => el("button", { type: "button", class: "secondary", onclick: done }, ctx.t("cancel"));

/** @param {any} ctx */
async function endChat({ api, visitor, conversation }) {
	await api.post("livechat/room.close", { rid: visitor.data.rid, token: visitor.token() }).catch((/** @type {any} */ error) => {
		if (error.code !== "room-closed")
			throw error;
	});
	conversation.soon();
	visitor.update({ open: false, ended: true });
}

/** Erases the visitor, here and on the server. @param {any} ctx */
async function forget(ctx) {
	const { api, visitor, outbox, store, conversation } = ctx;
	if (visitor.data.open && visitor.data.rid)
		await endChat(ctx);
	// A web server that refuses DELETE would not let this page of another site know.
	await api.post(`livechat/visitor/${visitor.token()}`, {}, { query: { _method: "DELETE" } }).catch((/** @type {any} */ error) => {
		if (!String(error.code).includes("invalid-token"))
			throw error;
	});
	for (const { _id } of outbox.items())
		outbox.drop(_id);
	for (const key of ["form", "triggers", "draft"])
		store.set(key, null);
	visitor.forget();
	conversation.clear();
	await ctx.readConfig();
}

/** A question with two answers. @param {any} ctx @param {() => void} done @param {string} text @param {string} yes @param {() => Promise<void>} run */
function question(ctx, done, text, yes, run) {
	return ctx.createForm(ctx, { intro: text, fields: [], submit: yes, send: async () => {
		await run();
		done();
	}, after: cancel(ctx, done) });
}

/** The department of the conversation, as far as it is known here. @param {any} ctx */
function currentDepartment({ config, conversation, visitor }) {
	const moved = conversation.list().reverse().find((/** @type {any} */ one) => one.transferData?.nextDepartment);
	return moved?.transferData.nextDepartment._id ?? config.room?.departmentId ?? visitor.data.department;
}

/** Where the conversation can be passed on to. @param {any} ctx */
function otherDepartments(ctx) {
	const current = currentDepartment(ctx);
	return ctx.config.departments.filter((/** @type {any} */ one) => one.showOnRegistration && one._id !== current);
}

/** @param {any} ctx @param {() => void} done */
function departmentForm(ctx, done) {
	const options = otherDepartments(ctx).map((/** @type {any} */ one) => [one._id, one.name]);
	return ctx.createForm(ctx, { intro: ctx.t("changeDepartmentIntro"), submit: ctx.t("changeDepartment"),
		fields: [{ name: "department", label: ctx.t("department"), options, required: true, known: () => options[0][0] }],
		/** @param {Record<string, string>} values */
		send: async ({ department }) => {
			await ctx.api.post("livechat/room.transfer", { rid: ctx.visitor.data.rid, token: ctx.visitor.token(), department })
				.catch((/** @type {any} */ error) => {
					throw error.code === "no-agent-online" ? new Error("nobody-there") : error;
				});
			ctx.visitor.update({ department });
			done();
			ctx.conversation.soon();
		}, after: cancel(ctx, done) });
}

/** @param {any} ctx @param {() => void} done */
function transcriptForm(ctx, done) {
	const form = ctx.createForm(ctx, { intro: ctx.config.messages.transcriptMessage || ctx.t("transcriptIntro"), submit: ctx.t("sendTranscript"),
		fields: [{ name: "email", label: ctx.t("email"), required: true, type: "email", known: () => ctx.visitor.data.email, autocomplete: "email" }],
		/** @param {Record<string, string>} values */
		send: async ({ email }) => {
			await ctx.api.post("livechat/transcript", { rid: ctx.visitor.data.rid, token: ctx.visitor.token(), email });
			const back = el("button", { type: "button", class: "primary", onclick: done }, ctx.t("back"));
			form.replaceWith(el("div", { class: "form" }, el("p", { class: "intro", role: "status" }, ctx.t("transcriptSent", { email })), back));
			back.focus();
		}, after: cancel(ctx, done) });
	return form;
}

/** Stars, and then a comment. @param {any} ctx */
function ratingForm(ctx) {
	const said = el("p", { role: "status" });
	/** @param {string} name @param {string} value */
	const tell = (name, value) => ctx.api.post("livechat/room.survey", { rid: ctx.visitor.data.rid, token: ctx.visitor.token(),
		data: [{ name, value }] });
	const stars = ctx.config.survey.values.map((/** @type {string} */ value) => el("label", { class: "star" },
		el("input", { type: "radio", name: "lc-stars", value, "aria-label": ctx.t("stars", { count: Number(value) }), onchange: () => choose(value) }),
		icon(STAR)));
	const comment = ctx.createForm(ctx, { fields: [{ name: "comment", label: ctx.t("comment"), type: "textarea" }], submit: ctx.t("send"),
		/** @param {Record<string, string>} values */
		send: async ({ comment: text }) => {
			if (text)
				await tell("additionalFeedback", text);
			comment.replaceWith(said);
			said.textContent = ctx.t("thanks");
		} });
	comment.hidden = true;

	/** @param {string} value */
	function choose(value) {
		stars.forEach((/** @type {HTMLElement} */ star, /** @type {number} */ i) => star.classList.toggle("on", i < Number(value)));
		tell("satisfaction", value).then(() => {
			comment.hidden = false;
		}, (/** @type {Error} */ error) => {
			said.textContent = ctx.failure(error);
		});
	}
	return el("fieldset", { class: "rating" }, el("legend", {}, ctx.t("rate")), el("div", { class: "stars" }, ...stars), comment, said);
}

/** What is left to do when a conversation has ended. @param {any} ctx */
function endedPart(ctx) {
	const { messages, survey, settings } = ctx.config ?? { messages: {}, settings: {} };
	return el("div", { class: "ended", tabindex: -1 }, el("p", { class: "over" }, messages.conversationFinishedMessage || ctx.t("ended")),
		messages.conversationFinishedText ? el("p", {}, messages.conversationFinishedText) : null,
		survey?.items.includes("satisfaction") ? ratingForm(ctx) : null,
		el("div", { class: "buttons" },
			settings.transcript ? el("button", { type: "button", class: "secondary", onclick: () => ctx.ask("transcript") }, ctx.t("transcript")) : null,
			el("button", { type: "button", class: "primary", onclick: () => {
				ctx.newChat();
				ctx.focus();
			} }, ctx.t("newChat"))));
}

/** The same while it is about one conversation: what was rated stays so while something else is asked. @param {any} ctx */
function keptEnd(ctx) {
	const of = `${ctx.visitor.data.rid} ${ctx.texts.language}`;
	if (ctx.end?.of !== of)
		ctx.end = { of, node: endedPart(ctx) };
	return ctx.end.node;
}

/**
 * @param {any} ctx  what the panel shares with its parts
 * @param {string} name  what is asked
 * @param {() => void} done  called when it was answered
 * @returns {HTMLElement}
 */
export function createQuestion(ctx, name, done) {
	if (!ctx.shadow.adoptedStyleSheets.includes(questionsSheet))
		ctx.style(questionsSheet);
	switch (name) {
	case "ended": return keptEnd(ctx);
	case "transcript": return transcriptForm(ctx, done);
	case "department": return departmentForm(ctx, done);
	case "end": return question(ctx, done, ctx.t("endQuestion"), ctx.t("endChat"), () => endChat(ctx));
	default: return question(ctx, done, ctx.t("forgetQuestion"), ctx.t("forget"), () => forget(ctx));
	}
}

/**
 * What else can be done, as buttons.
 * @param {any} ctx
 * @param {(run: () => void) => void} choose
 */
export function menuItems(ctx, choose) {
	const { settings } = ctx.config ?? { settings: {} }, { data } = ctx.visitor;
	/** @type {[string | false | undefined, () => void][]} */
	const choices = [
		[ctx.t(data.sound ? "soundOff" : "soundOn"), () => ctx.setSound(!data.sound)],
		[data.open && settings.allowSwitchingDepartments && otherDepartments(ctx).length > 0 && ctx.t("changeDepartment"), () => ctx.ask("department")],
		[data.rid && settings.transcript && ctx.t("transcript"), () => ctx.ask("transcript")],
		[data.open && data.rid && settings.visitorsCanCloseChat && ctx.t("endChat"), () => ctx.ask("end")],
		[data.token && settings.forceAcceptDataProcessingConsent && ctx.t("forget"), () => ctx.ask("forget")],
	];
	return choices.filter(([name]) => name).map(([name, run]) => el("button", { type: "button", onclick: () => choose(run) }, name));
}
