// SPDX-License-Identifier: MIT
// What accompanies a conversation: a server that wants to be left alone for a while, copies by mail, departments,
// sounds, and who has read what.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { checkAccess, embed, fetchAlone, shopPage, site, until, visit } from "./harness.mjs";
import { agent, browser, newName, openShop, served as talking, set, shop } from "./shop_site.mjs";

const salesPage = shopPage(`<script>
	window.RocketChat = (call) => RocketChat._.push(call);
	RocketChat._ = [];
	RocketChat(function() { this.setDepartment('sales'); });
</script><script src="${site}/livechat/rocketchat-livechat.min.js" async></script>`).replace(embed, "");

openShop({ "/": { html: shopPage() }, "/sales": { html: salesPage } });

/** A visitor whom an agent serves, and who knows by whom. */
async function served(options) {
	const visitor = await talking(options);
	await visitor.page.getByRole("heading", { name: "Lisa Miller" }).waitFor();
	return visitor;
}

const stopClock = async (page) => page.clock.pauseAt(await page.evaluate(() => Date.now() + 1000));

/** Answers requests to a path with that status and "Retry-After", and counts them. */
async function refuse(page, path, status, seconds) {
	const refusal = { count: 0, end: () => page.unroute(path) };
	await page.route(path, (route) => {
		refusal.count++;
		return route.fulfill({ status, json: { success: false, error: "error-x" },
			headers: { "Retry-After": String(seconds), "Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": "Retry-After" } });
	});
	return refusal;
}

/** What people do that makes an idle page ask at once. */
const wake = (page) => page.evaluate(() => {
	dispatchEvent(new Event("online"));
	document.dispatchEvent(new Event("visibilitychange"));
});

/** All that the page had asked for until now has reached the server. */
const asked = (page) => page.evaluate((url) => fetch(url).then((answer) => answer.text()), `${site}/api/info`);

/** What browsers say of a page when another tab is before it, or when it is before the others again. */
const setHidden = (page, isHidden) => page.evaluate((hidden) => {
	Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
	Object.defineProperty(document, "visibilityState", { configurable: true, get: () => hidden ? "hidden" : "visible" });
	document.dispatchEvent(new Event("visibilitychange"));
}, isHidden);

const menu = async (page, name) => {
	await page.getByRole("button", { name: "More options" }).click();
	await page.getByRole("button", { name }).click();
};

describe("A server that says when to ask again", () => {
	for (const status of [429, 503])
		test(`with ${status} gets no message before`, async () => {
			const { page, widget, rid, context } = await served({ isClockOurs: true });
			await stopClock(page);
			const refusal = await refuse(page, /livechat\/message$/, status, 100);
			await widget.say("first");
			await until(() => refusal.count);
			await widget.say("second");
			await widget.sees("second", "visitor", "sending");
			await wake(page);
			await page.clock.runFor(99000);
			await asked(page);
			assert.equal(refusal.count, 1);
			await refusal.end();
			await page.clock.runFor(2000);
			await widget.sees("second", "visitor");
			assert.deepEqual(await agent.reads(rid), ["hello", "first", "second"]);
			await context.close();
		});

	test("is not polled before, whatever the visitor does", async () => {
		for (const status of [429, 503]) {
			const { page, widget, rid, context } = await served({ isClockOurs: true });
			await stopClock(page);
			const refusal = await refuse(page, /messages\.sync/, status, 100);
			await until(async () => {
				await page.clock.runFor(2000);
				return refusal.count;
			});
			await agent.say(rid, "are you there?");
			await wake(page);
			await widget.input.press("x");
			await page.clock.runFor(95000);
			await asked(page);
			assert.equal(refusal.count, 1);
			await refusal.end();
			await page.clock.runFor(7000);
			await widget.sees("are you there?");
			await context.close();
		}
	});
});

describe("A copy of the chat by mail", () => {
	const transcript = "Send the chat by e-mail";

	test("is not offered where the site has none", async () => {
		const { page, context } = await served();
		await page.getByRole("button", { name: "More options" }).click();
		await page.getByRole("button", { name: "End the chat" }).waitFor();
		assert.equal(await page.getByRole("button", { name: transcript }).count(), 0);
		await context.close();
	});

	test("is asked for during the chat, and again when it failed", async () => {
		await set({ Livechat_enable_transcript: true, From_Email: "shop@example.com" });
		const { page, widget, rid, context } = await served();
		await menu(page, transcript);
		const email = page.getByLabel("E-mail", { exact: true }), send = page.getByRole("button", { name: "Send the copy" });
		assert.equal(await email.inputValue(), "visitor@example.com");
		await email.fill("nobody");
		await send.click();
		await page.getByText("This is not an e-mail address").waitFor();
		const address = `copy-${rid.toLowerCase()}@example.com`;
		await email.fill(address);
		const refusal = await refuse(page, /transcript$/, 429, 60);
		await send.click();
		await page.getByText("That did not work. Please try again.").waitFor();
		await checkAccess(page, "transcript failed");
		await refusal.end();
		await send.click();
		await page.getByText(`A copy of this chat is on its way to ${address}.`).waitFor();
		await checkAccess(page, "transcript sent");
		const { mails } = await agent.call("livechat/outbox?count=100");
		assert.equal(mails.filter((mail) => JSON.stringify(mail).includes(address)).length, 1, JSON.stringify(mails));
		await page.getByRole("button", { name: "Back to the chat" }).click();
		await widget.say("thank you");
		await widget.sees("thank you", "visitor");
		await context.close();
	});

	test("is asked for when the chat has ended, and the rating stays", async () => {
		await set({ Livechat_enable_transcript: true, From_Email: "shop@example.com" });
		const { page, widget, rid, context } = await served();
		await agent.close(rid);
		await page.getByRole("radio", { name: "5 stars" }).check({ force: true });
		await page.getByLabel("Would you like to add something?").waitFor();
		await page.getByRole("button", { name: transcript }).click();
		await page.getByLabel("E-mail", { exact: true }).fill(`end-${rid.toLowerCase()}@example.com`);
		await page.getByRole("button", { name: "Send the copy" }).click();
		await page.getByRole("button", { name: "Back to the chat" }).click();
		await page.getByRole("radio", { name: "5 stars", checked: true }).waitFor();
		await page.reload();
		await widget.open();
		await page.getByRole("button", { name: transcript }).waitFor();
		await context.close();
	});
});

describe("Departments", () => {
	const ids = {};
	const departmentOf = async (rid) => (await agent.call(`rooms.info?roomId=${rid}`)).room.departmentId;
	/** Ends the chat as the agent, and begins the next one as the visitor. */
	async function nextChat({ page, widget, name, rid }) {
		await agent.close(rid);
		await page.getByRole("button", { name: "Start a new chat" }).click();
		await widget.say("once more");
		await widget.sees("once more", "visitor");
		return agent.take(name);
	}

	before(async () => {
		const { _id: agentId, username } = await agent.call("me");
		for (const name of ["Sales", "Service", "Stock"])
			({ department: { _id: ids[name] } } = await agent.call("livechat/department", {
				department: { name, enabled: true, showOnRegistration: name !== "Stock", showOnOfflineForm: true, email: "d@example.com" },
				agents: [{ agentId, username }] }));
	});

	after(async () => {
		for (const id of Object.values(ids))
			await fetchAlone(`${site}/api/v1/livechat/department/${id}`, { method: "DELETE", headers: agent.headers });
	});

	test("the page says which before a chat, during one and between two", async () => {
		const { page, widget, name, rid, context, complaints } = await served({ path: "/sales" });
		assert.equal(await departmentOf(rid), ids.Sales);
		const tell = (method, ...values) => page.evaluate(([to, all]) => window.RocketChat.livechat[to](...all), [method, values]);
		const stored = (id) => until(async () => {
			const { token } = await page.evaluate(() => JSON.parse(localStorage.getItem("livechat.visitor")));
			return (await (await fetchAlone(`${site}/api/v1/livechat/visitor/${token}`)).json()).visitor.department === id;
		}, id);
		await tell("setDepartment", ids.Service);
		await stored(ids.Service);
		await widget.say("still here");
		await widget.sees("still here", "visitor");
		assert.deepEqual(await agent.reads(rid), ["hello", "still here"]);
		assert.equal(await departmentOf(rid), ids.Sales);
		const second = await nextChat({ page, widget, name, rid });
		assert.equal(await departmentOf(second), ids.Service);
		await tell("clearDepartment");
		await stored(undefined);
		assert.equal(await departmentOf(second), ids.Service);
		const third = await nextChat({ page, widget, name, rid: second });
		assert.equal(await departmentOf(third), undefined);
		assert.deepEqual(complaints, []);
		await context.close();
	});

	test("the visitor chooses none though the page has said one", async () => {
		const { page, widget, context } = await visit(browser, `${shop.url}/`), name = newName();
		await widget.open();
		await page.evaluate((id) => window.Livechat.call("setDepartment", id), ids.Sales);
		await until(() => page.evaluate((id) => (localStorage.getItem("livechat.visitor") ?? "").includes(id), ids.Sales));
		await page.reload();
		await widget.open();
		const choice = page.getByLabel("Department");
		assert.equal(await choice.inputValue(), ids.Sales);
		await choice.selectOption("Anybody");
		await widget.register(name);
		await widget.say("for anybody");
		assert.equal(await departmentOf(await agent.take(name)), undefined);
		await context.close();
	});

	test("the visitor passes the chat on, to one where it is not already", async () => {
		const { page, widget, name, rid, context } = await served({ path: "/sales" });
		await menu(page, "Change department");
		const choice = page.getByLabel("Department");
		assert.deepEqual(await choice.locator("option").allInnerTexts(), ["Service"]);
		await checkAccess(page, "change of department");
		await page.locator("livechat-widget form").getByRole("button", { name: "Change department" }).click();
		await page.getByText("The chat was passed on to Service").waitFor();
		assert.equal(await departmentOf(rid), ids.Service);
		assert.equal(await agent.take(name), rid);
		await agent.say(rid, "Service here");
		await widget.sees("Service here");
		await menu(page, "Change department");
		assert.deepEqual(await choice.locator("option").allInnerTexts(), ["Sales"]);
		await context.close();
	});

	test("a department where nobody is takes no chat, and the visitor reads why", async () => {
		await agent.call(`livechat/department/${ids.Service}/agents`, { upsert: [], remove: [{ agentId: (await agent.call("me"))._id, username: "lisa" }] });
		const { page, widget, rid, context } = await served({ path: "/sales" });
		await menu(page, "Change department");
		await page.locator("livechat-widget form").getByRole("button", { name: "Change department" }).click();
		await page.getByText("Nobody is there at the moment").waitFor();
		await page.getByRole("button", { name: "Cancel" }).click();
		await widget.say("then here");
		await widget.sees("then here", "visitor");
		assert.equal(await departmentOf(rid), ids.Sales);
		await context.close();
	});
});

test("Who clicks twice, or again because the chat takes its time, has it open", async () => {
	const { page, widget, context } = await visit(browser, "about:blank");
	let goOn;
	await page.route(/\/panel\./, async (route) => {
		await new Promise((resolve) => { goOn = resolve; });
		await route.continue();
	});
	await page.goto(`${shop.url}/`);
	await widget.open();
	await until(() => goOn);
	await widget.open();
	goOn();
	await widget.part("form").waitFor();
	await page.keyboard.press("Escape");
	await widget.window.waitFor({ state: "hidden" });
	await widget.launcher.dblclick();
	await widget.window.waitFor();
	await context.close();
});

test("What is too long for the server, or for a web server before it, says so", async () => {
	const { page, widget, context } = await served();
	for (const refusal of [{ status: 413, json: { success: false, error: "Request body is larger than 131072 bytes [error-body-too-large]",
		errorType: "error-body-too-large" } }, { status: 413, contentType: "text/html", body: "<h1>413</h1>" }]) {
		await page.route(/livechat\/message$/, (route) => route.fulfill({ ...refusal, headers: { "Access-Control-Allow-Origin": "*" } }));
		await widget.say("much too long");
		await page.getByText("Not sent: too long").waitFor();
		await page.getByRole("button", { name: "Discard" }).click();
		await page.getByText("Not sent: too long").waitFor({ state: "detached" });
		await page.unroute(/livechat\/message$/);
	}
	await context.close();
});

test("A sound is off until the visitor wants it, and is made for answers that they do not see", async () => {
	const { page, widget, rid, context } = await served();
	const watch = () => page.evaluate(() => {
		window.tones = 0;
		const { start } = OscillatorNode.prototype;
		OscillatorNode.prototype.start = function (...when) {
			window.tones++;
			return start.apply(this, when);
		};
	});
	const tones = () => page.evaluate(() => window.tones);
	const close = () => page.keyboard.press("Escape");
	await watch();
	await close();
	await agent.say(rid, "unheard");
	await page.getByRole("button", { name: "Chat (1)" }).click();
	assert.equal(await tones(), 0);
	await menu(page, "Switch the sound on");
	await until(async () => await tones() === 2, "the sound, for trying");
	await agent.say(rid, "seen");
	await widget.sees("seen");
	await asked(page);
	assert.equal(await tones(), 2);
	await close();
	await agent.say(rid, "heard");
	await until(async () => await tones() === 4, "the sound while the chat is closed");
	await page.reload();
	await watch();
	await page.getByRole("button", { name: "Chat (1)" }).click();
	await widget.sees("heard");
	await close();
	await agent.say(rid, "heard on the next page");
	await until(async () => await tones() === 2, "the sound on the next page");
	await widget.open();
	await menu(page, "Switch the sound off");
	await close();
	await agent.say(rid, "unheard again");
	await page.getByRole("button", { name: "Chat (1)" }).waitFor();
	await asked(page);
	assert.equal(await tones(), 2);
	await context.close();
});

test("A sound is made while another tab is before the open chat", async () => {
	const { page, rid, context } = await served({ isClockOurs: true });
	await page.evaluate(() => {
		window.tones = 0;
		const { start } = OscillatorNode.prototype;
		OscillatorNode.prototype.start = function (...when) {
			window.tones++;
			return start.apply(this, when);
		};
	});
	await menu(page, "Switch the sound on");
	await until(() => page.evaluate(() => window.tones === 2), "the sound, for trying");
	await setHidden(page, true);
	await agent.say(rid, "heard from behind");
	await until(async () => {
		await page.clock.runFor(60000);
		return page.evaluate(() => window.tones === 4);
	}, "the sound while the page is hidden");
	await context.close();
});

describe("Who has read what", () => {
	const readAt = async (rid) => (await agent.call(`rooms.info?roomId=${rid}`)).room.v?.lastReadTs ?? "";

	test("an answer is read when the visitor has the chat open before them", async () => {
		const { page, widget, rid, context } = await served({ isClockOurs: true });
		const first = (await agent.say(rid, "one")).message.ts;
		await widget.sees("one");
		await until(async () => await readAt(rid) >= first, "the first answer is read");
		await page.keyboard.press("Escape");
		const second = (await agent.say(rid, "two")).message.ts;
		await page.getByRole("button", { name: "Chat (1)" }).waitFor();
		await asked(page);
		assert.ok(await readAt(rid) < second, "the chat is closed");
		await widget.open();
		await until(async () => await readAt(rid) >= second, "the second answer is read");
		await setHidden(page, true);
		const third = (await agent.say(rid, "three")).message.ts;
		await until(async () => {
			await page.clock.runFor(60000);
			return (await widget.texts("agent")).includes("three");
		});
		await asked(page);
		assert.ok(await readAt(rid) < third, "the page is hidden");
		await setHidden(page, false);
		await until(async () => await readAt(rid) >= third, "the third answer is read");
		await page.evaluate(() => window.Livechat.hide());
		const fourth = (await agent.say(rid, "four")).message.ts;
		await until(async () => (await widget.texts("agent")).includes("four"));
		await asked(page);
		assert.ok(await readAt(rid) < fourth, "the page has hidden the chat");
		await context.close();
	});

	test("what could not be told is told later", async () => {
		const { page, widget, rid, context } = await served();
		const refusal = await refuse(page, /livechat\/read$/, 503, 1);
		const { ts } = (await agent.say(rid, "read this")).message;
		await widget.sees("read this");
		await until(() => refusal.count);
		await refusal.end();
		await until(async () => await readAt(rid) >= ts);
		await context.close();
	});

	test("the visitor sees that an agent has read, and how it was after a reload", async () => {
		await set({ Message_Read_Receipt_Enabled: true });
		const { page, widget, rid, context } = await served();
		await widget.say("have you seen this?");
		const message = await widget.sees("have you seen this?", "visitor");
		await message.getByRole("img", { name: "Sent" }).waitFor();
		await agent.reads(rid);
		await message.getByRole("img", { name: "Read" }).waitFor();
		await widget.say("and this?");
		const second = await widget.sees("and this?", "visitor");
		await second.getByRole("img", { name: "Sent" }).waitFor();
		await page.reload();
		await widget.open();
		await message.getByRole("img", { name: "Read" }).waitFor();
		await second.getByRole("img", { name: "Sent" }).waitFor();
		await context.close();
	});
});
