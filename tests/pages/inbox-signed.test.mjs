// SPDX-License-Identifier: MIT
// Agents who come from a website that vouches for them, with a login in the address.

import assert from "node:assert/strict";
import { createHmac, randomBytes } from "node:crypto";
import { after, before, test } from "node:test";
import { begin, closingPages, end, inboxUrl, newAgent, openInbox, openPage } from "./inbox_site.mjs";
import { checkAccess } from "./harness.mjs";

const secret = process.env.LIVECHAT_LOGIN_SECRET;

before(begin);
after(end);

/** The address to which the website sends the browser. */
function addressFor(username, { key = secret, name = "Lisa Lëe" } = {}) {
	const fields = { username, name, email: "", role: "livechat-agent", expires: Math.floor(Date.now() / 1000) + 60,
		nonce: randomBytes(16).toString("hex") };
	const signature = createHmac("sha256", key).update(["livechat login", ...Object.values(fields)].join("\n")).digest("base64url");
	return `${inboxUrl}#login=${Buffer.from(JSON.stringify({ ...fields, signature })).toString("base64url")}`;
}

const chats = (page) => page.getByRole("navigation", { name: "Chats" });

test("the inbox opens, and the address keeps nothing of the login", () => closingPages(async () => {
	const page = await openPage(addressFor(`website${Date.now()}`));
	await chats(page).waitFor();
	assert.equal(page.url(), inboxUrl);
	assert.equal((await page.evaluate(() => JSON.parse(localStorage["livechat-inbox.session"]).me.name)), "Lisa Lëe");
	await page.reload();
	await chats(page).waitFor();
	assert.equal(page.broken, undefined);
}));

test("an address that was used says so, and shows the login", () => closingPages(async () => {
	const address = addressFor(`website${Date.now()}`);
	await chats(await openPage(address)).waitFor();
	const page = await openPage(address);
	await page.getByText("This login was used before").waitFor();
	await page.getByLabel("Password").waitFor();
	assert.equal(page.url(), inboxUrl);
	await checkAccess(page, "refused");
}));

test("an address of somebody who knows no secret lets nobody in", () => closingPages(async () => {
	for (const address of [addressFor("root", { key: "x".repeat(40) }), `${inboxUrl}#login=AAAA`, `${inboxUrl}#login=A`]) {
		const page = await openPage(address);
		await page.getByRole("alert").filter({ hasText: "Your website could not log you in" }).waitFor();
	}
}));

test("another page of the same browser goes on with the new login, and the old one has ended", () => closingPages(async () => {
	const who = await newAgent();
	const page = await openInbox(who);
	const other = await page.context().newPage();
	await other.goto(addressFor(`website${Date.now()}`, { name: "From the website" }));
	await chats(other).waitFor();
	const session = () => page.evaluate(() => localStorage["livechat-inbox.session"]);
	await page.waitForFunction((before) => localStorage["livechat-inbox.session"] !== before, JSON.stringify(who.session));
	await chats(page).waitFor();
	assert.equal(JSON.parse(await session()).me.name, "From the website");
	await page.reload();
	await chats(page).waitFor();
	assert.equal((await who.call("GET", "me")).status, "error");
}));
