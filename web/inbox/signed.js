// SPDX-License-Identifier: MIT
// A login for which another application of the site vouches: the address ends with #login= and the fields of
// POST livechat/login.signed, as JSON in Base64url. What follows a # reaches no server, no log and no Referer.

/** @typedef {{userId: string, authToken: string, me: any}} Login */

/**
 * Takes the login out of the address, so that neither the history nor a copied address has it.
 * @returns {string | undefined}
 */
export function takeSigned() {
	const found = /^#login=([\w-]+)$/.exec(location.hash)?.[1];
	if (found)
		history.replaceState(null, "", location.pathname + location.search);
	return found;
}

/** @param {string} text @returns {any} */
function signedFields(text) {
	const bytes = Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (char) => char.charCodeAt(0));
	return JSON.parse(new TextDecoder().decode(bytes));
}

/**
 * Logs in, and ends the login that this browser had before: nobody could use it any more.
 * @param {import("../shared/api.js").Api} api
 * @param {string} text
 * @param {Login | null} before
 * @returns {Promise<Login>}
 */
export async function logInSigned(api, text, before) {
	const { body } = await api.post("livechat/login.signed", signedFields(text));
	if (before)
		api.post("logout", {}, { headers: { "X-User-Id": before.userId, "X-Auth-Token": before.authToken } })
			.catch(() => {});
	return body.data;
}
