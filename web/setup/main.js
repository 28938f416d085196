// SPDX-License-Identifier: MIT
// The set-up of an installation: who it is theirs, where the database is, how long its addresses are, who is the first
// admin. When it is over, the page helps its owner to find what is wrong.

import { createApi } from "../shared/api.js";
import { el } from "../shared/dom.js";
import { createTexts } from "../shared/i18n.js";
import { chooseLanguage } from "../shared/language.js";
import { newId } from "../shared/store.js";
import tokenSheet from "../shared/tokens.css" with { type: "css" };
import baseSheet from "../inbox/base.css" with { type: "css" };
import { addressStep } from "./address.js";
import { adminStep } from "./admin.js";
import { databaseForm, databaseStep, uploadStep } from "./database.js";
import { doneStep, finishedStep } from "./done.js";
import { proofStep } from "./proof.js";
import setupSheet from "./setup.css" with { type: "css" };

/** @typedef {ReturnType<typeof createSetup>} Setup */
/** What the server says of the installation. @typedef {{open: boolean, hasPlace: boolean, proved: boolean, takesKey: boolean, fileName?: string, key?: string,
 *     optionFile?: string, hasOptionFile?: boolean, filesMissing?: number, findings?: {level: string, subject: string, text: string, remedy?: string}[],
 *     errors?: {text: string, times: number, lastAt: string}[]}} State */

const root = new URL("../../", import.meta.url).href.replace(/\/$/, "");
const base = new URL("../", import.meta.url).href;
const LANGUAGES = { en: asset("setup.en.json"), de: asset("setup.de.json") };
const STEPS = ["proof", "database", "address", "admin", "done"];
const AGAIN_MS = 3000;

/** What lasts as long as the tab: how this browser proves that the web space is its owner's, and whether addresses stay long. */
function createMemory() {
	/** @type {Record<string, string | undefined>} */
	const kept = { nonce: newId(43), key: undefined, long: undefined };
	try {
		for (const name of Object.keys(kept))
			kept[name] = sessionStorage.getItem(`livechat-setup.${name}`) || kept[name];
		sessionStorage.setItem("livechat-setup.nonce", String(kept.nonce));
	} catch {
		// The browser denies it: then a reload begins anew.
	}
	return {
		proof: () => ({ nonce: kept.nonce, key: kept.key ?? null }),
		/** @param {string} name */
		has: (name) => Boolean(kept[name]),
		/** @param {string} name @param {string | undefined} value */
		keep(name, value) {
			kept[name] = value;
			try {
				sessionStorage.setItem(`livechat-setup.${name}`, value ?? "");
			} catch {
				// See above.
			}
		},
	};
}

/** @param {import("../shared/i18n.js").Texts} texts */
function createSetup(texts) {
	const { t } = texts, memory = createMemory();
	const steps = el("ol", { class: "s-steps" }), body = el("div", { class: "s-body" });
	/** @type {ReturnType<typeof setTimeout> | undefined} */
	let again;

	const setup = {
		t, texts,
		/** What stands before "/livechat" in the addresses that people are given. */
		root,
		/** The web server lets no large files through, and the copy of the program does not help. */
		refusesFiles: false,
		/**
		 * @param {string} what  a part of the set-up
		 * @param {Record<string, any>} [fields]
		 * @param {import("../shared/api.js").Call & {at?: string}} [call]  at: the address to ask at, unless it is that of this page
		 * @returns {Promise<any>}
		 */
		async ask(what, fields, call) {
			return (await createApi(call?.at ?? root).post(`livechat/setup${what}`, { ...memory.proof(), ...fields }, call)).body;
		},
		/** @param {string | undefined} key */
		keepKey: (key) => memory.keep("key", key),
		keepLong: () => memory.keep("long", "yes"),
		staysLong: () => memory.has("long"),
		/** What went wrong, in words. @param {any} error */
		failure(error) {
			if (error.status === 429)
				return t("tooMany", { count: Math.max(1, Math.ceil(error.retryAfterMs / 60000)) });
			if (error.isTemporary)
				return t(error.status ? "unavailable" : "unreachable");
			const words = t(`error.${error.code}`);
			return words === `error.${error.code}` ? String(error.message).replace(/ ?\[[\w-]+\]$/, "") : words;
		},
		/** The language of that: what the server says is in English. @param {any} error */
		languageOf: (error) => error.isTemporary || !error.status || t(`error.${error.code}`) !== `error.${error.code}` ? texts.language : "en",
		/** @param {string} step @param {...Node} content */
		show(step, ...content) {
			clearTimeout(again);
			const at = STEPS.indexOf(step);
			steps.hidden = at < 0;
			steps.replaceChildren(...STEPS.map((name, i) => el("li", { class: i < at || step === "done" ? "is-done" : "",
				"aria-current": i === at && "step" }, el("span", {}, t(`step.${name}`)))));
			body.replaceChildren(...content);
			/** @type {HTMLElement | null} */ (body.querySelector("input, button.primary, a.primary"))?.focus();
		},
		/** Asks how things are, and goes on from there. */
		async look() {
			try {
				await next(await setup.ask(""));
			} catch (error) {
				setup.show("", el("h1", {}, t("title")), el("p", { class: "form-error", role: "alert" }, setup.failure(error)),
					el("button", { type: "button", class: "primary", onclick: () => void setup.look() }, t("again")));
			}
		},
		/** Looks again whether the file has been uploaded. @param {(state: State) => void} seen */
		watch(seen) {
			clearTimeout(again);
			again = setTimeout(async () => {
				const state = await setup.ask("", { key: null }).catch(() => null);
				if (state)
					seen(state);
				else
					setup.watch(seen);
			}, AGAIN_MS);
		},
		/** @param {string} text  of the option file that has to be uploaded @param {string} path */
		upload: (text, path) => uploadStep(setup, text, path),
		/** Until there is an admin it may still be another one. */
		database: () => databaseForm(setup),
		/** The tables are there. */
		address: () => addressStep(setup),
		admin: () => adminStep(setup),
		/** @param {{username: string, keyRemains: boolean, optionFile: string}} outcome */
		done: (outcome) => doneStep(setup, outcome),
	};

	/** @param {State} state */
	async function next(state) {
		if (state.proved)
			setup.keepKey(state.key);
		if (!state.open)
			finishedStep(setup, state);
		else if (!state.proved)
			proofStep(setup, state);
		else
			await databaseStep(setup, state);
	}

	const isPlain = location.protocol === "http:" && !["localhost", "127.0.0.1", "[::1]"].includes(location.hostname);
	document.documentElement.lang = texts.language;
	document.title = t("title");
	document.body.replaceChildren(el("main", { class: "s-page" }, el("div", { class: "s-card" },
		isPlain && el("p", { class: "s-note", role: "note" }, t("plain"), " ", el("a", { href: location.href.replace(/^http:/, "https:") }, "https://")),
		steps, body)));
	return setup;
}

async function begin() {
	document.adoptedStyleSheets = [tokenSheet, baseSheet, setupSheet];
	const language = chooseLanguage([...navigator.languages], Object.keys(LANGUAGES));
	const words = await fetch(base + /** @type {Record<string, string>} */ (LANGUAGES)[language]);
	await createSetup(createTexts(language, await words.json(), navigator.languages)).look();
}

void begin();
