// SPDX-License-Identifier: MIT
// The page "Health" behind a web server that lets large files through, or does not; its finding about them is printed.

import assert from "node:assert/strict";
import path from "node:path";
import { after, before, test } from "node:test";
import { accessible, browser, close, closeBrowser, loaded, open, part, person } from "./manage_site.mjs";

before(browser);
after(closeBrowser);

test("large files", async () => {
	const page = await open(await person("admin"), "health");
	await loaded(page);
	const row = part(page).getByRole("listitem").filter({ hasText: "Large files" });
	assert.equal(await row.count(), 1);
	await accessible(page, "large files");
	if (process.env.LIVECHAT_PICTURES)
		await row.screenshot({ path: path.join(process.env.LIVECHAT_PICTURES, `health-${process.env.LIVECHAT_NAME}.png`) });
	const lines = row.getByLabel("Lines for .htaccess");
	console.log(`FOUND ${JSON.stringify({ text: await row.innerText(), lines: await lines.count() ? await lines.innerText() : null })}`);
	await close(page);
});
