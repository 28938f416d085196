// SPDX-License-Identifier: MIT
// Whether the web server hands out files that hold secrets. The program refuses an option file below the published
// folder that the web server names to it, but a host may publish further folders, under other addresses.

/** @typedef {import("./manage.js").Manage} Manage */
/** @typedef {import("./arrival.js").Finding} Finding */

/** What is in these files, in their first bytes. @type {Record<string, RegExp>} */
const SECRETS = {
	"livechat.cnf": /^\s*\[livechat\]/m,
	"livechat.log": /^\S+Z livechat\[\d+\]/m,
};
const BYTES = 4096;

/** The addresses of the folders from the top of the site to that of the program. @param {string} root  of the API */
export function foldersOf(root) {
	const { origin, pathname } = new URL(root), folders = [`${origin}/`];
	for (const name of pathname.split("/").filter(Boolean))
		folders.push(`${folders[folders.length - 1]}${name}/`);
	// Hosts have a folder of that name where an .htaccess file hides it from the addresses.
	if (!folders.some((folder) => folder.endsWith("/cgi-bin/")))
		folders.push(`${origin}/cgi-bin/`);
	return folders;
}

/** @param {string} url @param {RegExp} secret */
async function isPublished(url, secret) {
	try {
		const response = await fetch(url, { cache: "no-store", credentials: "omit", headers: { Range: `bytes=0-${BYTES - 1}` } });
		return response.ok && secret.test((await response.text()).slice(0, BYTES));
	} catch {
		return false;
	}
}

/** @param {Manage} ctx @returns {Promise<Finding[]>} */
export async function lookForSecrets({ t, root }) {
	const found = [];
	for (const folder of foldersOf(root))
		for (const [name, secret] of Object.entries(SECRETS))
			if (await isPublished(folder + name, secret))
				found.push(folder + name);
	const subject = t("health.published.subject");
	return [found.length ? { level: "failure", subject, text: t("health.published.lost", { addresses: found.join(", ") }),
		remedy: t("health.published.remedy"), isOwn: true } : { level: "ok", subject, text: t("health.published.ok"), isOwn: true }];
}
