// SPDX-License-Identifier: MIT
// The field with the agents of a department: who they are, how many chats each takes, and in which order.

import { el } from "../shared/dom.js";
import { fieldAround, iconButton, touch } from "./fields.js";
import { signs } from "./parts.js";

/** @typedef {import("./manage.js").Manage} Manage */
/** @typedef {{agentId: string, username: string, count: number, order: number}} Member */

/**
 * @param {Manage} ctx
 * @param {{name: string, value: Member[], agents: any[]}} options  agents: those who can become members
 */
export function membersField(ctx, { name, value, agents }) {
	const { t } = ctx, names = new Map(agents.map((agent) => [agent._id, agent.name ?? agent.username]));
	/** @type {Member[]} */
	let members = plain(value);
	const list = el("ol", { class: "m-members" });
	const add = /** @type {HTMLSelectElement} */ (el("select", { "aria-label": t("members.add"), onchange: () => {
		const agent = agents.find((one) => one._id === add.value);
		if (agent)
			change([...members, { agentId: agent._id, username: agent.username, count: 0, order: 0 }]);
	} }));
	const control = el("div", { class: "m-members-field" }, list, add);

	/** In their order, and with the numbers that say so. @param {any[]} given @returns {Member[]} */
	function plain(given) {
		return [...given].sort((a, b) => a.order - b.order || a.username.localeCompare(b.username))
			.map(({ agentId, username, count, order }) => ({ agentId, username, count: count ?? 0, order: order ?? 0 }));
	}

	/** @param {Member[]} next */
	function change(next) {
		members = next.map((member, i) => ({ ...member, order: i }));
		show();
		touch(control);
	}

	/** @param {number} from @param {number} step */
	function move(from, step) {
		const next = [...members];
		next.splice(from + step, 0, ...next.splice(from, 1));
		change(next);
		const buttons = list.children[from + step].querySelectorAll("button");
		(buttons[step < 0 ? 0 : 1].disabled ? buttons[step < 0 ? 1 : 0] : buttons[step < 0 ? 0 : 1]).focus();
	}

	/** @param {Member} member @param {number} i */
	function memberNode(member, i) {
		const title = names.get(member.agentId) ?? member.username;
		const count = /** @type {HTMLInputElement} */ (el("input", { type: "number", min: 0, max: 1000, step: 1, value: member.count,
			"aria-label": t("members.count", { name: title }), onchange: () => {
				members[i] = { ...members[i], count: Math.max(0, Math.min(1000, Math.floor(Number(count.value)) || 0)) };
				count.value = String(members[i].count);
			}, oninput: () => {
				members[i] = { ...members[i], count: Math.max(0, Math.floor(Number(count.value)) || 0) };
			} }));
		const up = iconButton(t("members.up", { name: title }), () => move(i, -1), signs.up);
		const down = iconButton(t("members.down", { name: title }), () => move(i, 1), signs.down);
		up.toggleAttribute("disabled", i === 0);
		down.toggleAttribute("disabled", i === members.length - 1);
		return el("li", {}, el("span", { class: "m-member-name" }, title, " ", el("span", { class: "soft small" }, `@${member.username}`)),
			el("label", { class: "m-member-count soft small" }, el("span", { "aria-hidden": "true" }, t("members.countShort")), count),
			up, down, iconButton(t("members.remove", { name: title }), () => {
				change(members.filter((one) => one !== members[i]));
				add.focus();
			}));
	}

	function show() {
		list.replaceChildren(...members.map(memberNode));
		const free = agents.filter((agent) => !members.some((member) => member.agentId === agent._id));
		add.replaceChildren(el("option", { value: "" }, t(free.length ? "members.add" : "members.all")),
			...free.map((agent) => el("option", { value: agent._id }, names.get(agent._id))));
		add.disabled = !free.length;
	}

	show();
	return fieldAround({ name, label: t("departments.members"), control, isGroup: true, isTitled: true, get: () => members, set(given) {
		members = plain(given ?? []);
		show();
	} });
}
