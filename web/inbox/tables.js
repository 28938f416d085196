// SPDX-License-Identifier: MIT
// After an upgrade: until the tables are those of the program it serves nobody, and no agent can do anything about it.

import { el } from "../shared/dom.js";

/** @param {any} error */
export const needsTables = (error) => error?.details?.reason === "tables-older";

/** Where they are updated. @param {string} root */
const tablesUrl = (root) => `${root}/livechat/setup`;

/** What to do, in words alone. @param {import("../shared/i18n.js").Texts["t"]} t @param {string} root */
export const tablesText = (t, root) => `${t("error.tables")} ${tablesUrl(root)}`;

/** The same with a link. @param {import("../shared/i18n.js").Texts["t"]} t @param {string} root */
export const tablesNotice = (t, root) =>
	el("span", {}, t("error.tables"), " ", el("a", { href: tablesUrl(root) }, tablesUrl(root)));
