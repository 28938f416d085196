// SPDX-License-Identifier: MIT
// What somebody does in phpMyAdmin: imports a file into the database, or runs a statement in it.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startBrowser } from "../pages/harness.mjs";

const { database, user, password } = JSON.parse(process.env.LIVECHAT_DATABASE);

let browser, page;
before(async () => {
	browser = await startBrowser();
	page = await (await browser.newContext({ locale: "en-GB" })).newPage();
	await page.goto(process.env.PHPMYADMIN);
	await page.locator("[name=pma_username]").fill(user);
	await page.locator("[name=pma_password]").fill(password);
	await page.locator("#input_go").click();
	await page.locator("#pma_navigation").waitFor();
});
after(() => browser.close());

/** Opens a page of the database; fails where the answer says that something is wrong. */
async function inDatabase(what, act) {
	await page.goto(`${process.env.PHPMYADMIN}/index.php?route=/database/${what}&db=${database}`);
	await act();
	assert.deepEqual(await page.locator("#page_content .alert-danger:visible").allInnerTexts(), []);
}

test("A file is imported", { skip: !process.env.LIVECHAT_FILE }, () => inDatabase("import", async () => {
	await page.locator("#input_import_file").setInputFiles(process.env.LIVECHAT_FILE);
	await page.locator("#buttonGo").click();
	await page.getByText("Import has been successfully finished").first().waitFor();
}));

test("A statement is run", { skip: !process.env.LIVECHAT_STATEMENT }, () => inDatabase("sql", async () => {
	const editor = page.locator("#sqlqueryform .CodeMirror");
	await editor.waitFor();
	await editor.evaluate((element, text) => element.CodeMirror.setValue(text), process.env.LIVECHAT_STATEMENT);
	await page.locator("#button_submit_query").click();
	await page.getByText("1 row inserted").first().waitFor();
}));
