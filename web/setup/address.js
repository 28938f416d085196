// SPDX-License-Identifier: MIT
// The third step: short addresses. Only a browser can tell whether the host allows them, and whether the website still
// answers as before; what it does not confirm within a minute the server puts back.

import { signalAfter } from "../shared/signal.js";
import { el } from "../shared/dom.js";
import { newId } from "../shared/store.js";
import { copyForLines, refusesLarge, takesLarge } from "./files.js";
import { copyLine, form, otherDatabase } from "./parts.js";

/** @typedef {import("./main.js").Setup} Setup */

/** What then belongs to the chat. */
const TAKEN = ["livechat", "api/info", "avatar/nobody", "file-upload/nothing/"];
const PATIENCE_MS = 15000;
const PUT_BACK_MS = 90000;
const LOOK_MS = 3000;
/** Refusals that do not depend on what the lines say about files: the website is not to be tried twice. */
const WITH_ANY_LINES = ["elsewhere", "changes", "covered", "broken"];

/**
 * What a visitor of the website gets. A redirection is not followed, since it may lead to another host.
 * @param {string} url
 */
async function pageAt(url) {
	try {
		const response = await fetch(url, { redirect: "manual", cache: "no-store", credentials: "omit", signal: signalAfter(PATIENCE_MS) });
		return { status: response.status, text: await response.text() };
	} catch {
		return { status: -1, text: "" };
	}
}

/** How the website is, but for the chat: its front page, and an address that it does not have. @param {string} origin @param {string} unknown */
async function websiteAt(origin, unknown) {
	const [front, other] = await Promise.all([pageAt(`${origin}/`), pageAt(`${origin}/${unknown}`)]);
	return { other, states: `${front.status} ${other.status}` };
}

/** @param {Setup} setup @param {string} text  why it is not to be */
const refusal = ({ t }, text) => Object.assign(new Error(t(`address.${text}`)), { code: text });

/**
 * An address is free where the website answers it as any that it does not have.
 * @param {Setup} setup @param {string} origin @param {{status: number, text: string}} unknown
 */
async function checkFree(setup, origin, unknown) {
	for (const path of TAKEN) {
		const { status, text } = await pageAt(`${origin}/${path}`);
		if (status !== 404 && (status !== unknown.status || text !== unknown.text))
			throw Object.assign(new Error(setup.t("address.taken", { url: `${origin}/${path}` })), { code: "taken" });
	}
}

/**
 * The folder with nothing but the lines in it: is it published, and does the way through it lead to the program?
 * @param {Setup} setup @param {string} folder @param {boolean} files
 */
async function writeThrough(setup, folder, files) {
	const { status, text } = await pageAt(`${folder}/probe.txt`);
	if (status === 200 && text.trim() === "livechat") {
		try {
			await setup.ask(".address", { action: "write", files }, { at: folder });
			return;
		} catch (/** @type {any} */ error) {
			if (error.code === "error-setup-address")
				throw error;
			throw refusal(setup, error.status === 403 || error.status >= 500 ? "forbidden" : "unread");
		}
	}
	throw refusal(setup, status === 404 ? "elsewhere" : "forbidden");
}

/** @param {() => Promise<boolean>} asBefore */
async function waitUntil(asBefore) {
	for (const end = Date.now() + PUT_BACK_MS; Date.now() < end;) {
		if (await asBefore())
			return true;
		await new Promise((done) => setTimeout(done, LOOK_MS));
	}
	return false;
}

/**
 * Has the lines written, and kept only if the website is as it was.
 * @param {Setup} setup @param {string} origin @param {boolean} files  they have to bring large files, too
 * @param {{say: (words: string) => void, asBefore: () => Promise<boolean>}} site
 */
async function tryLines(setup, origin, files, { say, asBefore }) {
	const { t } = setup;
	say(t(files ? "address.triesFiles" : "address.tries"));
	const { probe } = await setup.ask(".address", { action: "probe", files });
	try {
		await writeThrough(setup, `${origin}/${probe}`, files);
		say(t("address.looks"));
		if (!await asBefore())
			throw refusal(setup, "changes");
		if (files && !await takesLarge(origin))
			throw refusal(setup, "small");
		await setup.ask(".address", { action: "confirm" }, { at: origin }).catch((error) => {
			throw error.code === "error-setup-address" ? error : refusal(setup, "covered");
		});
	} catch (error) {
		say(t("address.putsBack"));
		await setup.ask(".address", { action: "undo" }).catch(() => undefined);
		if (!await waitUntil(asBefore))
			throw refusal(setup, "broken");
		throw error;
	}
}

/** @param {Setup} setup @param {string} origin @param {boolean} fastcgi @param {(words: string) => void} say */
async function shorten(setup, origin, fastcgi, say) {
	const { t } = setup, unknown = `livechat-${newId(20)}`;
	say(t("address.looks"));
	const before = await websiteAt(origin, unknown);
	const asBefore = async () => (await websiteAt(origin, unknown)).states === before.states;
	const site = { say, asBefore }, files = fastcgi && await refusesLarge(setup.root);
	await checkFree(setup, origin, before.other);
	if (files) {
		try {
			await tryLines(setup, origin, true, site);
			return;
		} catch (/** @type {any} */ error) {
			if (WITH_ANY_LINES.includes(error.code))
				throw error;
			// The short addresses are worth having without that.
		}
	}
	await tryLines(setup, origin, false, site);
	setup.refusesFiles = files;
}

/** Whether they work already: from before, or because somebody has copied the lines. @param {Setup} setup @param {string} origin */
async function isShort(setup, origin) {
	try {
		return !(await setup.ask(".address", { action: "look" }, { at: origin, timeoutMs: PATIENCE_MS })).pending;
	} catch {
		return false;
	}
}

/** For those who would rather do it by hand, or have to. @param {Setup} setup @param {string} lines @param {boolean} open */
function linesToCopy(setup, lines, open) {
	const { t } = setup;
	return el("details", { class: "s-part", open }, el("summary", {}, t("address.byHand")), el("p", {}, t("address.byHandLead")),
		copyLine(setup, lines, t("address.lines")));
}

/** @param {Setup} setup */
export async function addressStep(setup) {
	const { t, root } = setup, { origin } = new URL(root);
	// Where the address does not end with the program, somebody has made a short one.
	if (setup.staysLong()) {
		setup.admin();
		return;
	}
	if (!/\.f?cgi$/.test(root)) {
		await copyForLines(setup, root);
		setup.admin();
		return;
	}
	if (await isShort(setup, origin)) {
		await copyForLines(setup, origin);
		setup.root = origin;
		setup.admin();
		return;
	}
	const { pending, cause, lines, fastcgi } = await setup.ask(".address", { action: "look" });
	// The page was loaded again while it tried them.
	if (pending)
		await setup.ask(".address", { action: "undo" });
	const status = el("p", { class: "soft", role: "status" });
	const keepLong = /** @type {HTMLButtonElement} */ (el("button", { type: "button", class: cause ? "primary" : "", onclick: () => {
		setup.keepLong();
		setup.admin();
	} }, t(cause ? "address.goOn" : "address.keep")));
	setup.show("address", el("h1", {}, t("address.title")),
		el("p", { class: "soft" }, t("address.lead", { long: `${root}/livechat`, short: `${origin}/livechat` })),
		...cause ? [el("p", { class: "s-note" }, t("address.impossible"), " ", el("span", { lang: "en" }, `(${cause})`))]
			: [el("p", {}, t("address.how")), form(setup, { fields: [status], label: t("address.button"), send: async () => {
				keepLong.disabled = true;
				try {
					await shorten(setup, origin, fastcgi, (words) => {
						status.textContent = words;
					});
				} finally {
					status.textContent = "";
					keepLong.disabled = false;
				}
				setup.root = origin;
				setup.admin();
			} })],
		keepLong, ...lines ? [linesToCopy(setup, lines, Boolean(cause))] : [], otherDatabase(setup));
}
