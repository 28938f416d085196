// SPDX-License-Identifier: MIT
// Says in words what the server noted in a room.

/** @typedef {import("./app.js").App} App */

/** @param {any} user */
const nameOf = (user) => user?.name ?? user?.username ?? "";

/** @param {App} app @param {any} message */
function transferText(app, { transferData, u }) {
	const { scope, transferredTo, nextDepartment, comment, transferredBy } = transferData ?? {};
	const by = nameOf(transferredBy ?? u);
	const text = scope === "queue" ? app.t("system.returned", { by })
		: app.t("system.forwarded", { by, to: nameOf(transferredTo) || nextDepartment?.name || "" });
	return comment ? `${text} ${app.t("system.comment", { comment })}` : text;
}

/**
 * @param {App} app
 * @param {any} message
 * @returns {string}
 */
export function systemText(app, message) {
	const { t } = app, name = nameOf(message.u);
	switch (message.t) {
	case "livechat-started":
		return t("system.started");
	case "command":
		return message.msg === "connected" ? t("system.connected", { name }) : message.msg;
	case "uj":
		return t("system.joined", { name: message.msg || name });
	case "ul":
		return t("system.left", { name: message.msg || name });
	case "livechat_transfer_history":
		return transferText(app, message);
	case "livechat-close":
		return message.msg ? t("system.closedWith", { name, comment: message.msg }) : t("system.closed", { name });
	case "livechat_navigation_history":
		return t("system.page", { page: message.navigation?.page.title
			|| message.navigation?.page.location.href || message.msg });
	case "livechat_transcript_history":
		return t("system.transcript", { name });
	default:
		return message.msg || t("system.other", { type: message.t });
	}
}
