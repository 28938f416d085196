// SPDX-License-Identifier: MIT
// What agents do in the inbox, in a browser, with visitors on the other side of the API.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { checkAccess, until } from "./harness.mjs";
import { hostileNames, hostileTexts, nothing, outcome } from "./hostile_texts.mjs";
import { answerBox, begin, closingPages, end, inboxUrl, manager, newAgent, newVisitor, openInbox, openPage, phone, send } from "./inbox_site.mjs";

before(begin);
after(end);

/** Each has agents and visitors of its own, so several run at the same time: mostly they wait for the next poll. */
const AT_ONCE = 3;
/** @type {[string, () => Promise<void>][]} */
const tests = [];
const test = (name, run) => tests.push([name, run]);

const chatList = (page) => page.getByRole("list", { name: "My chats" });
const log = (page) => page.getByRole("log");

/** Takes a visitor's chat and waits for its answer box. */
async function take(page, visitor) {
	await page.getByRole("button", { name: `Take the chat of ${visitor.name}` }).click();
	await answerBox(page).waitFor();
	// The answer box is there before the server has answered; the list shows what the server knows.
	await chatList(page).getByText(visitor.name).first().waitFor({ state: "attached" });
}

/** An agent of their own with one chat, in which the visitor has written. */
async function oneChat(name, ...messages) {
	const who = await newAgent();
	const page = await openInbox(who);
	const visitor = await newVisitor(name, ...messages.length ? messages : ["Hello?"]);
	await take(page, visitor);
	return { who, page, visitor };
}

const texts = async (visitor) => (await visitor.history()).filter(({ t }) => !t).map(({ msg }) => msg);

test("a wrong password is said in words; the right one opens the inbox, and logging out closes it", async () => {
	const who = await newAgent();
	const page = await openPage(inboxUrl);
	await page.getByLabel("User name or email").fill(who.username);
	await page.getByLabel("Password").fill("wrong");
	await page.getByRole("button", { name: "Log in" }).click();
	await page.getByRole("alert").filter({ hasText: "User name or password are not right." }).waitFor();
	await page.getByLabel("Password").fill(who.password);
	await page.getByRole("button", { name: "Log in" }).click();
	await page.getByRole("switch", { name: "Available" }).waitFor();
	assert.deepEqual(await page.context().cookies(), []);
	await page.reload();
	await page.getByRole("switch", { name: "Available" }).waitFor();
	await page.getByRole("button", { name: "Your settings" }).click();
	await page.getByRole("button", { name: "Log out" }).click();
	await page.getByLabel("Password").waitFor();
	await page.reload();
	await page.getByLabel("Password").waitFor();
});

test("whoever has a first password has to choose one of their own", async () => {
	const who = await newAgent({ changePassword: true });
	const page = await openPage(inboxUrl);
	await page.getByLabel("User name or email").fill(who.username);
	await page.getByLabel("Password").fill(who.password);
	await page.getByRole("button", { name: "Log in" }).click();
	await page.getByRole("heading", { name: "Choose a password of your own" }).waitFor();
	await page.getByLabel("Current password").fill("not that one");
	await page.getByLabel("New password").fill("a much better one");
	await page.getByRole("button", { name: "Change the password" }).click();
	await page.getByRole("alert").filter({ hasText: "The current password is not right." }).waitFor();
	await page.getByLabel("Current password").fill(who.password);
	await page.getByRole("button", { name: "Change the password" }).click();
	await page.getByRole("switch").waitFor();
});

test("an agent sees who waits and what they wrote, takes the chat and answers; both read each other", async () => {
	const page = await openInbox(await newAgent());
	const visitor = await newVisitor("Anna Bauer", "Is my order shipped?");
	await page.getByRole("list", { name: "Waiting" }).getByText("Is my order shipped?").waitFor();
	await take(page, visitor);
	await send(page, "It left yesterday.");
	await until(async () => (await texts(visitor)).includes("It left yesterday."));
	await visitor.say("Great!");
	await log(page).getByText("Great!").waitFor();
	await chatList(page).getByText("Great!").waitFor();
});

test("of two agents who take the same chat one is told that the other has it", async () => {
	const visitor = await newVisitor("Bruno", "Hi");
	const [one, other] = [await openInbox(await newAgent()), await openInbox(await newAgent())];
	const button = (page) => page.getByRole("button", { name: "Take the chat of Bruno" });
	await Promise.all([button(one).waitFor(), button(other).waitFor()]);
	// The other one does not hear of it before they click.
	await other.route("**/inbox.sync*", (route) => route.abort());
	await button(one).click();
	await answerBox(one).waitFor();
	await button(other).click();
	await other.getByText("Somebody else has taken the chat of Bruno.").waitFor();
	assert.equal(await answerBox(other).isVisible(), false);
	await send(one, "mine");
	await until(async () => (await texts(visitor)).includes("mine"));
});

test("what is being typed survives a reload, each chat with its own", async () => {
	const { page, visitor } = await oneChat("Clara");
	const second = await newVisitor("Dora", "Me, too");
	await answerBox(page).fill("half an ans");
	await take(page, second);
	await page.getByRole("button", { name: "Note", exact: true }).click();
	await page.getByLabel("Note for agents").fill("half a note");
	await page.reload();
	await page.getByLabel("Note for agents").waitFor();
	assert.equal(await page.getByLabel("Note for agents").inputValue(), "half a note");
	await chatList(page).getByText("Draft: half an ans").waitFor();
	await chatList(page).getByRole("button", { name: /Clara/ }).click();
	assert.equal(await answerBox(page).inputValue(), "half an ans");
	assert.deepEqual(await texts(visitor), ["Hello?"]);
});

test("while the server is away a banner says so, and what is sent arrives once when it is back", async () => {
	const { page, visitor } = await oneChat("Emil");
	await page.route("**/api/**", (route) => route.abort());
	await send(page, "first");
	await send(page, "second");
	await page.getByText("What you write is kept").waitFor();
	await log(page).getByText("Not sent yet").first().waitFor({ state: "attached" });
	await page.reload();
	await page.unroute("**/api/**");
	await until(async () => (await texts(visitor)).includes("second"));
	assert.deepEqual((await texts(visitor)).reverse(), ["Hello?", "first", "second"]);
	await log(page).getByText("second").waitFor();
	assert.equal(await page.getByText("What you write is kept").isVisible(), false);
});

test("an answer that arrived although its reply was lost is not there twice", async () => {
	const { page, visitor } = await oneChat("Finn");
	let lost = 0;
	await page.route("**/chat.sendMessage", async (route) => {
		if (lost++)
			return route.continue();
		await route.fetch();
		return route.abort();
	});
	await send(page, "once");
	await until(() => lost > 1);
	await log(page).locator("[data-state=sent]", { hasText: "once" }).waitFor();
	assert.deepEqual((await texts(visitor)).filter((text) => text === "once"), ["once"]);
	assert.equal(await log(page).getByText("once", { exact: true }).count(), 1);
});

test("a message to a chat that was closed meanwhile stays, and can be discarded", async () => {
	const { page, visitor } = await oneChat("Gina");
	await page.route("**/inbox.sync*", (route) => route.abort());
	await visitor.close();
	await send(page, "too late");
	await log(page).getByText("The chat is closed.").waitFor();
	await page.getByRole("button", { name: "Discard" }).click();
	await log(page).getByText("too late").waitFor({ state: "detached" });
});

test("a note is seen by agents and in none of the visitor's answers", async () => {
	const { page, visitor } = await oneChat("Hanna");
	await page.getByRole("button", { name: "Note", exact: true }).click();
	await page.getByLabel("Note for agents").fill("pays late");
	await page.getByLabel("Note for agents").press("Enter");
	await log(page).locator("[data-from=note]", { hasText: "pays late" }).waitFor();
	await send(page, "for the visitor");
	await until(async () => (await texts(visitor)).includes("for the visitor"));
	assert.ok(!JSON.stringify([await visitor.history(), await visitor.sync()]).includes("pays late"));
});

test("prepared answers are offered by / and chosen by keys, with the visitor's name in them", async () => {
	const { page, visitor } = await oneChat("Ida Lund");
	await manager.call("POST", "canned-responses", { shortcut: "zz-greet", text: "Welcome {{contact.name}}!", scope: "user" });
	await manager.call("POST", "canned-responses", { shortcut: "zz-wait", text: "One moment, please.", scope: "global" });
	await manager.call("POST", "canned-responses", { shortcut: "zz-who", text: "I ask {{contact.name}}!", scope: "global" });
	await answerBox(page).pressSequentially("/zz-w");
	await page.getByRole("option", { name: /zz-who/ }).waitFor();
	assert.equal(await page.getByRole("option", { name: /zz-greet/ }).count(), 0);
	await answerBox(page).press("ArrowDown");
	await answerBox(page).press("Enter");
	await until(async () => await answerBox(page).inputValue() === "I ask Ida Lund!");
	await answerBox(page).press("Enter");
	await until(async () => (await texts(visitor)).includes("I ask Ida Lund!"));
});

test("an agent edits and deletes what they wrote", async () => {
	const { page, visitor } = await oneChat("Jan");
	await send(page, "a mistak");
	await log(page).locator("[data-state=sent]", { hasText: "a mistak" }).waitFor();
	await answerBox(page).press("ArrowUp");
	await page.getByLabel("Edit the message").fill("a mistake");
	await page.getByLabel("Edit the message").press("Enter");
	await until(async () => (await texts(visitor)).includes("a mistake"));
	await log(page).getByText("(edited)").waitFor();
	await log(page).getByText("a mistake").hover();
	await log(page).getByRole("button", { name: "Delete" }).click();
	await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
	await until(async () => !(await texts(visitor)).includes("a mistake"));
	await log(page).getByText("a mistake").waitFor({ state: "detached" });
	await answerBox(page).and(page.locator(":focus")).waitFor();
});

test("a chat is forwarded with a comment, returned to the queue, and closed with comment and tags", async () => {
	const { page, visitor } = await oneChat("Klara");
	const colleague = await newAgent();
	const other = await openInbox(colleague);
	await page.getByRole("button", { name: "Forward this chat" }).click();
	const find = page.getByRole("searchbox", { name: "Find an agent or a department" });
	await find.and(page.locator(":focus")).fill(colleague.name);
	await page.getByRole("radio", { name: new RegExp(colleague.name) }).check();
	// Who was chosen and is not shown any more gets nothing.
	await find.fill(manager.name);
	await find.press("Enter");
	await page.getByRole("dialog").getByRole("alert").filter({ hasText: /\S/ }).waitFor();
	await find.fill(colleague.name);
	await page.getByRole("radio", { name: new RegExp(colleague.name) }).check();
	await page.getByLabel("Comment for those who take over").fill("she knows shoes");
	await page.getByRole("dialog").getByRole("button", { name: "Forward" }).click();
	await page.getByText(`Forwarded to ${colleague.name}.`).waitFor();
	await other.getByText("You were given the chat of Klara.").waitFor();
	await chatList(other).getByRole("button", { name: /Klara/ }).click();
	await log(other).getByText("she knows shoes").waitFor();
	await other.getByRole("button", { name: "Return it to the queue" }).click();
	await page.getByRole("button", { name: "Take the chat of Klara" }).waitFor();
	await take(page, visitor);
	await page.getByRole("button", { name: "Close", exact: true }).click();
	await page.getByLabel("Comment").fill("All is well");
	await page.getByLabel("Tags").fill("shoes, order ,shoes");
	await page.getByRole("button", { name: "Close the chat" }).click();
	await page.getByText("The chat with Klara is closed.").waitFor();
	const { room } = await manager.call("GET", `rooms.info?roomId=${visitor.rid}`);
	assert.deepEqual(room.tags.sort(), ["order", "shoes"]);
	assert.equal(room.closingMessage.msg, "All is well");
	await page.getByRole("button", { name: "Closed" }).click();
	await page.getByRole("list", { name: "Closed" }).getByRole("button", { name: /Klara/ }).click();
	await log(page).getByText("closed the chat: All is well").waitFor();
	assert.equal(await answerBox(page).isVisible(), false);
});

test("both see the other type, and the agent sees that the visitor has read", async () => {
	const { page, visitor } = await oneChat("Lea");
	await visitor.typing();
	await page.getByText("Lea is typing…").waitFor();
	await answerBox(page).pressSequentially("let me");
	await until(async () => (await visitor.poll()).headers.has("X-Typing"));
	await answerBox(page).press("Enter");
	await log(page).locator("[data-state=sent]", { hasText: "let me" }).waitFor();
	await visitor.read();
	await log(page).locator("[data-state=read]", { hasText: "let me" }).waitFor();
});

test("an unread message is counted in the list and in the title until its chat is opened", async () => {
	const { page, visitor } = await oneChat("Mia");
	const second = await newVisitor("Nora", "first");
	await take(page, second);
	await visitor.say("are you there?");
	await chatList(page).getByTitle("1 unread message", { exact: true }).waitFor();
	await until(async () => /^\(\d+\) Inbox$/.test(await page.title()));
	await chatList(page).getByRole("button", { name: /Mia/ }).click();
	await log(page).getByText("are you there?").waitFor();
	await chatList(page).getByTitle("1 unread message", { exact: true }).waitFor({ state: "detached" });
});

test("the visitor's column shows who they are, their pages and earlier chats, and what is edited is kept", async () => {
	const { page, visitor } = await oneChat("Olga", "the first time");
	await visitor.visits("Blue shoes", "https://shop.example/blue");
	await visitor.close();
	await page.getByText("The visitor has closed this chat.").waitFor();
	await visitor.comeBack("the second time");
	await take(page, visitor);
	await visitor.visits("Checkout <b>", "https://shop.example/checkout");
	const column = page.getByRole("complementary", { name: "Visitor" });
	await column.getByText("olga@example.com").waitFor();
	await column.getByRole("button", { name: "Edit" }).click();
	await page.getByLabel("Phone").fill("+49 30 123");
	await page.getByLabel("Name", { exact: true }).fill("Olga Petrova");
	await page.getByLabel("Topic").fill("Shoes");
	await page.getByRole("button", { name: "Save" }).click();
	await column.getByRole("link", { name: "+49 30 123" }).waitFor();
	await column.getByText("Olga Petrova").waitFor();
	await column.getByRole("searchbox", { name: "Search in them" }).fill("first time");
	await column.getByRole("button", { name: /the first time/ }).click();
	await log(page).getByText("the first time").waitFor();
	await column.getByRole("link", { name: "Blue shoes" }).waitFor();
});

test("a visitor who is blocked can no longer write", async () => {
	const { page, visitor } = await oneChat("Paul");
	await page.getByRole("button", { name: "Block this visitor" }).click();
	await page.getByLabel("For how long").selectOption("One week");
	await page.getByLabel("Reason, for other agents").fill("spam");
	await page.getByRole("dialog").getByRole("button", { name: "Block this visitor" }).click();
	await page.getByText("The visitor is blocked.").waitFor();
	assert.equal((await visitor.say("still here")).success, false);
	const { blocks } = await manager.call("GET", "livechat/blocks");
	const block = blocks.find(({ value }) => value === visitor.id);
	assert.equal(block.reason, "spam");
	assert.ok(Date.parse(block.until) > Date.now() + 6 * 86400000);
});

test("an agent who is not available is told so when they take a chat, and can change it at once", async () => {
	const who = await newAgent(), page = await openInbox(who), available = page.getByRole("switch", { name: "Available" });
	let answer;
	const answered = new Promise((resolve) => { answer = resolve; });
	await page.route("**/inbox.sync*", (route) => answered.then(() => route.continue()));
	await page.reload();
	assert.ok(await available.isDisabled(), "nobody has said yet whether they are available");
	answer();
	const becomes = (status) => until(async () => (await who.call("GET", "me")).statusLivechat === status);
	await available.click();
	await becomes("not-available");
	const visitor = await newVisitor("Rosa", "Hi");
	await page.getByRole("button", { name: "Take the chat of Rosa" }).click();
	await page.getByText("You are not available, so you cannot take chats.").waitFor();
	await page.getByRole("button", { name: "Become available" }).click();
	await becomes("available");
	await take(page, visitor);
	await available.click();
	await becomes("not-available");
	await page.reload();
	await page.getByRole("switch", { name: "Available", checked: false }).waitFor();
});

test("the inbox is used with keys alone", async () => {
	const page = await openInbox(await newAgent());
	const visitor = await newVisitor("Sara", "by keys?");
	await page.getByRole("button", { name: "Take the chat of Sara" }).waitFor();
	await page.keyboard.press("?");
	await page.getByRole("dialog", { name: "Keyboard shortcuts" }).waitFor();
	await page.keyboard.press("Escape");
	await page.getByRole("dialog").waitFor({ state: "detached" });
	// The one who has waited longest may be another test's: go to this one.
	const focused = () => page.evaluate(() => document.activeElement?.getAttribute("aria-label") ?? "");
	for (let i = 0; i < 60 && await focused() !== "Take the chat of Sara"; i++)
		await page.keyboard.press("Tab");
	await page.keyboard.press("Enter");
	await answerBox(page).waitFor();
	await page.keyboard.type("with keys");
	await page.keyboard.press("Shift+Enter");
	await page.keyboard.type("and two lines");
	await page.keyboard.press("Enter");
	await until(async () => (await texts(visitor)).includes("with keys\nand two lines"));
	await page.keyboard.press("Escape");
	await page.keyboard.press("n");
	await page.keyboard.type("a note");
	await page.keyboard.press("Enter");
	await log(page).locator("[data-from=note]").waitFor();
	await page.keyboard.press("Escape");
	await page.keyboard.press("e");
	await page.getByRole("dialog", { name: "Close the chat with Sara" }).waitFor();
	await page.keyboard.press("Escape");
	await page.keyboard.press("k");
	await page.keyboard.press("j");
	await page.keyboard.press("r");
	assert.equal(await focused(), "Answer to the visitor");
});

test("with the page hidden the agent stays available, and a new visitor is announced", async () => {
	const page = await openInbox(await newAgent());
	await page.getByText("Nobody waits.").or(page.getByRole("button", { name: /^Take the chat of/ }).first()).waitFor();
	await page.evaluate(() => Object.defineProperty(document, "hidden", { configurable: true, get: () => true }));
	await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
	await newVisitor("Tara", "anybody?");
	await page.getByRole("button", { name: "Take the chat of Tara" }).waitFor();
	assert.match(await page.title(), /^\(\d+\)/);
});

test("a login that has ended leads back to the login, and the draft is still there", async () => {
	const { who, page } = await oneChat("Uma");
	await answerBox(page).fill("not lost");
	await who.endLogins();
	await page.getByRole("alert").filter({ hasText: "Your login has ended." }).waitFor();
	await page.getByLabel("User name or email").fill(who.username);
	await page.getByLabel("Password").fill(who.password);
	await page.getByRole("button", { name: "Log in" }).click();
	await chatList(page).getByText("Draft: not lost").waitFor();
});

test("a long chat is loaded in pieces, and what is read stays where it is", async () => {
	const { page, visitor } = await oneChat("Vera");
	await visitor.sayMany(500);
	await page.reload();
	await log(page).getByText("line 500", { exact: true }).waitFor();
	assert.equal(await log(page).getByText("line 1", { exact: true }).count(), 0);
	await until(async () => {
		await log(page).evaluate((node) => node.scrollTo(0, 0));
		return await log(page).getByText("The chat began.").count() === 1;
	}, "the beginning of the chat", 120000);
	const seen = await log(page).locator(".message").allTextContents();
	assert.equal(new Set(seen).size, seen.length);
	assert.equal(seen.filter((text) => /line \d+/.test(text)).length, 500);
});

test("on a phone the columns are one, and back leads back", async () => {
	const who = await newAgent();
	const page = await openInbox(who, phone);
	const visitor = await newVisitor("Willi", "from my phone");
	await page.getByRole("button", { name: "Take the chat of Willi" }).click();
	await answerBox(page).waitFor();
	assert.equal(await page.getByRole("navigation", { name: "Chats" }).isVisible(), false);
	await send(page, "hello phone");
	await until(async () => (await texts(visitor)).includes("hello phone"));
	await page.getByRole("button", { name: "Visitor" }).click();
	await page.getByText("willi@example.com").waitFor();
	assert.equal(await log(page).isVisible(), false);
	await page.goBack();
	await log(page).waitFor();
	await page.getByRole("button", { name: "Back to the list" }).click();
	await chatList(page).getByText("hello phone").waitFor();
	assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
});

test("the three columns stand beside each other, from top to bottom", async () => {
	const { page } = await oneChat("Zoe");
	const boxes = await page.evaluate(() => [".side", ".chat", ".visitor"].map((name) => {
		const { left, right, top, bottom } = document.querySelector(name).getBoundingClientRect();
		return [left, right, top, bottom].map(Math.round);
	}));
	const [[begin, side, ...height], [chat, chatEnd, ...chatHeight], [visitor, last, ...visitorHeight]] = boxes;
	assert.deepEqual([begin, chat, visitor, last], [0, side, chatEnd, 1280]);
	assert.deepEqual([height, chatHeight, visitorHeight], [[0, 800], [0, 800], [0, 800]]);
	assert.ok(chatEnd - chat > 600, `the conversation is ${chatEnd - chat} pixels wide`);
});

test("what people write is text, wherever it is shown", async () => {
	const [name, title, earlier, prepared] = hostileNames, who = await newAgent();
	const visitor = await newVisitor(name, earlier);
	await visitor.close();
	await visitor.comeBack(...hostileTexts);
	for (const text of hostileNames.slice(0, 12))
		await visitor.visits(text, "javascript:window.hit=1");
	await visitor.visits(title, "javascript:window.hit=1");
	await who.call("POST", "canned-responses", { shortcut: "hostile", text: prepared, scope: "user" });
	const page = await openInbox(who), aside = page.getByRole("complementary", { name: "Visitor" });
	await take(page, visitor);
	await aside.getByText(title).first().waitFor();
	await aside.getByText(earlier).first().waitFor();
	await log(page).getByText("gnp.exe").first().waitFor();
	await answerBox(page).fill("/hostile");
	await page.getByRole("option").getByText(prepared).waitFor();
	// What is older than the last page of messages is loaded as one scrolls up to it.
	await until(async () => {
		await log(page).hover();
		await page.mouse.wheel(0, -5000);
		return await log(page).getByText("parent.hit=1").count();
	});
	assert.deepEqual(await page.evaluate(`(${outcome})([document.body])`), nothing);
});

test("axe finds nothing in any state", async () => {
	const login = await openPage(inboxUrl);
	await login.getByLabel("Password").waitFor();
	await checkAccess(login, "login");
	await checkAccess(await openInbox(await newAgent()), "no chat is open");
	const { page, visitor } = await oneChat("Xenia", "*Hello*, see https://example.com", "```\ncode\n```");
	await visitor.visits("Blue shoes", "https://shop.example/blue");
	await newVisitor("Yara", "waiting");
	await page.getByRole("button", { name: "Take the chat of Yara" }).waitFor();
	await send(page, "an answer");
	await page.getByRole("button", { name: "Note", exact: true }).click();
	await checkAccess(page, "note being written");
	await page.getByLabel("Note for agents").fill("a note");
	await page.getByLabel("Note for agents").press("Enter");
	await log(page).locator("[data-from=note]").waitFor();
	for (const colorScheme of ["light", "dark"]) {
		await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
		await checkAccess(page, `conversation, ${colorScheme}`);
		for (const button of ["Forward this chat", "Close", "Your settings"]) {
			await page.getByRole("button", { name: button, exact: true }).click();
			await page.getByRole("dialog").waitFor();
			await checkAccess(page, `${button}, ${colorScheme}`);
			await page.keyboard.press("Escape");
		}
		await page.getByRole("button", { name: /^Yara/ }).or(page.getByRole("button", { name: /Yara \d/ })).first().click();
		await page.getByRole("button", { name: "Take this chat" }).waitFor();
		await checkAccess(page, `chat that waits, ${colorScheme}`);
		await chatList(page).getByRole("button", { name: /Xenia/ }).click();
		await log(page).getByText("an answer").waitFor();
	}
	await page.setViewportSize({ width: 390, height: 844 });
	await checkAccess(page, "phone");
	await page.getByRole("button", { name: "Visitor", exact: true }).click();
	await checkAccess(page, "visitor on a phone");
	await page.goBack();
	await page.getByRole("button", { name: "Back to the list" }).click();
	await checkAccess(page, "chats on a phone");
	await chatList(page).getByRole("button", { name: /Xenia/ }).click();
	await page.route("**/api/**", (route) => route.abort());
	await page.getByText("What you write is kept").waitFor();
	await checkAccess(page, "server away");
});

describe("the inbox", { concurrency: AT_ONCE }, () => {
	for (const [name, run] of tests)
		it(name, () => closingPages(run));
});
