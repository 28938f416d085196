// SPDX-License-Identifier: MIT
// The official widget, unmodified, made live by the page /livechat/official: on a website of another origin, with the
// embed code that Rocket.Chat hands out.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import { createPoller } from "../../web/shared/poll.js";
import { startLine } from "./bad_line.mjs";
import { fetchAlone, logIn, site, startBrowser, startShop, until } from "./harness.mjs";

const AGENT_NAME = "Lisa Miller";
/** Chromium says so where there is no sound to play. */
const NO_SOUND = /no supported source|^$/;

/** The embed code as docs/integrator.md has it. */
const embedCode = readFileSync(new URL("../../docs/integrator.md", import.meta.url), "utf8")
	.match(/^ {4}<script>\n(?: {4}.*\n)+? {4}<\/script>$/gm).find((code) => code.includes("/livechat/official'"));

const embedOf = (base) => embedCode.replace("https://host", base);

const shopWith = (base) => `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><title>Shop</title><h1>Shop</h1>${embedOf(base)}`;

let browser, agent, shop, line;

before(async () => {
	[browser, agent, line] = await Promise.all([startBrowser(), logIn(), startLine(new URL(site))]);
	shop = await startShop({ "/": { html: shopWith(site) }, "/proxy": { html: shopWith(line.url) } });
});

after(async () => {
	await browser?.close();
	await shop?.stop();
	await line?.stop();
});

/** What a visitor sees of the widget in its frame. */
function widgetOf(page) {
	const frame = page.frameLocator("#rocketchat-iframe");
	const widget = {
		frame,
		button: (name) => frame.getByRole("button", { name, exact: true }),
		composer: frame.locator("[contenteditable=true]"),
		launcher: frame.locator("button[class*=chat-button]"),
		/** [who, text] of each message, from the top. */
		messages: () => frame.locator("ol > li[id]").evaluateAll((all) => all.map((one) => [
			one.className.includes("--system") ? "notice" : one.className.includes("--reverse") ? "mine" : "theirs",
			one.querySelector("[class*=message-text]")?.innerText.trim()])),
		texts: async () => (await widget.messages()).filter(([who]) => who !== "notice").map(([, text]) => text),
		async shows(...texts) {
			let seen;
			await until(async () => JSON.stringify(seen = await widget.texts()) === JSON.stringify(texts),
				`the widget shows ${JSON.stringify(texts)}`).catch((error) => {
				throw new Error(`${error.message}, but ${JSON.stringify(seen)}`);
			});
		},
		async register(name) {
			await frame.locator("input[name=name]").fill(name);
			await frame.locator("input[name=email]").fill("visitor@example.com");
			await widget.button("Start chat").click();
			await widget.composer.waitFor();
		},
		async say(text) {
			await widget.composer.click();
			await page.keyboard.insertText(text);
			await page.keyboard.press("Enter");
		},
	};
	return widget;
}

async function visit(url = `${shop.url}/`, prepare = async () => {}) {
	const context = await browser.newContext({ locale: "en-GB", viewport: { width: 1000, height: 760 } });
	const page = await context.newPage();
	const complaints = [];
	page.on("pageerror", (error) => complaints.push(error.stack));
	page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
	await prepare(page);
	await page.goto(url);
	return { context, page, complaints, widget: widgetOf(page) };
}

/** Ends a visit; a request that is still held ends with it. */
async function leave(context) {
	for (const page of context.pages())
		await page.unrouteAll({ behavior: "ignoreErrors" });
	await context.close();
}

/** What the widget reads by itself; our polls have a limit. */
const OWN_HISTORY = /messages\.history\/\w+\?token=\w+$/;

/** A visitor who is chatting with the agent. The widget has read the new room once, half a second after it was opened. */
async function served(url) {
	const visitor = await visit(url);
	const name = `Visitor ${Math.random().toString(36).slice(2, 9)}`;
	await visitor.widget.launcher.click();
	await visitor.widget.register(name);
	const read = visitor.page.waitForResponse(OWN_HISTORY);
	await visitor.widget.say("hello");
	await visitor.widget.shows("hello");
	await read;
	return { ...visitor, name, rid: await agent.take(name) };
}

/** The errors that are not about sound. */
const wrong = (complaints) => complaints.filter((one) => !NO_SOUND.test(one));

test("What either writes appears without a reload, and the agent's name", async () => {
	const { widget, rid, complaints, context, page } = await served();
	await widget.frame.locator("header").getByText(AGENT_NAME).waitFor();
	await agent.say(rid, "What can I do?");
	await widget.shows("hello", "What can I do?");
	await widget.say("nothing");
	await widget.shows("hello", "What can I do?", "nothing");
	await page.reload();
	await widget.shows("hello", "What can I do?", "nothing");
	await agent.say(rid, "after the reload");
	await widget.shows("hello", "What can I do?", "nothing", "after the reload");
	assert.deepEqual((await widget.messages()).map(([who]) => who), ["notice", "mine", "theirs", "mine", "theirs"]);
	await widget.launcher.click();
	await widget.frame.locator("header").getByText(AGENT_NAME).waitFor();
	assert.deepEqual(wrong(complaints), []);
	await leave(context);
});

test("A picture that the visitor sends is shown, and one that the agent sends", async () => {
	const { widget, rid, complaints, context } = await served();
	const picture = new URL("../data/files/ok/cmyk-640x480.jpg", import.meta.url);
	const isShown = (index) => until(() => widget.frame.locator("ol img[src*='/file-upload/']").nth(index).evaluate((image) => image.naturalWidth > 0)
		.catch(() => false), `picture ${index + 1}`);
	await widget.frame.locator("input[type=file]").first().setInputFiles(picture.pathname);
	await isShown(0);
	const form = new FormData();
	form.append("file", new Blob([readFileSync(picture)], { type: "image/jpeg" }), "answer.jpg");
	const answer = await fetchAlone(`${site}/api/v1/rooms.upload/${rid}`, { method: "POST", headers: agent.headers, body: form });
	assert.equal(answer.status, 200);
	await isShown(1);
	assert.deepEqual(wrong(complaints), []);
	await leave(context);
});

test("What is written arrives as it was written, and nobody's message becomes a part of the page", async () => {
	const text = `1 < 2 & "q" 'a' \`b\``, attack = `<img src=x onerror="document.title='run'"> <b>bold</b>`;
	const { widget, rid, context, page } = await served();
	await widget.say(text);
	await until(async () => (await agent.reads(rid)).length === 2);
	assert.deepEqual(await agent.reads(rid), ["hello", text]);
	await agent.say(rid, attack);
	await agent.call("chat.sendMessage", { message: { rid, msg: "see above", attachments: [{ text: attack, message_link: "https://a.example/b" }] } });
	const check = async () => {
		await until(async () => (await widget.texts()).length === 4);
		const [, mine, theirs] = await widget.texts();
		assert.match(mine, /^1 < 2 & [“"]q[”"]/);
		assert.match(theirs, /^<img src=x onerror=.*> <b>bold<\/b>$/);
		assert.equal(await widget.frame.locator("ol [class*=message-text] img, ol b").count(), 0);
		assert.equal(await widget.frame.locator("title").evaluate((title) => title.textContent), "Chat");
	};
	await check();
	await page.reload();
	await check();
	await leave(context);
});

test("An edit of an older message is shown, and a message that was deleted is not", async () => {
	const { widget, rid, context } = await served();
	const { message } = await agent.say(rid, "frist");
	const { message: gone } = await agent.say(rid, "oops");
	await widget.say("pardon?");
	await widget.shows("hello", "frist", "oops", "pardon?");
	await agent.call("chat.update", { roomId: rid, msgId: message._id, text: "first" });
	await widget.shows("hello", "first", "oops", "pardon?");
	await agent.call("chat.delete", { roomId: rid, msgId: gone._id });
	await widget.shows("hello", "first", "pardon?");
	await leave(context);
});

test("The agent closes the chat, and the visitor begins another one and closes that", async () => {
	const { widget, rid, name, context, page } = await served();
	await agent.close(rid);
	await widget.frame.getByText("Chat Finished").waitFor();
	await widget.button("New Chat").click();
	await widget.say("one more thing");
	await widget.shows("one more thing");
	const second = await agent.take(name);
	assert.notEqual(second, rid);
	await agent.say(second, "yes?");
	await widget.shows("one more thing", "yes?");
	await widget.button("Options").click();
	await widget.frame.getByText("Finish this chat").click();
	await widget.button("Yes").click();
	await widget.frame.getByText("Chat Finished").waitFor();
	const { room } = await agent.call(`rooms.info?roomId=${second}`).catch(() => ({ room: {} }));
	assert.notEqual(room?.open, true);
	const asked = [];
	page.on("request", (request) => /messages\.(history|sync)/.test(request.url()) && asked.push(request.url()));
	await page.reload();
	await widget.launcher.waitFor();
	assert.deepEqual(asked, [], "a closed chat is asked for");
	await leave(context);
});

test("An end that the widget reads in a history is shown, too", async () => {
	const { widget, rid, page, context } = await served();
	await page.route(/messages\.history/, async (route) => {
		await agent.close(rid);
		await route.continue();
	}, { times: 1 });
	await page.reload();
	await widget.launcher.click();
	await widget.frame.getByText("Chat Finished").waitFor();
	await leave(context);
});

test("Bursts from both sides appear once, in the order of the server", async () => {
	const { widget, rid, context } = await served();
	const expected = 13;
	for (let round = 0; round < 2; round++) {
		const theirs = Promise.all([1, 2, 3].map((n) => agent.say(rid, `agent ${round} ${n}`)));
		for (const n of [1, 2, 3])
			await widget.say(`visitor ${round} ${n}`);
		await theirs;
	}
	await until(async () => (await agent.reads(rid)).length === expected);
	await widget.shows(...await agent.reads(rid));
	await leave(context);
});

test("An outage is shown, loses nothing and repeats nothing", async () => {
	const { widget, rid, context } = await served(`${shop.url}/proxy`);
	line.be("cut");
	await agent.say(rid, "are you there?");
	await widget.say("written meanwhile");
	await widget.say("this, too");
	await widget.frame.getByText("Livechat is not connected").waitFor();
	line.be("good");
	await until(async () => (await agent.reads(rid)).length === 4);
	assert.deepEqual(await agent.reads(rid), ["hello", "are you there?", "written meanwhile", "this, too"]);
	await widget.shows("hello", "are you there?", "written meanwhile", "this, too");
	await widget.frame.getByText("Livechat is not connected").waitFor({ state: "detached" });
	await agent.say(rid, "and on");
	await widget.shows("hello", "are you there?", "written meanwhile", "this, too", "and on");
	await leave(context);
});

test("It starts where the browser denies storage to the frame", async () => {
	const shopUrl = shop.url.replace("127.0.0.1", "localhost");
	const { widget, context, page } = await visit(`${shopUrl}/`);
	await widget.launcher.waitFor();
	const denied = await page.frames()[1].evaluate(() => "value" in Object.getOwnPropertyDescriptor(window, "localStorage"));
	assert.ok(denied, "this browser denies nothing, so that the test shows nothing");
	await widget.launcher.click();
	await widget.register("Nobody");
	await widget.say("hello");
	await widget.shows("hello");
	await leave(context);
});

test("The place in the queue is shown until an agent comes", async () => {
	const { widget, context } = await visit();
	const name = `Visitor ${Math.random().toString(36).slice(2, 9)}`;
	await widget.launcher.click();
	await widget.register(name);
	await widget.say("hello");
	await widget.frame.getByText(/spot is #\d/).waitFor();
	await agent.take(name);
	await widget.frame.getByText(/spot is #\d/).waitFor({ state: "detached" });
	await leave(context);
});

test("Both see that the other types", async () => {
	const { widget, rid, context } = await served();
	await agent.call("livechat/typing", { rid, typing: true });
	await widget.frame.locator("[class*=typing-indicator], [class*=typing-dots]").first().waitFor();
	await agent.say(rid, "done");
	await widget.frame.locator("[class*=typing-dots]").first().waitFor({ state: "detached" });
	await widget.composer.pressSequentially("I ");
	await until(async () => (await agent.call("livechat/inbox.sync")).typing.some((one) => one.rid === rid));
	await leave(context);
});

describe("The mistakes that a poller can make", () => {
	test("a message of the agent that is stored just before the visitor's own is not skipped", async () => {
		const { widget, rid, page, context } = await served();
		await page.route(/livechat\/message$/, async (route) => {
			await agent.say(rid, "just before");
			await route.continue();
		});
		await widget.say("mine");
		await widget.shows("hello", "just before", "mine");
		await leave(context);
	});

	test("what is asked for during a poll is asked again after it", async () => {
		let polls = 0, answer;
		const poller = createPoller(() => {
			polls++;
			return new Promise((resolve) => answer = resolve);
		});
		void poller.now();
		void poller.now();
		void poller.now();
		assert.equal(polls, 1);
		answer(Infinity);
		await until(() => polls === 2);
		poller.stop();
	});

	test("it waits for the language's file", async () => {
		const { widget, context } = await visit(`${shop.url}/`, (page) => page.route(/livechat\/livechat\/\d+\.chunk.*\.js/, async (route) => {
			const answer = await route.fetch();
			const text = await answer.text();
			if (text.includes("type_your_message_here"))
				await new Promise((resolve) => setTimeout(resolve, 1500));
			await route.fulfill({ response: answer });
		}));
		await widget.launcher.click();
		await widget.register("Reader");
		assert.equal(await widget.composer.getAttribute("data-placeholder") ?? await widget.composer.getAttribute("placeholder"), "Type your message here");
		await leave(context);
	});

	test("what a history brought is not news", async () => {
		const { widget, rid, page, context } = await served();
		await agent.say(rid, "old");
		await widget.shows("hello", "old");
		await widget.frame.locator("header button").nth(1).click();
		await page.reload();
		for (let polls = 0; polls < 3; polls++)
			await page.waitForResponse(/messages\.history.*limit=1\b/);
		assert.equal((await widget.launcher.innerText()).trim(), "", "the button counts messages that were seen");
		await agent.say(rid, "new");
		await until(async () => (await widget.launcher.innerText()).trim() === "1");
		await leave(context);
	});

	test("what is told while a history is on its way is not lost", async () => {
		const { widget, context, page } = await visit();
		const name = `Visitor ${Math.random().toString(36).slice(2, 9)}`;
		await widget.launcher.click();
		await widget.register(name);
		// The widget's own history is older than what a poll could bring before it arrives.
		await page.route(OWN_HISTORY, async (route) => {
			const answer = await route.fetch();
			await agent.say(await agent.take(name), "told meanwhile");
			await Promise.race([page.waitForResponse(async (polled) => /messages\.sync/.test(polled.url()) && (await polled.text()).includes("told")),
				new Promise((resolve) => setTimeout(resolve, 3000))]);
			await route.fulfill({ response: answer });
		}, { times: 1 });
		const read = page.waitForResponse(OWN_HISTORY);
		await widget.say("hello");
		await read;
		await widget.shows("hello", "told meanwhile");
		await leave(context);
	});
});

test("The script is small", async () => {
	const page = await (await fetchAlone(`${site}/livechat/official`)).text();
	const [, name] = page.match(/src="(assets\/official-live\.[^"]+)"/);
	const answer = await fetchAlone(`${site}/livechat/${name}`, { headers: { "Accept-Encoding": "gzip" } });
	assert.equal(answer.headers.get("content-encoding"), "gzip");
	const length = Number(answer.headers.get("content-length"));
	assert.ok(length <= 4096, `${length} bytes`);
});
