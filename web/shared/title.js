// SPDX-License-Identifier: MIT
// The titles that a site has chosen.

const DEFAULT_TITLES = ["Livechat", "Leave a message"];

/** The site's own text, unless it is the one that the server has when nobody chose any. @param {string | undefined} text */
export function siteText(text) {
	return text && !DEFAULT_TITLES.includes(text) ? text : undefined;
}
