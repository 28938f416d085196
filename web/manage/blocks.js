// SPDX-License-Identifier: MIT
// Who is blocked, why and until when.

import { el } from "../shared/dom.js";
import { choiceField, textField, toggleField } from "./fields.js";
import { createForm } from "./form.js";
import { createList, listRow } from "./list.js";
import { addLink, badge, NEW, pageHead, section } from "./parts.js";
import { visitorField, visitorNumbers } from "./visitor_field.js";

/** @typedef {import("./manage.js").Manage} Manage */

const BLOCK_TYPES = ["visitor", "email", "network"];

/** The names of the visitors that are blocked. @param {Manage} ctx @param {any[]} blocks */
function named(ctx, blocks) {
	return Promise.all(blocks.map(async (block) => {
		if (block.type !== "visitor")
			return { ...block, name: block.value };
		const answer = await ctx.api.get("livechat/visitors.info", { query: { visitorId: block.value } }).catch(() => null);
		const visitor = answer?.body.visitor;
		return { ...block, name: visitor?.name ?? visitor?.username ?? block.value, numbers: visitor && visitorNumbers(visitor) };
	}));
}

/** @param {Manage} ctx */
function blockList(ctx) {
	const { t } = ctx, add = () => addLink(ctx.href(`blocks/${NEW}`), t("blocks.add"));
	const list = createList(ctx, {
		label: t("blocks.title"), empty: t("blocks.none"),
		async load({ offset, count }) {
			const { body } = await ctx.api.get("livechat/blocks", { query: { offset, count } });
			return { items: await named(ctx, body.blocks), total: body.total };
		},
		row: (block) => listRow({
			title: block.name, badges: [badge(t(`blocks.type.${block.type}`))],
			lines: [block.reason, [block.numbers, t("blocks.since", { time: ctx.dateTime(block.ts) }),
				block.blockedBy && t("blocks.by", { name: block.blockedBy }),
				block.until ? t("blocks.until", { time: ctx.dateTime(block.until) }) : t("blocks.forever")].filter(Boolean).join(" · ")],
			buttons: [el("button", { type: "button", "aria-label": t("blocks.liftOne", { name: block.name }),
				onclick: () => ctx.confirm({ title: t("blocks.liftTitle", { name: block.name }), text: t("blocks.liftText"),
					label: t("blocks.lift"), run: () => lift(block) }) }, t("blocks.lift"))],
		}),
	});

	/** @param {any} block */
	async function lift(block) {
		await ctx.api.delete(`livechat/blocks/${encodeURIComponent(block._id)}`);
		ctx.tell(t("blocks.lifted", { name: block.name }));
		void list.reload();
	}

	return el("div", {}, pageHead(ctx, { title: t("blocks.title"), lead: t("blocks.lead"), actions: [add()] }), list.node);
}

/** Blocks a visitor in the way that closes their chats, too. @param {Manage} ctx @param {string} visitorId */
async function closeChats(ctx, visitorId) {
	try {
		await ctx.api.post("omnichannel/contacts.block", { visitor: { visitorId, source: { type: "api" } } });
	} catch (error) {
		// A visitor who never had a chat is no contact.
		if (error.code !== "error-contact-not-found")
			throw error;
	}
}

/** @param {Manage} ctx @param {Record<string, any>} values */
async function sendBlock(ctx, { type, visitor, email, network, reason, until, close }) {
	const value = /** @type {Record<string, any>} */ ({ visitor: visitor?._id, email, network })[type];
	if (type === "visitor" && close)
		await closeChats(ctx, value);
	await ctx.api.post("livechat/blocks", { type, value, reason: reason || undefined,
		until: until ? new Date(until).toISOString() : undefined });
	return visitor?.name ?? value;
}

/** @param {Manage} ctx */
function blockForm(ctx) {
	const { t } = ctx;
	const type = choiceField({ name: "type", label: t("blocks.type"), value: "visitor",
		options: BLOCK_TYPES.map((one) => [one, t(`blocks.type.${one}`)]) });
	const visitor = visitorField(ctx, "visitor");
	const email = textField({ name: "email", label: t("blocks.email"), props: { type: "email", required: true, maxlength: 254 } });
	const network = textField({ name: "network", label: t("blocks.network"), hint: t("blocks.networkHint"),
		props: { required: true, maxlength: 64, class: "m-mono", spellcheck: "false" } });
	const close = toggleField({ name: "close", label: t("blocks.close"), value: true });
	const reason = textField({ name: "reason", label: t("blocks.reason"), hint: t("blocks.reasonHint"), props: { maxlength: 255 } });
	const until = textField({ name: "until", label: t("blocks.end"), hint: t("blocks.endHint"),
		props: { type: "datetime-local", class: "m-date" } });
	return el("div", {}, pageHead(ctx, { title: t("blocks.add"), lead: t("blocks.text"), back: { path: "blocks", label: t("blocks.title") } }),
		createForm(ctx, {
			draft: `blocks/${NEW}`, fields: [type, visitor, email, network, close, reason, until], label: t("blocks.block"), cancel: "blocks",
			refusals: { "error-contact-not-found": "visitor" },
			refusal: ({ message }) => ["until", "reason"].find((name) => message.startsWith(name))
				?? (message.startsWith("value") ? type.get() : undefined),
			content: [section(t("blocks.whom"), null, type.node, visitor.node, email.node, network.node),
				section(t("blocks.how"), null, close.node, reason.node, until.node)],
			changed(values) {
				visitor.node.hidden = close.node.hidden = values.type !== "visitor";
				email.node.hidden = values.type !== "email";
				network.node.hidden = values.type !== "network";
			},
			save: (values) => sendBlock(ctx, values),
			saved(name) {
				ctx.tell(t("blocks.done", { name }));
				ctx.visit("blocks");
			},
		}).node);
}

/** @param {Manage} ctx @param {string} id */
export function blocksPage(ctx, id) {
	return id === NEW ? blockForm(ctx) : blockList(ctx);
}
