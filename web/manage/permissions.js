// SPDX-License-Identifier: MIT
// What the roles may do, as far as these pages ask: what somebody may not do is not shown. The server decides.

const AGENT = "livechat-agent", MANAGER = "livechat-manager", MONITOR = "livechat-monitor", ADMIN = "admin";

/** Which roles have a permission, besides admins, who have all. @type {Record<string, string[]>} */
const holders = {
	"view-livechat-manager": [MANAGER, MONITOR],
	"manage-livechat-agents": [MANAGER],
	"block-livechat-contact": [AGENT, MANAGER],
	"manage-livechat-departments": [MANAGER, MONITOR],
	"view-canned-responses": [AGENT, MANAGER, MONITOR],
	"save-department-canned-responses": [MONITOR],
	"save-all-canned-responses": [MANAGER],
	"view-livechat-business-hours": [MANAGER, MONITOR],
	"view-privileged-setting": [],
	"view-full-other-user-info": [],
};

export const ROLES = ["user", AGENT, MANAGER, MONITOR, ADMIN];

/**
 * @param {string[]} roles
 * @param {string} permission
 * @returns {boolean}
 */
export function rolesAllow(roles, permission) {
	return roles.includes(ADMIN) || holders[permission].some((role) => roles.includes(role));
}
