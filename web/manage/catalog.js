// SPDX-License-Identifier: MIT
// Which pages there are, in their order, and who may open them.

import { accountsPage } from "./accounts.js";
import { appearancePage } from "./appearance.js";
import { blocksPage } from "./blocks.js";
import { cannedPage } from "./canned.js";
import { customFieldsPage } from "./custom_fields.js";
import { departmentsPage } from "./departments.js";
import { healthPage } from "./health.js";
import { hoursPage } from "./hours.js";
import { mailsPage } from "./mails.js";
import { ownPage } from "./own.js";
import { signs } from "./parts.js";
import { settingsPage } from "./settings.js";
import { teamPage } from "./team.js";
import { triggersPage } from "./triggers.js";

/**
 * @typedef {object} Page
 * @property {string} name  in the address
 * @property {string} group
 * @property {string} sign
 * @property {string} [permission]  that opens it; absent: everybody has it
 * @property {(ctx: import("./manage.js").Manage, id: string) => Node} make  id: which entry is shown; empty: the list
 */

export const groups = ["site", "chats", "people", "system", "you"];

/** @type {Page[]} */
export const pages = [
	{ name: "appearance", group: "site", sign: signs.look, permission: "view-livechat-manager", make: appearancePage },
	{ name: "triggers", group: "site", sign: signs.bolt, permission: "view-livechat-manager", make: triggersPage },
	{ name: "fields", group: "site", sign: signs.field, permission: "view-livechat-manager", make: customFieldsPage },
	{ name: "departments", group: "chats", sign: signs.department, permission: "manage-livechat-departments",
		make: departmentsPage },
	{ name: "hours", group: "chats", sign: signs.clock, permission: "view-livechat-business-hours", make: hoursPage },
	{ name: "canned", group: "chats", sign: signs.answer, permission: "view-canned-responses", make: cannedPage },
	{ name: "blocks", group: "chats", sign: signs.block, permission: "block-livechat-contact", make: blocksPage },
	{ name: "team", group: "people", sign: signs.team, permission: "view-livechat-manager", make: teamPage },
	{ name: "accounts", group: "people", sign: signs.people, permission: "view-full-other-user-info", make: accountsPage },
	{ name: "settings", group: "system", sign: signs.gear, permission: "view-privileged-setting", make: settingsPage },
	{ name: "mails", group: "system", sign: signs.mail, permission: "view-privileged-setting", make: mailsPage },
	{ name: "health", group: "system", sign: signs.pulse, permission: "view-privileged-setting", make: healthPage },
	{ name: "own", group: "you", sign: signs.key, make: ownPage },
];
