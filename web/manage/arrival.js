// SPDX-License-Identifier: MIT
// What only a browser can find out: whether requests arrive at the program as they were sent.

import { sendLarge, sendSmall } from "../shared/large_file.js";

/** @typedef {import("./manage.js").Manage} Manage */
/** @typedef {{level: string, subject: string, text: string, remedy?: string, isOwn?: boolean, lines?: string}} Finding  lines: of a file, to be copied */

const ECHO = "livechat/health.echo/";
/** Those of the login have arrived with whatever was answered. */
const NEEDED = ["X-Visitor-Token", "If-None-Match"];
const TEXT = "50% of ä+b & c=d;e?f#g%2F";
const BODY_MAX = 131072;

/**
 * @param {Manage} ctx
 * @param {string} key
 * @param {{level?: string, values?: Record<string, any>, remedy?: string}} [more]
 * @returns {Finding}
 */
function lost({ t }, key, { level = "failure", values, remedy = `health.${key}.remedy` } = {}) {
	return { level, subject: t(`health.${key}.subject`), text: t(`health.${key}.lost`, values), remedy: t(remedy), isOwn: true };
}

/** @param {Manage} ctx @param {string} key @param {string} [text] @returns {Finding} */
const arrived = ({ t }, key, text = `health.${key}.ok`) =>
	({ level: "ok", subject: t(`health.${key}.subject`), text: t(text), isOwn: true });

/** Fails with an error that says nothing about the way to the program. @param {any} error */
function throwIfBusy(error) {
	if (error.status === 503 || error.status === 429)
		throw error;
}

/** What arrived of a request; null: it was refused or has got no answer. @param {Promise<{body: any}>} request */
async function echoed(request) {
	try {
		return (await request).body;
	} catch (error) {
		throwIfBusy(error);
		return null;
	}
}

/** @param {Manage} ctx */
async function lookAtHeaders(ctx) {
	const { body } = await ctx.api.get(`${ECHO}headers`, { etag: '"none"', headers: { "X-Visitor-Token": "none" } });
	// A proxy may ask for a login of its own with this one.
	const known = await echoed(ctx.api.get(`${ECHO}authorization`, { headers: { Authorization: "Bearer none" } }));
	const missing = NEEDED.filter((name) => !body.headers.includes(name));
	if (missing.length)
		return lost(ctx, "headers", { values: { names: missing.join(", ") },
			level: missing.includes("X-Visitor-Token") ? "failure" : "warning" });
	return arrived(ctx, "headers", known?.headers.includes("Authorization") ? undefined : "health.headers.okBut");
}

/** @param {Manage} ctx */
async function lookAtMethods(ctx) {
	const { api } = ctx, path = `${ECHO}methods`, asItself = { isItself: true };
	/** @param {Promise<{body: any}>} request @param {string} method */
	const arrives = async (request, method) => (await echoed(request))?.method === method;
	const names = [];
	if (!await arrives(api.put(path, {}, asItself), "PUT"))
		names.push("PUT");
	if (!await arrives(api.delete(path, {}, asItself), "DELETE"))
		names.push("DELETE");
	if (!names.length)
		return arrived(ctx, "methods");
	const [method] = names;
	const byHeader = await arrives(api.post(path, {}, { headers: { "X-HTTP-Method-Override": method } }), method);
	const byQuery = byHeader || await arrives(api.post(path, {}, { query: { _method: method } }), method);
	return lost(ctx, "methods", { values: { names: names.join(", ") }, level: byQuery ? "warning" : "failure",
		remedy: `health.methods.remedy${byHeader ? "" : byQuery ? "Query" : "None"}` });
}

/** @param {Manage} ctx */
async function lookAtPaths(ctx) {
	const said = await echoed(ctx.api.get(ECHO + encodeURIComponent(TEXT)));
	return said?.text === TEXT ? arrived(ctx, "paths") : lost(ctx, "paths", { level: "warning" });
}

/** @param {Manage} ctx */
async function lookAtBodies(ctx) {
	const { t } = ctx, empty = { filler: "" };
	const filler = "x".repeat(BODY_MAX - JSON.stringify(empty).length);
	let cause = "";
	try {
		const { length } = (await ctx.api.post(`${ECHO}bodies`, { filler })).body;
		cause = length === filler.length ? "" : t("health.bodies.short", { length });
	} catch (/** @type {any} */ error) {
		throwIfBusy(error);
		cause = error.status ? t("health.status", { status: error.status }) : t("health.noAnswer");
	}
	return cause ? lost(ctx, "bodies", { values: { cause } }) : arrived(ctx, "bodies");
}

/**
 * @param {Manage} ctx
 * @param {string} [lines]  that lead files around the limit of mod_fcgid
 * @returns {Promise<Finding | null>} null: the program is too busy to tell
 */
async function lookAtFiles(ctx, lines) {
	const { t, root } = ctx, large = await sendLarge(root), small = large.arrives ? large : await sendSmall(root);
	const cause = large.status ? t("health.status", { status: large.status }) : t("health.noAnswer");
	if (large.arrives)
		return arrived(ctx, "files");
	if (large.isBusy || small.isBusy)
		return null;
	if (!small.arrives)
		return { ...lost(ctx, "files", { remedy: "health.files.remedyNone" }), text: t("health.files.none", { cause }) };
	if (!lines)
		return lost(ctx, "files", { values: { cause } });
	const remedy = t("health.files.remedyLines", { short: `${new URL(root).origin}/livechat` });
	return { ...lost(ctx, "files", { values: { cause } }), remedy, lines };
}

/**
 * One request after the other: with plain CGI each has a connection to the database, of which a host may allow few.
 * @param {Manage} ctx @param {string} [lines] @returns {Promise<Finding[]>}
 */
export async function lookAtArrival(ctx, lines) {
	const found = [await lookAtHeaders(ctx), await lookAtMethods(ctx), await lookAtPaths(ctx), await lookAtBodies(ctx)];
	const files = await lookAtFiles(ctx, lines);
	return files ? [...found, files] : found;
}
