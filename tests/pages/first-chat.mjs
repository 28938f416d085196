// SPDX-License-Identifier: MIT
// The first five minutes, from the address that `make run` prints, with no other page read: a visitor's first message,
// and an agent's answer. Each click is counted.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { site, startBrowser, visit } from "./harness.mjs";

const CLICKS_TO_WRITE = 3;
const CLICKS_TO_ANSWER = 4;

let browser;
before(async () => {
	browser = await startBrowser();
});
after(() => browser.close());

/** Counts what a person clicks in a page. */
async function countClicks(page) {
	await page.exposeFunction("clicked", () => {
		page.clicks = (page.clicks ?? 0) + 1;
	});
	await page.addInitScript(() => addEventListener("click", (event) => event.isTrusted && globalThis.clicked(), true));
}

test(`the first message takes ${CLICKS_TO_WRITE} clicks, its answer ${CLICKS_TO_ANSWER} more`, async () => {
	const { context, page } = await visit(browser, "about:blank");
	await countClicks(page);
	await page.goto(`${site}/`);
	await page.getByRole("button", { name: "Chat" }).click();
	await page.getByRole("textbox").fill("Is the green tea from this year?");
	await page.keyboard.press("Enter");
	await page.locator("livechat-widget [data-from=visitor][data-state=stored]").waitFor();
	assert.ok(page.clicks <= CLICKS_TO_WRITE, `${page.clicks} clicks until the first message`);

	const [, username, password] = /log in as\s+(\S+)\s+with the password\s+(\S+)\./.exec(
		await page.locator("main, body").first().innerText()) ?? assert.fail("the page does not say who may log in");
	const inbox = await context.newPage();
	await countClicks(inbox);
	await inbox.goto(`${site}/`);
	await inbox.getByRole("link", { name: "Open the inbox" }).click();
	await inbox.getByLabel("User name or email").fill(username);
	await inbox.getByLabel("Password").fill(password);
	await inbox.keyboard.press("Enter");
	await inbox.getByRole("button", { name: /^Take the chat of/ }).first().click();
	await inbox.getByLabel("Answer to the visitor").fill("Yes, it arrived in May.");
	await inbox.keyboard.press("Enter");
	await page.locator("livechat-widget [data-from=agent]", { hasText: "Yes, it arrived in May." }).waitFor();
	assert.ok(inbox.clicks <= CLICKS_TO_ANSWER, `${inbox.clicks} clicks until the answer`);
});
