// SPDX-License-Identifier: MIT
// What the site says of its own accord: messages that appear on a page, after a time, or when the chat is opened.
// They are shown here and never stored on the server.

import { el } from "../shared/dom.js";
import { newId } from "../shared/store.js";
import { watchPages } from "./pages.js";
import teaserSheet from "./teaser.css" with { type: "css" };

const AGENT_MS = 3600000;

/** @typedef {{_id: string, runOnce: boolean, conditions: {name: string, value: string | null}[], actions: {name: string, params?: any}[]}} Trigger */

/** @param {any} ctx  what the panel shares with its parts */
export function createTriggers(ctx) {
	/** @type {Map<string, ReturnType<typeof setTimeout> | null>} */
	const armed = new Map();
	/** @type {{username: string, name?: string} | null} */
	let nextAgent = null;
	let asked = 0, isStarted = false;

	const teaser = el("div", { class: "teaser", hidden: true, dir: ctx.texts.direction });
	ctx.style(teaserSheet);
	ctx.frame.append(teaser);

	/** Shows a message beside the button of the closed chat. @param {any} message */
	function tease({ u, msg }) {
		teaser.hidden = false;
		teaser.replaceChildren(
			el("button", { type: "button", class: "teased", onclick: () => ctx.launcher.button.click() }, ctx.avatar(u),
				el("span", {}, el("b", {}, ctx.nameOf(u)), el("br"), msg)),
			el("button", { type: "button", class: "tool", "aria-label": ctx.t("dismiss"), onclick: () => {
				teaser.hidden = true;
			} }, "×"));
	}

	const fired = () => ctx.store.get("triggers") ?? {};
	const condition = (/** @type {Trigger} */ one) => one.conditions[0];

	/** @param {any} params */
	async function sender(params) {
		if (params.sender === "custom")
			return { username: params.name || "", name: params.name || "" };
		if (Date.now() - asked > AGENT_MS) {
			asked = Date.now();
			const department = ctx.visitor.data.department;
			nextAgent = await ctx.api.get(`livechat/agent.next/${ctx.visitor.data.token ?? newId(32)}`, { query: { department } })
				.then((/** @type {any} */ answer) => answer.body.agent ?? null, () => null);
		}
		return nextAgent && !ctx.config.settings.agentHiddenInfo ? nextAgent : { username: "rocket.cat", name: ctx.title() };
	}

	/** @param {Trigger} trigger */
	async function fire(trigger) {
		const action = trigger.actions[0];
		armed.delete(trigger._id);
		if (action?.name !== "send-message" || !action.params?.msg)
			return;
		const now = new Date().toISOString();
		const u = await sender(action.params);
		ctx.store.set("triggers", { ...fired(), [trigger._id]: true });
		const message = { _id: newId(), msg: action.params.msg, ts: now, _updatedAt: now, u, isLocal: true };
		ctx.said(message);
		if (!ctx.isOpen)
			tease(message);
	}

	/** @param {Trigger} trigger @param {string} href */
	function meetsUrl(trigger, href) {
		try {
			return Boolean(condition(trigger).value) && new RegExp(/** @type {string} */ (condition(trigger).value)).test(href);
		} catch {
			return false;
		}
	}

	/** @returns {Trigger[]} */
	const all = () => ctx.config?.triggers ?? [];
	const isDone = (/** @type {Trigger} */ one) => one.runOnce && fired()[one._id];
	/** @param {string} name */
	const waiting = (name) => all().filter((one) => condition(one)?.name === name && !isDone(one) && !armed.has(one._id));
	const isKnown = () => Boolean(ctx.visitor.data.registered);

	return {
		/** Arms the triggers, once on each page. @param {boolean} isOpen  whether the chat is open */
		start(isOpen) {
			if (isStarted || !ctx.config?.online || !ctx.config.enabled)
				return;
			isStarted = true;
			const ids = new Set(all().map((one) => one._id));
			const kept = Object.entries(fired()).filter(([id]) => ids.has(id));
			if (kept.length !== Object.keys(fired()).length)
				ctx.store.set("triggers", kept.length ? Object.fromEntries(kept) : null);
			let isFirst = true;
			watchPages(() => "url", ({ href }) => {
				this.moved(href, isFirst);
				isFirst = false;
			});
			if (isKnown())
				return;
			for (const one of waiting("time-on-site"))
				armed.set(one._id, setTimeout(() => isKnown() || void fire(one), (parseInt(condition(one).value ?? "", 10) || 0) * 1000));
			if (isOpen)
				this.opened();
		},
		/** The address of the page has changed. @param {string} href @param {boolean} [isFirst]  it is the page's first */
		moved(href, isFirst = false) {
			if (isKnown())
				return;
			for (const one of isFirst ? waiting("page-url") : all())
				if (condition(one)?.name === "page-url" && meetsUrl(one, href))
					void fire(one);
		},
		opened() {
			teaser.hidden = true;
			if (isStarted && !isKnown())
				waiting("chat-opened-by-visitor").forEach(fire);
		},
		registered() {
			for (const timer of armed.values())
				clearTimeout(timer ?? undefined);
			armed.clear();
			waiting("after-guest-registration").forEach(fire);
		},
		/** Whether a message that came before any registration invites to answer at once. */
		get isInviting() {
			return !isKnown() && all().some((one) => condition(one)?.name !== "after-guest-registration"
				&& (armed.has(one._id) || fired()[one._id]));
		},
	};
}
