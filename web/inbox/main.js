// SPDX-License-Identifier: MIT
// The agents' inbox: begins with the login, or with the inbox where this browser is logged in.

import { createApi } from "../shared/api.js";
import { accentProperties } from "../shared/color.js";
import { el } from "../shared/dom.js";
import { createTexts } from "../shared/i18n.js";
import { chooseLanguage } from "../shared/language.js";
import { createStore } from "../shared/store.js";
import tokenSheet from "../shared/tokens.css" with { type: "css" };
import { createApp } from "./app.js";
import baseSheet from "./base.css" with { type: "css" };
import { loginPage, passwordPage } from "./login.js";
import { createShell } from "./shell.js";
import { logInSigned, takeSigned } from "./signed.js";

const base = new URL("../", import.meta.url).href;
const root = new URL("../../", import.meta.url).href.replace(/\/$/, "");
const LANGUAGES = { en: asset("inbox.en.json"), de: asset("inbox.de.json") };
const WORDS_RETRY_MS = 2000;
const signed = takeSigned();

const store = createStore("livechat-inbox.");
const api = createApi(root, /** @returns {Record<string, string>} */ () => {
	const session = store.get("session");
	return session ? { "X-User-Id": session.userId, "X-Auth-Token": session.authToken } : {};
});

/** @returns {Promise<import("../shared/i18n.js").Texts>} */
async function loadTexts() {
	const language = chooseLanguage([store.get("language"), ...navigator.languages], Object.keys(LANGUAGES));
	for (;;) {
		try {
			const response = await fetch(base + /** @type {Record<string, string>} */ (LANGUAGES)[language]);
			return createTexts(language, await response.json(), navigator.languages);
		} catch {
			await new Promise((done) => setTimeout(done, WORDS_RETRY_MS));
		}
	}
}

/** @param {Record<string, string>} properties */
function paint(properties) {
	for (const [name, value] of Object.entries(properties))
		document.documentElement.style.setProperty(name, value);
}

/** Takes the accent colour from the site's settings, and until they are known the one of last time. */
async function loadAccent() {
	paint(accentProperties(store.get("accent") ?? "#1d4ed8"));
	try {
		const { body } = await api.get("livechat/config");
		store.set("accent", body.config.theme.color);
		paint(accentProperties(body.config.theme.color));
	} catch {
		// The colour of last time will do.
	}
}

/** @param {...Node} nodes */
function showPage(...nodes) {
	document.body.replaceChildren(...nodes);
}

/** @param {import("../shared/i18n.js").Texts} texts */
const contextOf = (texts) => ({ api, base, root, texts, store, languages: Object.keys(LANGUAGES) });

/** @param {import("../shared/i18n.js").Texts} texts @param {any} data  of a login */
function loggedIn(texts, { userId, authToken, me }) {
	store.set("session", { userId, authToken, me });
	begin(texts);
}

/** @param {import("../shared/i18n.js").Texts} texts @param {string} [notice] */
function showLogin(texts, notice) {
	showPage(loginPage({ ...contextOf(texts), notice, loggedIn: (/** @type {any} */ data) => loggedIn(texts, data) }));
}

/** @param {import("../shared/i18n.js").Texts} texts @param {string} [notice] */
function begin(texts, notice) {
	const session = store.get("session");
	if (!session)
		showLogin(texts, notice);
	else if (session.me.requirePasswordChange)
		showPage(passwordPage({ ...contextOf(texts), changed: (/** @type {any} */ me) => loggedIn(texts, { ...session, me }),
			left: () => end(texts, session) }));
	else
		openInbox(contextOf(texts), session);
}

/** @param {import("../shared/i18n.js").Texts} texts @param {string} login  see takeSigned() */
async function beginSigned(texts, login) {
	let data;
	try {
		data = await logInSigned(api, login, store.get("session"));
	} catch (error) {
		showLogin(texts, texts.t("login.signed", { message: /** @type {Error} */ (error).message }));
		return;
	}
	loggedIn(texts, data);
}

/** @param {any} context @param {any} session */
function openInbox(context, session) {
	const app = createApp({ ...context, session, ended: (/** @type {string | undefined} */ notice) =>
		end(context.texts, session, notice) });
	const shell = createShell(app);
	showPage(shell.node);
	app.begin();
}

/**
 * @param {import("../shared/i18n.js").Texts} texts
 * @param {any} session  the one that has ended; another page may have begun the next
 * @param {string} [notice]
 */
function end(texts, session, notice) {
	if (store.get("session")?.authToken === session.authToken)
		store.set("session", null);
	history.replaceState(null, "", location.pathname + location.search);
	begin(texts, notice);
}

document.adoptedStyleSheets = [tokenSheet, baseSheet, ...document.adoptedStyleSheets];
void loadAccent();
const texts = await loadTexts();
document.documentElement.lang = texts.language;
document.documentElement.dir = texts.direction;
document.title = texts.t("title");
document.body.append(el("div", { class: "loading" }));
if (signed)
	await beginSigned(texts, signed);
else
	begin(texts);
