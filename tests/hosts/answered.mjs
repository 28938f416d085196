// SPDX-License-Identifier: MIT
// The last sentence of INSTALL: somebody logs in to the inbox and pastes the line for their website; a visitor of that
// writes, and is answered. It prints when.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { site, startBrowser, startShop, visit } from "../pages/harness.mjs";

const person = JSON.parse(process.env.LIVECHAT_AGENT);
const [line] = /<script src="https:\/\/example\.com\/.*<\/script>/.exec(readFileSync(process.env.LIVECHAT_LINE, "utf8"));

let browser, shop;
before(async () => {
	const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Shop</title></head><body><h1>Shop</h1>${
		line.replace("https://example.com", site)}</body></html>`;
	[browser, shop] = await Promise.all([startBrowser(), startShop({ "/": { html } })]);
});
after(async () => {
	await browser.close();
	await shop.stop();
});

test("An agent logs in, a visitor writes, and is answered", async () => {
	const { page, complaints } = await visit(browser, `${site}/livechat/inbox`);
	await page.getByLabel("User name or email").fill(person.username);
	await page.getByLabel("Password", { exact: true }).fill(person.password);
	await page.keyboard.press("Enter");
	if (person.newPassword) {
		await page.getByLabel("Current password").fill(person.password);
		await page.getByLabel("New password").fill(person.newPassword);
		await page.keyboard.press("Enter");
	}
	await page.getByRole("navigation", { name: "Chats" }).waitFor();

	const visitor = await visit(browser, `${shop.url}/`);
	await visitor.widget.open();
	await visitor.widget.register("Olga");
	await visitor.widget.say("Is anybody there?");
	await page.getByRole("button", { name: /^Take the chat of/ }).first().click();
	await page.getByLabel("Answer to the visitor").fill("I am!");
	await page.keyboard.press("Enter");
	await visitor.widget.sees("I am!");
	console.log(`answered at ${Date.now()}`);
	assert.deepEqual([...complaints, ...visitor.complaints], []);
});
