// SPDX-License-Identifier: MIT
// Where the visitor writes.

import { el, icon } from "../shared/dom.js";

const SEND = "M12 19V5M6 11l6-6 6 6";
const TYPING_MS = 5000;
const TALLEST_PX = 140;

/** @param {any} ctx  what the panel shares with its parts */
export function createComposer(ctx) {
	const input = /** @type {HTMLTextAreaElement} */ (el("textarea", { part: "input", class: "input", rows: 1, dir: "auto",
		"aria-label": ctx.t("write"), placeholder: ctx.t("write"), enterkeyhint: "send", autocomplete: "off", oninput: () => typed(),
		onkeydown: (event) => onKey(/** @type {KeyboardEvent} */ (event)) }));
	const clip = ctx.createClip(input);
	const count = el("span", { class: "count", role: "status" });
	const send = /** @type {HTMLButtonElement} */ (el("button", { part: "send", class: "send", type: "submit",
		"aria-label": ctx.t("send"), title: ctx.t("send") }, icon(SEND)));
	const element = el("form", { class: "composer", novalidate: true, onsubmit: (event) => {
		event.preventDefault();
		submit();
	} }, ...clip.nodes, input, count, send);
	let toldAt = 0;
	input.value = ctx.store.get("draft") ?? "";

	const limit = () => Number(ctx.config?.settings.limitTextLength) || Infinity;

	function resize() {
		input.style.height = "auto";
		input.style.height = `${Math.min(input.scrollHeight, TALLEST_PX)}px`;
		const left = limit() - input.value.length;
		count.textContent = left < 100 ? String(left) : "";
		clip.update();
		send.disabled = !input.value.trim() || left < 0;
	}

	/** Tells the agents that the visitor types, or does so no more. @param {boolean} typing */
	function tell(typing) {
		if (!ctx.visitor.data.open || (typing ? Date.now() - toldAt < TYPING_MS : !toldAt))
			return;
		toldAt = typing ? Date.now() : 0;
		ctx.api.post("livechat/typing", { rid: ctx.visitor.data.rid, token: ctx.visitor.token(), typing }).catch(() => {});
	}

	function typed() {
		ctx.store.set("draft", input.value || null);
		resize();
		tell(input.value !== "");
		if (input.value)
			ctx.conversation.awake();
	}

	/** @param {KeyboardEvent} event */
	function onKey(event) {
		if (event.key === "Enter" && !event.shiftKey && !event.isComposing && event.keyCode !== 229) {
			event.preventDefault();
			submit();
		}
	}

	function submit() {
		const text = input.value.trim();
		input.focus();
		if (!text || text.length > limit())
			return;
		ctx.send(text);
		toldAt = 0;
		input.value = "";
		ctx.store.set("draft", null);
		resize();
	}

	return { element, input, resize };
}
