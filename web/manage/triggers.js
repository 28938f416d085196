// SPDX-License-Identifier: MIT
// Triggers: what the chat says to visitors by itself, and when.

import { el } from "../shared/dom.js";
import { choiceField, numberField, textField, toggleField } from "./fields.js";
import { createForm } from "./form.js";
import { createList, listRow } from "./list.js";
import { addLink, badge, consequence, NEW, pageHead, section, whenLoaded } from "./parts.js";

/** @typedef {import("./manage.js").Manage} Manage */

const CONDITIONS = ["page-url", "time-on-site", "chat-opened-by-visitor", "after-guest-registration"];

/** @param {Manage} ctx @param {any} trigger */
function triggerText({ t }, { conditions: [condition], actions: [action] }) {
	const when = t(`triggers.when.${condition.name}`, { value: condition.value ?? "" });
	return action.name === "send-message" ? `${when}: “${action.params?.msg ?? ""}”` : `${when}: ${t("triggers.external")}`;
}

/** @param {Manage} ctx */
function triggerList(ctx) {
	const { t } = ctx, add = () => addLink(ctx.href(`triggers/${NEW}`), t("triggers.add"));
	return el("div", {}, pageHead(ctx, { title: t("triggers.title"), lead: t("triggers.lead"), actions: [add()] }),
		createList(ctx, {
			label: t("triggers.title"), empty: t("triggers.none"), emptyAction: add(),
			async load({ offset, count }) {
				const { body } = await ctx.api.get("livechat/triggers", { query: { offset, count } });
				return { items: body.triggers, total: body.total };
			},
			row: (/** @type {any} */ one) => listRow({
				title: one.name, href: ctx.href(`triggers/${encodeURIComponent(one._id)}`),
				badges: [badge(t(one.enabled ? "on" : "off"), one.enabled ? "good" : "plain"), one.runOnce && badge(t("triggers.once"))],
				lines: [one.description, triggerText(ctx, one)],
			}),
		}).node);
}

/** @param {Manage} ctx @param {any} trigger */
function triggerFields({ t }, trigger) {
	const [condition] = trigger.conditions, { params = {} } = trigger.actions[0];
	const time = condition.name === "time-on-site";
	return {
		name: textField({ name: "name", label: t("triggers.name"), value: trigger.name, props: { required: true, maxlength: 191 } }),
		description: textField({ name: "description", label: t("triggers.description"), value: trigger.description,
			props: { maxlength: 5000 } }),
		enabled: toggleField({ name: "enabled", label: t("triggers.enabled"), value: trigger.enabled }),
		runOnce: toggleField({ name: "runOnce", label: t("triggers.runOnce"), hint: t("triggers.runOnceHint"), value: trigger.runOnce }),
		condition: choiceField({ name: "condition", label: t("triggers.condition"), value: condition.name,
			options: CONDITIONS.map((name) => [name, t(`triggers.condition.${name}`)]) }),
		url: textField({ name: "url", label: t("triggers.url"), hint: t("triggers.urlHint"),
			value: condition.name === "page-url" ? condition.value ?? "" : "", props: { maxlength: 2000, required: true, class: "m-mono",
				spellcheck: "false" } }),
		seconds: numberField({ name: "seconds", label: t("triggers.seconds"), value: time ? Number(condition.value) : 20, min: 0, max: 86400 }),
		msg: textField({ name: "msg", label: t("triggers.msg"), hint: t("triggers.msgHint"), value: params.msg, lines: true,
			props: { maxlength: 5000, required: true } }),
		sender: choiceField({ name: "sender", label: t("triggers.sender"), value: params.sender ?? "queue",
			options: [["queue", t("triggers.sender.queue")], ["custom", t("triggers.sender.custom")]] }),
		senderName: textField({ name: "senderName", label: t("triggers.senderName"), value: params.name,
			props: { maxlength: 255, required: true } }),
	};
}

/**
 * The trigger that the form describes. What it does not show stays as it is.
 * @param {any} trigger @param {Record<string, any>} values
 */
function changedTrigger(trigger, { name, description, enabled, runOnce, condition, url, seconds, msg, sender, senderName }) {
	const value = condition === "page-url" ? url : condition === "time-on-site" ? String(seconds) : null;
	const [action, ...others] = trigger.actions;
	const says = action.name !== "send-message" ? action
		: { name: "send-message", params: { ...action.params, sender, msg, name: sender === "custom" ? senderName : action.params?.name } };
	return { ...trigger._id ? { _id: trigger._id } : {}, name, description, enabled, runOnce,
		conditions: [{ name: condition, value }, ...trigger.conditions.slice(1)], actions: [says, ...others] };
}

/** @param {string} pattern */
function isPattern(pattern) {
	try {
		return new RegExp(pattern) instanceof RegExp;
	} catch {
		return false;
	}
}

/** @param {Manage} ctx @param {string} id */
async function triggerForm(ctx, id) {
	const { t } = ctx;
	const trigger = id === NEW ? { name: "", description: "", enabled: true, runOnce: true,
		conditions: [{ name: "time-on-site", value: "20" }], actions: [{ name: "send-message", params: { sender: "queue", msg: "" } }] }
		: (await ctx.api.get(`livechat/triggers/${encodeURIComponent(id)}`)).body.trigger;
	if (!trigger)
		throw new Error(t("gone"));
	const fields = triggerFields(ctx, trigger), isExternal = trigger.actions[0].name !== "send-message";
	const message = section(t("triggers.says"), isExternal && t("triggers.externalHint"), !isExternal && fields.msg.node,
		!isExternal && fields.sender.node, !isExternal && fields.senderName.node);
	return el("div", {}, pageHead(ctx, { title: trigger.name || t("triggers.add"), back: { path: "triggers", label: t("triggers.title") } }),
		createForm(ctx, {
			draft: `triggers/${id}`, label: t(id === NEW ? "triggers.create" : "save"), cancel: "triggers",
			fields: Object.values(fields).filter((field) => !isExternal || !["msg", "sender", "senderName"].includes(field.name)),
			content: [section(t("triggers.about"), null, fields.name.node, fields.description.node, fields.enabled.node),
				section(t("triggers.fires"), null, fields.condition.node, fields.url.node, fields.seconds.node, fields.runOnce.node), message],
			changed({ condition, sender }) {
				fields.url.node.hidden = condition !== "page-url";
				fields.seconds.node.hidden = condition !== "time-on-site";
				fields.senderName.node.hidden = sender !== "custom";
			},
			check: ({ condition, url }) => condition === "page-url" && !isPattern(url) ? ["url", t("triggers.noPattern")] : null,
			async save(values) {
				const { body } = await ctx.api.post("livechat/triggers", changedTrigger(trigger, values));
				if (!body.triggerId)
					throw new Error(t("gone"));
			},
			saved() {
				ctx.tell(t("saved"));
				ctx.visit("triggers");
			},
		}).node, id !== NEW && section(t("danger"), null, consequence(t("triggers.deleteText"), t("triggers.delete"), () => ctx.confirm({
			title: t("triggers.deleteTitle", { name: trigger.name }), text: t("triggers.deleteText"), label: t("triggers.delete"),
			async run() {
				await ctx.api.delete(`livechat/triggers/${encodeURIComponent(id)}`);
				ctx.tell(t("deleted", { name: trigger.name }));
				ctx.leaveTo("triggers");
			} }))));
}

/** @param {Manage} ctx @param {string} id */
export function triggersPage(ctx, id) {
	return id === "" ? triggerList(ctx) : whenLoaded(ctx, () => triggerForm(ctx, id));
}
