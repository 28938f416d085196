// SPDX-License-Identifier: MIT
// The people of the widget's tests: visitors of somebody else's shop in a browser, and the agent who serves them.

import { after, afterEach, before } from "node:test";
import { logIn, startBrowser, startShop, visit } from "./harness.mjs";

/** @type {import("playwright-core").Browser} */
export let browser;
/** @type {Awaited<ReturnType<typeof logIn>>} */
export let agent;
/** @type {Awaited<ReturnType<typeof startShop>>} */
export let shop;

let restore, visitors = 0;

/** Opens a shop with these pages for the tests of a file; after each of them the settings are as they were. */
export function openShop(pages) {
	before(async () => {
		[browser, agent, shop] = await Promise.all([startBrowser(), logIn(), startShop(pages)]);
	});

	afterEach(async () => {
		await restore?.();
		restore = null;
	});

	after(async () => {
		await browser?.close();
		await shop?.stop();
	});
}

/** Changes settings until the test ends. */
export async function set(settings) {
	restore = await agent.set(settings);
}

export const newName = () => `Visitor ${++visitors} ${Math.random().toString(36).slice(2, 7)}`;

/** A visitor who has filled in the form and opened the chat. With a clock that the test moves, once it has been stopped. */
export async function chatting({ path = "/", isClockOurs = false, ...options } = {}) {
	const visitor = await visit(browser, "about:blank", options), name = newName();
	if (isClockOurs)
		await visitor.page.clock.install();
	await visitor.page.goto(shop.url + path);
	await visitor.widget.open();
	await visitor.widget.register(name);
	return { ...visitor, name };
}

/** A visitor whom the agent serves. */
export async function served(options) {
	const visitor = await chatting(options);
	await visitor.widget.say("hello");
	await visitor.widget.sees("hello", "visitor");
	const rid = await agent.take(visitor.name);
	return { ...visitor, rid };
}
