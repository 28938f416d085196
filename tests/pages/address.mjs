// SPDX-License-Identifier: MIT
// Short addresses on hosts and beside websites where they do not work: the owner is told why, and goes on with the long ones.

import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { checkAccess, site, startBrowser, until, visit } from "./harness.mjs";

const proof = JSON.parse(process.env.LIVECHAT_PROOF);
const note = path.join(process.env.LIVECHAT_HOME, "livechat.trial");

let browser;
before(async () => {
	browser = await startBrowser();
});
after(() => browser.close());

/** The step, for an owner whose tables are there. */
async function stepOf(options) {
	const visitor = await visit(browser, "about:blank", options);
	await visitor.context.addInitScript((kept) => {
		if (!sessionStorage.getItem("livechat-setup.key"))
			for (const [name, value] of Object.entries(kept))
				sessionStorage.setItem(`livechat-setup.${name}`, value);
	}, proof);
	await visitor.page.goto(`${site}/livechat/setup`);
	return visitor;
}

async function picture(page, name) {
	if (process.env.LIVECHAT_PICTURES)
		await page.screenshot({ path: path.join(process.env.LIVECHAT_PICTURES, `${name}.png`), fullPage: true });
}

/** The minute in which it could be confirmed is over. */
const expire = () => fs.writeFileSync(note, fs.readFileSync(note, "utf8").replace(/^\d+/, "1"));

test("They are tried, and not kept", { skip: !process.env.LIVECHAT_SAYS }, async () => {
	const { page, complaints, context } = await stepOf();
	await page.getByRole("button", { name: "Use short addresses" }).click();
	if (process.env.LIVECHAT_BREAKS) {
		await page.getByText("Putting everything back").waitFor();
		await picture(page, "address-puts-back");
		assert.ok(await page.getByRole("button", { name: "Keep the long ones" }).isDisabled());
		assert.equal((await fetch(`${site}/livechat/setup`)).status, 403);
		expire();
	}
	await page.getByRole("alert").getByText(process.env.LIVECHAT_SAYS).waitFor();
	await until(() => !fs.existsSync(note));
	await checkAccess(page, "not kept");
	await picture(page, "address-not-kept");
	await page.getByText("The lines, to add them by hand").click();
	assert.match(await page.getByLabel("Lines for .htaccess").innerText(), /^# BEGIN livechat\n[^]*\n# END livechat\n$/);
	await page.getByRole("button", { name: "Keep the long ones" }).click();
	await page.getByRole("heading", { name: "Who are you?" }).waitFor();
	await page.reload();
	await page.getByRole("heading", { name: "Who are you?" }).waitFor();
	assert.deepEqual(complaints, []);
	await context.close();
});

test("A page that is loaded again while it tries them puts everything back", { skip: !process.env.LIVECHAT_LEAVES }, async () => {
	const { page, complaints, context } = await stepOf();
	let left = () => {};
	const confirms = new Promise((done) => {
		left = done;
	});
	await page.route((url) => url.pathname === "/api/v1/livechat/setup.address", async (route) => {
		if (route.request().postDataJSON()?.action === "confirm")
			left();
		else
			await route.continue();
	});
	await page.getByRole("button", { name: "Use short addresses" }).click();
	await confirms;
	assert.ok(fs.existsSync(note));
	await page.reload();
	await page.getByRole("button", { name: "Use short addresses" }).waitFor();
	assert.ok(!fs.existsSync(note));
	assert.deepEqual(complaints, []);
	await context.close();
});

test("The program cannot write the lines", { skip: !process.env.LIVECHAT_CAUSE }, async () => {
	const { page, complaints, context } = await stepOf({ locale: "de-AT", viewport: { width: 390, height: 844 } });
	await page.getByText("deshalb bleiben die Adressen lang").waitFor();
	await page.getByText(process.env.LIVECHAT_CAUSE).waitFor();
	await page.getByLabel("Zeilen für .htaccess").waitFor();
	await checkAccess(page, "cannot");
	assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "nothing is cut off");
	await picture(page, "address-cannot");
	await page.getByRole("button", { name: "Mit den langen weitermachen" }).click();
	await page.getByRole("heading", { name: "Wer sind Sie?" }).waitFor();
	assert.deepEqual(complaints, []);
	await context.close();
});
