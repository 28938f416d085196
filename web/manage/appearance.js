// SPDX-License-Identifier: MIT
// How the chat looks and what it says, with a preview, and the line that brings it into a page.

import { el } from "../shared/dom.js";
import { channels, contrast } from "../shared/color.js";
import { createForm } from "./form.js";
import { segments } from "./list.js";
import { copyButton, pageHead, section, whenLoaded } from "./parts.js";
import { createPreview } from "./preview.js";
import { settingField, valueText } from "./setting_fields.js";

/** @typedef {import("./manage.js").Manage} Manage */
/** @typedef {import("./setting_fields.js").Setting} Setting */

/** The settings by the part of the page where they are; what is not among them comes last. @type {[string, string[]][]} */
const PARTS = [
	["colors", ["Livechat_title_color", "Livechat_widget_position", "Livechat_title", "Livechat_launcher_text", "Livechat_launcher_color",
		"Livechat_launcher_text_color"]],
	["offline", ["Livechat_display_offline_form", "Livechat_offline_title", "Livechat_offline_title_color", "Livechat_launcher_offline_text",
		"Livechat_offline_message", "Livechat_offline_success_message", "Livechat_offline_form_unavailable", "Livechat_offline_email"]],
	["registration", ["Livechat_registration_form", "Livechat_registration_form_message", "Livechat_name_field_registration_form",
		"Livechat_email_field_registration_form"]],
	["conversation", ["Livechat_show_agent_info", "Livechat_show_agent_email", "Omnichannel_allow_visitors_to_close_conversation",
		"Livechat_conversation_finished_message", "Livechat_conversation_finished_text", "Livechat_enable_message_character_limit",
		"Livechat_message_character_limit"]],
];

/** @param {Manage} ctx */
function pasteSection(ctx) {
	const { t } = ctx, line = `<script src="${ctx.root}/livechat/widget.js" async></script>`;
	return section(t("appearance.paste"), t("appearance.pasteLead"),
		el("div", { class: "m-paste" }, el("pre", { class: "m-code", tabindex: "0", "aria-label": t("appearance.paste") }, line),
			copyButton(ctx, () => line)),
		el("p", { class: "small soft" }, t("appearance.pageLead"), " ",
			el("a", { href: `${ctx.root}/livechat`, target: "_blank", rel: "noopener" }, `${ctx.root}/livechat`)));
}

/** What is hard to read or see with these colours. @param {Manage} ctx @param {Record<string, any>} values @returns {string[]} */
function colorWarnings({ t, texts }, values) {
	const title = channels(values.Livechat_title_color || "#1d4ed8"), own = channels(values.Livechat_launcher_color || "red");
	const launcher = values.Livechat_launcher_color ? own : title;
	const text = values.Livechat_launcher_text_color ? channels(values.Livechat_launcher_text_color) : null;
	/** @param {number} ratio */
	const written = (ratio) => new Intl.NumberFormat(texts.locale, { maximumFractionDigits: 1 }).format(ratio);
	const warnings = [];
	if (launcher && text && contrast(launcher, text) < 4.5)
		warnings.push(t("appearance.badText", { ratio: written(contrast(launcher, text)) }));
	if (launcher && contrast(launcher, [255, 255, 255]) < 3)
		warnings.push(t("appearance.badOnWhite", { ratio: written(contrast(launcher, [255, 255, 255])) }));
	return warnings;
}

/** A field that can be set to what it is without a choice. @param {Manage} ctx @param {Setting} setting */
function resettable(ctx, setting) {
	const field = settingField(ctx, setting);
	const reset = el("button", { type: "button", class: "link small m-reset", hidden: true, onclick: () => {
		field.set(setting.default);
		field.control.focus();
		field.node.dispatchEvent(new Event("input", { bubbles: true }));
	} }, ctx.t("settings.reset", { value: valueText(ctx, setting, setting.default) }));
	reset.setAttribute("aria-label", `${field.node.querySelector("label, .m-label")?.textContent}: ${reset.textContent}`);
	const node = el("div", { class: "m-resettable" }, field.node, reset);
	return { ...field, node, showReset() {
		reset.hidden = JSON.stringify(field.get()) === JSON.stringify(setting.default);
	} };
}

/** @param {Manage} ctx */
async function appearanceForm(ctx) {
	const { t } = ctx, { body } = await ctx.api.get("livechat/appearance");
	/** @type {Map<string, ReturnType<typeof resettable>>} */
	const fields = new Map(body.appearance.map((/** @type {Setting} */ setting) => [setting._id, resettable(ctx, setting)]));
	const preview = createPreview(ctx), warnings = el("ul", { class: "m-warnings", role: "status" });
	const named = PARTS.flatMap(([, ids]) => ids), others = [...fields.keys()].filter((id) => !named.includes(id));
	const parts = [...PARTS, /** @type {[string, string[]]} */ (["others", others])].map(([name, ids]) => section(t(`appearance.${name}`), null,
		...ids.map((id) => fields.get(id)?.node), name === "colors" && warnings));
	const form = createForm(ctx, {
		draft: "appearance", fields: [...fields.values()], content: parts, label: t("save"),
		changed(values) {
			for (const field of fields.values())
				field.showReset();
			preview.show(values);
			warnings.replaceChildren(...colorWarnings(ctx, values).map((text) => el("li", {}, text)));
		},
		async save(values, before) {
			const sent = Object.keys(values).filter((id) => JSON.stringify(values[id]) !== JSON.stringify(before[id]));
			if (sent.length)
				await ctx.api.post("livechat/appearance", sent.map((_id) => ({ _id, value: values[_id] })));
		},
		refusal: (error) => [...fields.keys()].find((id) => String(error.message).startsWith(`${id} `)),
		saved: () => ctx.tell(t("appearance.saved")),
	});
	return el("div", { class: "m-appearance" }, el("div", {}, form.node), el("section", { class: "m-preview", "aria-label": t("preview.label") },
		el("div", { class: "m-preview-choices" },
			segments(t("preview.scheme"), [["light", t("preview.light")], ["dark", t("preview.dark")]], preview.scheme, preview.setScheme),
			segments(t("preview.state"), [["open", t("preview.open")], ["offline", t("preview.offline")]], "open", preview.setState)),
		preview.node, el("p", { class: "soft small" }, t("preview.hint"))));
}

/** @param {Manage} ctx */
export function appearancePage(ctx) {
	return el("div", {}, pageHead(ctx, { title: ctx.t("appearance.title"), lead: ctx.t("appearance.lead") }), pasteSection(ctx),
		whenLoaded(ctx, () => appearanceForm(ctx)));
}
