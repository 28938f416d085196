// SPDX-License-Identifier: MIT
// A picture of the visitors' chat with the chosen colours and texts, drawn by the style sheets of the chat itself.

import { el, icon } from "../shared/dom.js";
import { accentProperties } from "../shared/color.js";
import { siteText } from "../shared/title.js";
import previewTokens from "../shared/tokens.css" with { type: "css" };
import previewLauncher from "../widget/launcher.css" with { type: "css" };
import previewPanel from "../widget/panel.css" with { type: "css" };
import previewRoom from "../widget/room.css" with { type: "css" };
import previewSheet from "./preview.css" with { type: "css" };

/** @typedef {import("./manage.js").Manage} Manage */

const BUBBLE_SIGN = "M21 11.5a8.4 8.4 0 0 1-12.2 7.5L3 21l2-5.8A8.4 8.4 0 1 1 21 11.5Z";
const SEND_SIGN = "M12 19V5M6 11l6-6 6 6";
const CROSS_SIGN = "M6 6l12 12M18 6 6 18";

/** The tokens of one of the two schemes, whatever the browser prefers. @param {string} scheme @returns {string} */
function schemeRules(scheme) {
	const rules = [...previewTokens.cssRules];
	const light = /** @type {CSSStyleRule} */ (rules.find((rule) => rule instanceof CSSStyleRule));
	const media = /** @type {CSSMediaRule} */ (rules.find((rule) => rule instanceof CSSMediaRule && rule.conditionText.includes("dark")));
	const dark = /** @type {CSSStyleRule} */ (media.cssRules[0]);
	return `:host { ${light.style.cssText} ${scheme === "dark" ? dark.style.cssText : ""} color-scheme: ${scheme} !important; }`;
}

/** @param {Manage} ctx @param {"agent" | "visitor"} from @param {string} text */
function exampleMessage(ctx, from, text) {
	return el("div", { class: `message ${from}`, "data-end": "true" },
		from === "agent" && el("img", { class: "avatar", alt: "", src: `${ctx.root}/avatar/${encodeURIComponent(ctx.me.username)}` }),
		el("div", { class: "bubble" }, text));
}

/** @param {Manage} ctx */
export function createPreview(ctx) {
	const { t } = ctx, host = el("div", { class: "m-preview-host", role: "img", "aria-label": t("preview.label") });
	const shadow = host.attachShadow({ mode: "open" }), schemeSheet = new CSSStyleSheet(), accentSheet = new CSSStyleSheet();
	const title = el("div", { class: "title" }), launcher = el("span", { class: "launcher" });
	const body = el("div", { class: "body" }), foot = el("div", { class: "foot" });
	const header = el("div", { class: "header" }, el("div", { class: "titles" }, title), el("span", { class: "tool" }, icon(CROSS_SIGN)));
	const frame = el("div", { class: "lc" }, el("div", { class: "window" }, header, body, foot), launcher);
	/** @type {Record<string, any>} */
	let values = {};
	let state = "open", scheme = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
	shadow.adoptedStyleSheets = [previewTokens, previewLauncher, previewPanel, previewRoom, schemeSheet, accentSheet, previewSheet];
	shadow.append(frame);

	/** @param {string} name @param {string} text */
	const line = (name, text) => el("div", { class: name }, text);

	function showConversation() {
		body.replaceChildren(el("div", { class: "messages" }, el("div", { class: "log" }, exampleMessage(ctx, "visitor", t("preview.question")),
			exampleMessage(ctx, "agent", t("preview.answer")))));
		foot.replaceChildren(el("div", { class: "composer" }, line("input sample-input", t("preview.write")),
			el("span", { class: "send" }, icon(SEND_SIGN))));
	}

	function showOffline() {
		const shown = values.Livechat_display_offline_form;
		body.replaceChildren(el("div", { class: "sample-form" },
			el("p", {}, shown ? values.Livechat_offline_message || t("preview.leave") : values.Livechat_offline_form_unavailable || t("preview.nobody")),
			...shown ? [line("sample-field", t("preview.name")), line("sample-field", t("preview.email")),
				line("sample-field tall", t("preview.message")), line("sample-button", t("preview.send"))] : []));
		foot.replaceChildren();
	}

	function draw() {
		const isOffline = state === "offline";
		const color = values.Livechat_title_color || "#1d4ed8", own = values.Livechat_launcher_color;
		const properties = Object.entries(accentProperties(color)).map(([name, value]) => `${name}: ${value};`).join(" ");
		schemeSheet.replaceSync(schemeRules(scheme));
		accentSheet.replaceSync(`:host { ${properties} }`);
		host.style.setProperty("--lc-launcher", CSS.supports("color", own) ? own : "var(--lc-accent)");
		host.style.setProperty("--lc-on-launcher", CSS.supports("color", values.Livechat_launcher_text_color)
			? values.Livechat_launcher_text_color : "var(--lc-on-accent)");
		frame.dataset.side = values.Livechat_widget_position;
		title.textContent = isOffline ? siteText(values.Livechat_offline_title) ?? t("preview.offlineTitle")
			: siteText(values.Livechat_title) ?? t("preview.title");
		const label = (isOffline && values.Livechat_launcher_offline_text) || values.Livechat_launcher_text;
		launcher.replaceChildren(icon(BUBBLE_SIGN), ...label ? [el("span", { class: "label" }, label)] : []);
		if (isOffline)
			showOffline();
		else
			showConversation();
	}

	return {
		node: host, scheme,
		/** @param {Record<string, any>} given  the settings by their names */
		show(given) {
			values = given;
			draw();
		},
		/** @param {string} name */
		setScheme(name) {
			scheme = name;
			draw();
		},
		/** @param {string} name */
		setState(name) {
			state = name;
			draw();
		},
	};
}
