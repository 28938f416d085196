// SPDX-License-Identifier: MIT
// Changes what is noted of a visitor and of a chat.

import { el } from "../shared/dom.js";
import { splitTags } from "./close_dialog.js";
import { openForm } from "./dialog.js";

/** @typedef {import("./app.js").App} App */

/** @param {string} label @param {HTMLElement} input */
const labelled = (label, input) => el("label", { class: "field" }, el("span", {}, label), input);

/** @param {Record<string, any>} props */
const textInput = (props) => /** @type {HTMLInputElement} */ (el("input", { autocomplete: "off", ...props }));

/** @param {any} definition @param {string} value */
function fieldInput(definition, value) {
	if (definition.type !== "select")
		return textInput({ value });
	const options = (definition.options ?? "").split(",").map((/** @type {string} */ one) => one.trim());
	return /** @type {HTMLSelectElement} */ (el("select", {}, ["", ...options].map((one) =>
		el("option", { value: one, selected: one === value }, one))));
}

/**
 * The inputs of the fields that the site has defined, or that the visitor has.
 * @param {App} app
 * @param {Record<string, string>} values
 * @returns {Promise<{name: string, node: HTMLElement, input: HTMLInputElement | HTMLSelectElement}[]>}
 */
async function fieldInputs(app, values) {
	const { body } = await app.api.get("livechat/custom-fields", { query: { count: 0 } });
	const defined = body.customFields.filter((/** @type {any} */ one) => one.scope === "visitor");
	return defined.map((/** @type {any} */ one) => {
		const input = fieldInput(one, values[one._id] ?? "");
		return { name: one._id, input, node: labelled(one.label, input) };
	});
}

/** @param {App} app @param {{visitor: any, room: any, saved: () => void}} options */
export async function openVisitorForm(app, { visitor, room, saved }) {
	const { t } = app;
	const name = textInput({ value: visitor.name ?? "", maxlength: 255 });
	const email = textInput({ type: "email", value: visitor.visitorEmails?.[0]?.address ?? "" });
	const phone = textInput({ type: "tel", value: visitor.phone?.[0]?.phoneNumber ?? "", maxlength: 64 });
	const topic = textInput({ value: room.topic ?? "", maxlength: 255 });
	const tags = textInput({ value: (room.tags ?? []).join(", "), placeholder: t("close.tagsHint") });
	/** @type {Awaited<ReturnType<typeof fieldInputs>>} */
	let fields = [];
	try {
		fields = await fieldInputs(app, visitor.livechatData ?? {});
	} catch (error) {
		app.tell(app.errorText(error));
	}
	openForm(app, {
		title: t("visitor.edit"), label: t("save"),
		fields: [labelled(t("visitor.name"), name), labelled(t("visitor.email"), email),
			labelled(t("visitor.phone"), phone), ...fields.map((field) => field.node),
			labelled(t("visitor.topic"), topic), labelled(t("visitor.tags"), tags)],
		async submit() {
			await app.api.post("livechat/room.saveInfo", {
				guestData: { _id: visitor._id, name: name.value.trim(), email: email.value.trim(),
					phone: phone.value.trim(),
					livechatData: Object.fromEntries(fields.map(({ name: key, input }) => [key, input.value.trim()])) },
				roomData: { _id: room._id, topic: topic.value.trim(), tags: splitTags(tags.value) },
			});
			app.rooms.show(room._id);
			app.sync.now();
			saved();
		},
	});
}
