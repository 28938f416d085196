// SPDX-License-Identifier: MIT
// The owner of a WordPress uploads the plug-in, answers a visitor in the inbox, and deletes the plug-in.

import assert from "node:assert/strict";
import path from "node:path";
import { after, before, test } from "node:test";
import { site, startBrowser, until, visit } from "./harness.mjs";

const people = JSON.parse(process.env.LIVECHAT_PEOPLE);
const admin = `${site}/wp-admin`;
const inboxUrl = `${site}/cgi-bin/livechat.fcgi/livechat/inbox`;

let browser, boss;
before(async () => {
	browser = await startBrowser();
	boss = await logIn(people.admin);
});
after(() => browser.close());

/** Somebody who is logged in to WordPress, in a browser of their own. */
async function logIn(user) {
	const { page } = await visit(browser, `${site}/wp-login.php`);
	await page.getByLabel("Username or Email Address").fill(user);
	await page.getByLabel("Password", { exact: true }).fill(process.env.LIVECHAT_PASSWORD);
	await page.getByRole("button", { name: "Log In" }).click();
	await page.waitForURL(/wp-admin/);
	return page;
}

async function picture(page, name) {
	if (process.env.LIVECHAT_PICTURES)
		await page.screenshot({ path: path.join(process.env.LIVECHAT_PICTURES, `${name}.png`) });
}

const menuItem = (page) => page.locator("#adminmenu a.menu-top", { hasText: "Livechat" });
const widgets = async () => (await (await fetch(site)).text()).split("/livechat/widget.js").length - 1;

/** Opens the inbox from the menu of WordPress. */
async function openInbox(page) {
	await page.goto(admin);
	await menuItem(page).click();
	await page.getByRole("navigation", { name: "Chats" }).waitFor();
	assert.equal(page.url(), inboxUrl);
}

test("The zip is uploaded and activated, and says nothing is wrong", async () => {
	assert.equal(await widgets(), 0);
	await boss.goto(`${admin}/plugin-install.php?tab=upload`);
	await boss.locator("input[name=pluginzip]").setInputFiles(process.env.LIVECHAT_ZIP);
	await boss.getByRole("button", { name: "Install Now" }).click();
	await boss.getByRole("link", { name: "Activate Plugin" }).click();
	await boss.getByText("Plugin activated.").waitFor();
	assert.equal(await boss.locator("#livechat-problem").count(), 0);
	assert.equal(await widgets(), 1);
});

test("A visitor writes, and is answered in the inbox that the menu opens", async () => {
	await openInbox(boss);
	const visitor = await visit(browser, site);
	await visitor.widget.open();
	await visitor.widget.register("Olga");
	await visitor.widget.say("Is anybody there?");
	await boss.getByRole("button", { name: /^Take the chat of/ }).first().click();
	await boss.getByLabel("Answer to the visitor").fill("I am!");
	await boss.keyboard.press("Enter");
	await visitor.widget.sees("I am!");
	await picture(visitor.page, "visitor");
	await picture(boss, "inbox");
	assert.deepEqual(visitor.complaints, []);
	await visitor.context.close();
});

test("Back in the browser leads to no login that was used", async () => {
	await until(async () => {
		await boss.goBack();
		return boss.url().startsWith(admin);
	}, "the way back to WordPress");
	await boss.goForward();
	await boss.getByRole("navigation", { name: "Chats" }).waitFor();
});

test("The settings show the address, and switch the widget off and on", async () => {
	await boss.goto(`${admin}/admin.php?page=livechat-settings`);
	assert.equal(await boss.locator("#livechat-url").innerText(), `${site}/cgi-bin/livechat.fcgi`);
	await boss.getByText("The chat is ready.").waitFor();
	await picture(boss, "settings");
	for (const shown of [0, 1]) {
		await boss.getByLabel("Show the chat on all pages").setChecked(shown === 1);
		await boss.getByLabel("Editors are").selectOption("managers");
		await boss.getByRole("button", { name: "Save" }).click();
		await until(async () => await widgets() === shown, "the widget follows its switch");
		await boss.waitForLoadState();
	}
});

test("An editor is what the settings say, and others have no such menu", async () => {
	const editor = await logIn(people.editor);
	await openInbox(editor);
	const { me } = await editor.evaluate(() => JSON.parse(localStorage["livechat-inbox.session"]));
	assert.deepEqual([me.name, me.email, me.roles.toSorted()],
		["The editor", "editor@example.com", ["livechat-agent", "livechat-manager", "user"]]);
	await editor.goto(`${admin}/admin.php?page=livechat-settings`);
	await editor.getByText("you are not allowed to access this page").waitFor();
	const writer = await logIn(people.writer);
	assert.equal(await menuItem(writer).count(), 0);
	for (const page of [editor, writer])
		await page.context().close();
});

test("Who deactivates and deletes it has a website without a chat", async () => {
	await boss.goto(`${admin}/plugins.php`);
	await boss.locator("#deactivate-livechat").click();
	await boss.getByText("Plugin deactivated.").waitFor();
	assert.equal(await widgets(), 0);
	assert.equal(await menuItem(boss).count(), 0);
	await boss.locator("#delete-livechat").click();
	await boss.getByRole("button", { name: "Yes, delete these files" }).click();
	await boss.getByText("deleted").waitFor();
	assert.equal(await boss.locator("#deactivate-livechat, #activate-livechat").count(), 0);
});
