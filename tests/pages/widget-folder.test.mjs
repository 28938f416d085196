// SPDX-License-Identifier: MIT
// The widget as files in a folder that the web server serves itself: the program only answers what changes.

import assert from "node:assert/strict";
import { test } from "node:test";
import { embed, shopPage, site, until, visit } from "./harness.mjs";
import { agent, browser, openShop, set, shop } from "./shop_site.mjs";

const rocketPage = shopPage(`<script>
	window.RocketChat = (call) => RocketChat._.push(call);
	RocketChat._ = [];
	RocketChat(function() { this.setGuestName('Rocket Guest'); this.maximizeWidget(); });
</script><script src="${site}/livechat/rocketchat-livechat.min.js" async></script>`).replace(embed, "");

openShop({ "/": { html: shopPage() }, "/rocket": { html: rocketPage } });

/** The files that a page has asked for, by whether the program answered: it numbers its answers. */
function watch(page) {
	const files = { folder: new Set(), program: new Set() };
	page.on("response", (response) => {
		const { pathname } = new URL(response.url());
		if (pathname.startsWith("/livechat/"))
			files[response.headers()["x-request-id"] ? "program" : "folder"].add(pathname.slice("/livechat/".length));
	});
	return files;
}

test("A visitor and an agent chat through it", async () => {
	const { page, widget, context, complaints } = await visit(browser, "about:blank");
	const files = watch(page);
	await page.goto(`${shop.url}/`);
	await widget.launcher.waitFor();
	assert.deepEqual([...files.folder], ["widget.js"]);
	await widget.open();
	await widget.register("Visitor of the folder");
	await widget.say("hello");
	await widget.sees("hello", "visitor");
	const rid = await agent.take("Visitor of the folder");
	await agent.say(rid, "hello yourself");
	await widget.sees("hello yourself");
	assert.deepEqual(await agent.reads(rid), ["hello", "hello yourself"]);
	assert.deepEqual([...files.program], ["widget-settings.json"]);
	assert.ok([...files.folder].some((name) => name.startsWith("assets/room.")), [...files.folder].join());
	assert.deepEqual(complaints, []);
	await context.close();
});

test("What the site has set is seen without copying anything again", async () => {
	await set({ Livechat_launcher_text: "Ask us", Livechat_launcher_color: "#0a7d32", Livechat_launcher_text_color: "#ffff00" });
	const { widget, context } = await visit(browser, `${shop.url}/`);
	await widget.launcher.getByText("Ask us").waitFor();
	assert.deepEqual(await widget.launcher.evaluate((button) => {
		const { backgroundColor, color } = getComputedStyle(button);
		return [backgroundColor, color];
	}), ["rgb(10, 125, 50)", "rgb(255, 255, 0)"]);
	await context.close();
});

test("Pages with the embed code of Rocket.Chat get it, too", async () => {
	const { page, widget, context, complaints } = await visit(browser, `${shop.url}/rocket`);
	await widget.part("form").waitFor();
	assert.equal(await page.getByLabel("Name", { exact: true }).inputValue(), "Rocket Guest");
	assert.deepEqual(complaints, []);
	await context.close();
});

test("The chat as a page of its own and the inbox are there, with the policy that the program sends", async () => {
	for (const path of ["/livechat", "/livechat/inbox"]) {
		const { page, context, complaints } = await visit(browser, "about:blank");
		const answer = await page.goto(site + path);
		assert.match(answer.headers()["content-security-policy"], /script-src 'self'/);
		await until(() => page.getByLabel(/^(Name|User name|Username)/).first().isVisible(), path);
		assert.deepEqual(complaints, []);
		await context.close();
	}
});
