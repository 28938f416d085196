// SPDX-License-Identifier: MIT
// Measures two people who chat in two browsers: how long a message takes from one person's Enter to the other's screen,
// and how many requests each page makes. Prints JSON; tests/bench/pages.py runs it and says what the figures mean.
//
//   node measure.mjs EXCHANGES QUIET_SECONDS

import { site, startBrowser, visit } from "./harness.mjs";

const [exchanges, quietSeconds] = process.argv.slice(2).map(Number);
const agentLogin = JSON.parse(process.env.LIVECHAT_AGENT);

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** What a request of that page is for; null: not the API. The inbox reads the messages of a room that has changed. */
function kindOf(request, isInbox) {
	const path = new URL(request.url()).pathname.split("/api/v1/")[1];
	if (!path || request.method() === "OPTIONS")
		return null;
	if (/messages\.(sync|history)|inbox\.sync/.test(path))
		return isInbox && !/inbox\.sync/.test(path) ? "news" : "polls";
	if (/typing$/.test(path))
		return "typing";
	return /livechat\/message$|sendMessage$/.test(path) ? "sends" : "others";
}

/** Counts the requests of a page, until the next call of the function that this returns. */
function counter(page, isInbox = false) {
	let counts = {}, since = Date.now();
	page.on("request", (request) => {
		const kind = kindOf(request, isInbox);
		if (kind)
			counts[kind] = (counts[kind] ?? 0) + 1;
	});
	return () => {
		const result = { ...counts, seconds: (Date.now() - since) / 1000 };
		counts = {};
		since = Date.now();
		return result;
	};
}

/** Hides a page as a tab behind others is hidden. */
const hide = (page) => page.evaluate(() => {
	Object.defineProperty(document, "hidden", { configurable: true, get: () => true });
	Object.defineProperty(document, "visibilityState", { configurable: true, get: () => "hidden" });
	document.dispatchEvent(new Event("visibilitychange"));
});

/** When the log of a page first has the text, after it was painted: the page itself looks, because locators look again only twice a second. */
const shownAt = (page, text) => page.evaluate((wanted) => new Promise((resolve) => {
	const root = document.querySelector("livechat-widget")?.shadowRoot ?? document;
	const watch = new MutationObserver(look);
	function look() {
		if (!root.querySelector("[role=log]").textContent.includes(wanted))
			return;
		watch.disconnect();
		requestAnimationFrame(() => resolve(Date.now()));
	}
	watch.observe(root, { childList: true, subtree: true, characterData: true });
}), text);

/** The milliseconds from one person's Enter until the other's page shows the text. Both browsers have one clock. */
async function latency(from, box, text, to) {
	await box.fill(text);
	const shown = shownAt(to, text);
	const pressed = from.evaluate(() => new Promise((resolve) =>
		addEventListener("keydown", () => resolve(Date.now()), { capture: true, once: true })));
	/* Both pages must have been asked before the key is pressed. */
	await Promise.all([from, to].map((page) => page.evaluate(() => 0)));
	await box.press("Enter");
	return await shown - await pressed;
}

const browser = await startBrowser();
const visitor = await visit(browser, `${site}/livechat`);
const input = visitor.page.locator("livechat-widget [part=input]");
await input.waitFor();
const countVisitor = counter(visitor.page);
await input.fill("Hello");
await input.press("Enter");
await visitor.page.locator("livechat-widget [data-from=visitor][data-state=stored]").waitFor();

const inbox = (await visit(browser, `${site}/livechat/inbox`)).page;
const countInbox = counter(inbox, true);
await inbox.getByLabel("User name or email").fill(agentLogin.username);
await inbox.getByLabel("Password").fill(agentLogin.password);
await inbox.keyboard.press("Enter");
await inbox.getByRole("button", { name: /^Take the chat of/ }).first().click();
const answer = inbox.getByLabel("Answer to the visitor");
await answer.waitFor();

const toAgent = [], toVisitor = [];
countVisitor();
countInbox();
for (let i = 0; i < exchanges; i++) {
	await sleep(500 + Math.random() * 2500);
	toAgent.push(await latency(visitor.page, input, `question ${i} of the visitor`, inbox));
	await sleep(500 + Math.random() * 2500);
	toVisitor.push(await latency(inbox, answer, `answer ${i} of the agent`, visitor.page));
}
const active = { visitor: countVisitor(), inbox: countInbox() };

const result = { toAgent, toVisitor, active };
if (quietSeconds) {
	/* The pages slow down in steps, the last one 330 seconds after the last message. */
	await sleep(340000);
	countVisitor();
	countInbox();
	await sleep(quietSeconds * 1000);
	result.idle = { visitor: countVisitor(), inbox: countInbox() };
	await Promise.all([hide(visitor.page), hide(inbox)]);
	/* A hidden inbox asks every 15 seconds: a window that begins between two polls counts no poll at both of its ends. */
	await sleep(7500);
	countVisitor();
	countInbox();
	await sleep(quietSeconds * 1000);
	result.hidden = { visitor: countVisitor(), inbox: countInbox() };
}
await browser.close();
console.log(JSON.stringify(result));
