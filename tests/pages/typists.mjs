// SPDX-License-Identifier: MIT
// A visitor in the widget and an agent in the inbox who type at the same time. Whatever they have typed is on both
// screens and in the database in the end, once and in one order. A Python test starts the servers and reads the rows.

import assert from "node:assert/strict";
import { fetchAlone, until, visit } from "./harness.mjs";

/** How fast people type. */
const KEY_MS = 100;
/** Only a test that fails waits that long: after a failure the pages wait for up to half a minute. */
export const PATIENCE_MS = 90000;

/** Asks the Python test for something that a browser cannot do: a method of control.py. */
export async function control(what, ...args) {
	const answer = await fetchAlone(`${process.env.LIVECHAT_CONTROL}/${what}`, { method: "POST", body: JSON.stringify(args) });
	const result = await answer.json();
	assert.ok(answer.ok, result);
	return result;
}

/** Looks at each change of a page's messages for one that is shown twice, and notes the states of each. */
function watch([host, selector]) {
	const root = host ? document.querySelector(host).shadowRoot : document;
	// The widget says who wrote it before each message, for those who listen.
	const textOf = (one) => one.textContent.replace(/^[^:]*: /, "");
	const shown = () => [...root.querySelectorAll(selector)];
	const twice = new Set(), states = {};
	const look = () => {
		shown().map(textOf).filter((text, i, all) => all.indexOf(text) !== i).forEach((text) => twice.add(text));
		for (const one of shown()) {
			const { state } = one.closest("[data-state]").dataset, all = states[textOf(one)] ??= [];
			if (all.at(-1) !== state)
				all.push(state);
		}
	};
	new MutationObserver(look).observe(root, { subtree: true, childList: true, characterData: true, attributes: true });
	globalThis.seen = () => ({ texts: shown().map(textOf), twice: [...twice] });
	globalThis.states = () => states;
}

/** Somebody who writes messages that begin with `word`, and are numbered. */
function createPerson({ page, complaints }, { word, box, unsent, keyMs }) {
	const person = {
		word, page, complaints, typed: /** @type {string[]} */ ([]),
		/** Types a message key by key, as a person does, and sends it. */
		async type() {
			const text = `${word} ${person.typed.length + 1}`;
			await box.pressSequentially(text, { delay: keyMs });
			await box.press("Enter");
			person.typed.push(text);
			return text;
		},
		/** @returns {Promise<{texts: string[], twice: string[]}>} the messages on the screen, from the oldest */
		seen: () => page.evaluate(() => globalThis.seen()),
		/** @returns {Promise<Record<string, string[]>>} by the text of each message the states that it has been in */
		states: () => page.evaluate(() => globalThis.states()),
		/** Waits until `text`, which the other one wrote, is on the screen. */
		sees: (text) => until(async () => (await person.seen()).texts.includes(text),
			`${text} is on the screen of who types ${word}s at ${new URL(page.url()).host}`, PATIENCE_MS),
		unsent: () => page.locator(unsent).count(),
	};
	return person;
}

/** Lets somebody into a page whose way to the network `prepare` has changed. */
async function enter(browser, url, prepare) {
	const view = await visit(browser, "about:blank");
	view.context.setDefaultTimeout(PATIENCE_MS);
	await prepare?.(view.page);
	await view.page.goto(url);
	return view;
}

/**
 * A visitor, and the agent who has taken their chat.
 * @param {import("playwright-core").Browser} browser
 * @param {object} where
 * @param {string} where.name  the visitor's
 * @param {string} where.url  of the site
 * @param {string} where.username  the agent's
 * @param {string} [where.shop]  a page with the widget's button; else the visitor is on the page of the chat itself
 * @param {(page: import("playwright-core").Page) => Promise<void>} [where.prepare]  called with each page before it loads
 */
export async function meet(browser, { name, url, username, shop, prepare, keyMs = KEY_MS }) {
	const inbox = await enter(browser, `${url}/livechat/inbox`, prepare);
	await inbox.page.getByLabel("User name or email").fill(username);
	await inbox.page.getByLabel("Password").fill(process.env.LIVECHAT_PASSWORD);
	await inbox.page.keyboard.press("Enter");
	await inbox.page.getByRole("switch", { name: "Available" }).waitFor();

	const view = await enter(browser, shop ?? `${url}/livechat`, prepare);
	if (shop)
		await view.widget.open();
	await view.widget.register(name);
	await view.page.evaluate(watch, ["livechat-widget", "[part=message] .bubble"]);
	const visitor = createPerson(view, { word: "question", box: view.widget.input, keyMs,
		unsent: "livechat-widget [part=message]:not([data-state=stored])" });
	await visitor.type();
	await inbox.page.getByRole("button", { name: `Take the chat of ${name}`, exact: true }).click();
	const box = inbox.page.getByLabel("Answer to the visitor");
	await box.waitFor();
	await inbox.page.evaluate(watch, ["", "[role=log] .message .text"]);
	const agent = createPerson(inbox, { word: "answer", box, keyMs,
		unsent: "[role=log] .message:is([data-state=sending], [data-state=failed])" });
	await agent.sees(visitor.typed[0]);
	return { name, visitor, agent, people: [visitor, agent] };
}

/** Waits until everything has arrived, and compares what was typed with both screens and the database. */
export async function compare({ name, people }) {
	const all = people.flatMap(({ typed }) => typed);
	for (const person of people) {
		await until(async () => {
			const { texts } = await person.seen();
			return all.every((text) => texts.includes(text)) && !await person.unsent();
		}, `${name}: everything on the screen of who types ${person.word}s`, PATIENCE_MS);
	}
	const stored = await control("stored", name);
	for (const { word, typed } of people)
		assert.deepEqual(stored.filter((text) => text.startsWith(word)), typed, name);
	assert.equal(stored.length, all.length);
	for (const { seen, complaints } of people) {
		assert.deepEqual(await seen(), { texts: stored, twice: [] }, name);
		assert.deepEqual(complaints, []);
	}
}

/** Calls `work` while everybody types without a pause, and compares in the end. */
export async function whileAllType(pairs, work) {
	let goesOn = true;
	const typing = pairs.flatMap(({ people }) => people).map(async (person) => {
		while (goesOn)
			await person.type();
	});
	try {
		await work();
	} finally {
		goesOn = false;
		await Promise.all(typing);
	}
	await Promise.all(pairs.map(compare));
}

/** Waits until each of two reads what the other one types from now on. */
export async function goOn({ visitor, agent }) {
	const next = ({ word, typed }) => `${word} ${typed.length + 1}`;
	await Promise.all([agent.sees(next(visitor)), visitor.sees(next(agent))]);
}
