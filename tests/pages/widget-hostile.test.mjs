// SPDX-License-Identifier: MIT
// What attackers write to a visitor: an agent's account that somebody has stolen, a setting, the address of a page.

import assert from "node:assert/strict";
import { test } from "node:test";
import { shopPage, until, visit } from "./harness.mjs";
import { hostileNames, hostileTexts, nothing, outcome } from "./hostile_texts.mjs";
import { agent, browser, openShop, set, shop } from "./shop_site.mjs";

openShop({ "/": { html: shopPage() } });

/** What the texts have become in the host page and in the widget, which is a shadow root in it. */
const found = (page) => page.evaluate(`(${outcome})([document.querySelector("livechat-widget").shadowRoot])`);

test("what agents and settings say is text in the widget", async () => {
	const [title, message, name] = hostileNames.slice(5);
	await set({ Livechat_title: title, Livechat_registration_form_message: message });
	const { user } = await agent.call("users.updateOwnBasicInfo", { data: {} });
	try {
		await agent.call("users.updateOwnBasicInfo", { data: { name } });
		const { context, page, complaints, widget } = await visit(browser, `${shop.url}/?<svg onload=window.hit=1>#<img src=x onerror=window.hit=1>`);
		await widget.open();
		await widget.part("header").getByText(title).waitFor();
		await widget.register("Quinn");
		await widget.say("hello");
		const rid = await agent.take("Quinn");
		for (const text of hostileTexts)
			await agent.say(rid, text);
		await until(async () => await widget.messages("agent").count() >= hostileTexts.length);
		assert.deepEqual(await found(page), nothing);
		assert.deepEqual(complaints, []);
		await context.close();
	} finally {
		await agent.call("users.updateOwnBasicInfo", { data: { name: user.name } });
	}
});
