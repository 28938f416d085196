// SPDX-License-Identifier: MIT
// The set-up as somebody with FTP and a browser does it, and its end: a visitor writes, and is answered.

import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { checkAccess, shopPage, site, startBrowser, startShop, until, visit } from "./harness.mjs";

const database = JSON.parse(process.env.LIVECHAT_DATABASE);
/** What becomes of short addresses: null where there is one already. */
const address = JSON.parse(process.env.LIVECHAT_ADDRESS);
const base = address?.short ? new URL(site).origin : site;
const person = { name: "Lisa Simpson", username: "lisa", password: "a long password" };

let browser, shop;
before(async () => {
	[browser, shop] = await Promise.all([startBrowser(), startShop({ "/": { html: shopPage().replaceAll(site, base) } })]);
});
after(async () => {
	await browser.close();
	await shop.stop();
});

/** As an FTP program does it, where the account is another than this one. */
function upload(name, folder = "") {
	const to = path.join(process.env.LIVECHAT_PUBLIC, folder, name);
	fs.writeFileSync(to, "");
	if (process.env.LIVECHAT_ACCOUNT)
		fs.chownSync(to, Number(process.env.LIVECHAT_ACCOUNT), Number(process.env.LIVECHAT_ACCOUNT));
}

/** Types in where the database is, but for its name. */
async function fill(page, password) {
	await page.getByLabel("User").fill(database.user);
	await page.getByLabel("Password").fill(password);
	if (database.socket) {
		await page.getByText("Port or socket").click();
		await page.getByLabel("Socket").fill(database.socket);
	}
	await page.getByRole("button", { name: "Connect and create the tables" }).click();
}

async function picture(page, name) {
	if (process.env.LIVECHAT_PICTURES)
		await page.screenshot({ path: path.join(process.env.LIVECHAT_PICTURES, `${name}.png`), fullPage: true });
}

test("An owner uploads one file, types in where the database is and who they are, and answers a visitor", async () => {
	const { page, complaints, context } = await visit(browser, site + process.env.LIVECHAT_ENTRY);
	await page.getByRole("heading", { name: "Show that this web space is yours" }).waitFor();
	await checkAccess(page, "proof");
	await picture(page, "proof");
	const name = await page.getByLabel("Name of the file").innerText();
	assert.match(name, /^livechat-[\w-]{20}\.txt$/);

	const stranger = await visit(browser, `${site}/livechat/setup`);
	await stranger.page.getByRole("heading", { name: "Show that this web space is yours" }).waitFor();
	upload(name, process.env.LIVECHAT_PROOF);
	await page.getByRole("heading", { name: "Where is the database?" }).waitFor();
	await checkAccess(page, "database");
	assert.equal(await stranger.page.getByRole("heading", { name: "Where is the database?" }).count(), 0);

	await page.getByLabel("Name of the database").fill(database.database);
	await fill(page, "a wrong one");
	await page.getByText("user name or password are wrong").waitFor();
	await picture(page, "database");
	await page.getByLabel("Password").fill(database.password);
	await page.getByRole("button", { name: "Connect and create the tables" }).click();

	if (address) {
		await page.getByRole("heading", { name: "Short addresses" }).waitFor();
		await checkAccess(page, "address");
		await picture(page, "address");
		await page.getByRole("button", { name: address.impossible ? "Go on with the long ones" : "Use short addresses" }).click();
	}
	if (address?.says) {
		await page.getByText(address.says).waitFor();
		await page.getByRole("button", { name: "Keep the long ones" }).click();
	}
	await page.getByRole("heading", { name: "Who are you?" }).waitFor();
	await checkAccess(page, "admin");
	await page.getByRole("button", { name: "Use another database" }).click();
	await page.getByLabel("Name of the database").fill(`not_${database.database}`);
	await fill(page, database.password);
	await page.getByRole("alert").filter({ hasText: /database/ }).waitFor();
	await page.getByLabel("Name of the database").fill(database.database);
	await page.getByRole("button", { name: "Connect and create the tables" }).click();
	await page.getByRole("heading", { name: "Who are you?" }).waitFor();
	await page.reload();
	await page.getByLabel("Name", { exact: true }).fill(person.name);
	await page.getByLabel("Username").fill(person.username);
	await page.getByLabel("Password").fill("short");
	await page.getByRole("button", { name: "Finish" }).click();
	assert.equal(await page.getByRole("heading", { name: "Who are you?" }).count(), 1);
	await page.getByLabel("Password").fill(person.password);
	await picture(page, "admin");
	await page.getByRole("button", { name: "Finish" }).click();

	await page.getByRole("heading", { name: "The chat is ready" }).waitFor();
	await checkAccess(page, "done");
	assert.equal(await page.getByText("Your web server refuses files over 128 KiB.").count(), process.env.LIVECHAT_REFUSES_FILES ? 1 : 0);
	await picture(page, "done");
	assert.equal(await page.getByLabel("The line for your website").innerText(), `<script src="${base}/livechat/widget.js" async></script>`);
	await page.getByRole("link", { name: "Open the inbox" }).click();
	assert.equal(new URL(page.url()).pathname, new URL(`${base}/livechat/inbox`).pathname);
	await page.getByLabel("User name or email").fill(person.username);
	await page.getByLabel("Password").fill(person.password);
	await page.keyboard.press("Enter");

	const visitor = await visit(browser, `${shop.url}/`);
	await visitor.widget.open();
	await visitor.widget.register("Olga");
	await visitor.widget.say("Is anybody there?");
	await page.getByRole("button", { name: /^Take the chat of/ }).first().click();
	await page.getByLabel("Answer to the visitor").fill("I am!");
	await page.keyboard.press("Enter");
	await visitor.widget.sees("I am!");
	console.log(`answered at ${Date.now()}`);
	assert.deepEqual(complaints, []);

	await stranger.page.reload();
	await stranger.page.getByRole("heading", { name: "The set-up is over" }).waitFor();
	for (const one of [context, stranger.context, visitor.context])
		await one.close();
});

test("When it is over its owner is told what is wrong", async () => {
	const { page, context } = await visit(browser, `${site}/livechat/setup`, { viewport: { width: 390, height: 844 } });
	await page.getByText("Something does not work").click();
	await picture(page, "help");
	await checkAccess(page, "help");
	upload(await page.getByLabel("Name of the file").innerText(), "cgi-bin");
	await page.getByRole("heading", { name: "How the installation is" }).waitFor();
	await page.getByText("OK · database", { exact: true }).waitFor();
	await checkAccess(page, "findings");
	await picture(page, "findings");
	await context.close();
});

test("After the upload of a later release its owner updates the tables", { skip: !process.env.LIVECHAT_LATER }, async () => {
	const installed = path.join(process.env.LIVECHAT_PUBLIC, "cgi-bin", "livechat.fcgi");
	fs.copyFileSync(process.env.LIVECHAT_LATER, `${installed}.new`);
	fs.chmodSync(`${installed}.new`, 0o755);
	fs.renameSync(`${installed}.new`, installed);
	const { page, context } = await visit(browser, `${site}/livechat/setup`);
	await page.getByText("Something does not work").click();
	upload(await page.getByLabel("Name of the file").innerText(), "cgi-bin");
	await page.getByRole("heading", { name: "The tables are older than the program" }).waitFor();
	await checkAccess(page, "update");
	await picture(page, "update");
	await page.getByRole("button", { name: "Update the tables" }).click();
	await page.getByRole("heading", { name: "How the installation is" }).waitFor();
	await page.getByRole("link", { name: "Open the inbox" }).click();
	await page.getByLabel("User name or email").fill(person.username);
	await page.getByLabel("Password").fill(person.password);
	// A process that has met the old tables looks at them again after a second.
	await until(async () => {
		await page.keyboard.press("Enter");
		return page.getByRole("navigation", { name: "Chats" }).waitFor({ timeout: 3000 }).then(() => true, () => false);
	});
	await context.close();
});
