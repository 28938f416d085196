// SPDX-License-Identifier: MIT
// A visitor and the widget: the first message, the answer, and whatever comes between.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { checkAccess, shopPage, site, startShop, until, visit, widgetOf } from "./harness.mjs";
import { agent, browser, chatting, newName, openShop, served, set, shop } from "./shop_site.mjs";

openShop({ "/": { html: shopPage() }, "/tea": { html: shopPage("<p>Tea</p>") } });

test("A visitor writes, an agent answers, and a reload keeps both", async () => {
	const { page, widget, rid, complaints, context } = await served();
	await agent.say(rid, "Hi! What *can* I do?");
	await widget.sees("Hi! What can I do?");
	assert.equal(await page.locator("livechat-widget [data-from=agent] strong").innerText(), "can");
	await widget.say("nothing, thanks");
	await widget.sees("nothing, thanks", "visitor");
	assert.deepEqual(await agent.reads(rid), ["hello", "Hi! What *can* I do?", "nothing, thanks"]);
	await page.reload();
	await widget.open();
	await widget.sees("Hi! What can I do?");
	assert.deepEqual(await widget.texts("visitor"), ["hello", "nothing, thanks"]);
	assert.deepEqual(complaints, []);
	await context.close();
});

test("Before anybody clicks the widget asks for nothing, and stores nothing", async () => {
	const { page, widget, context } = await visit(browser, "about:blank");
	const requests = [];
	page.on("request", (request) => requests.push(new URL(request.url()).pathname));
	await page.goto(`${shop.url}/`);
	await widget.launcher.waitFor();
	assert.deepEqual(requests.filter((path) => path !== "/"), ["/livechat/widget.js"]);
	assert.equal(await page.evaluate(() => localStorage.length + sessionStorage.length + document.cookie.length), 0);
	await widget.open();
	await widget.part("form").waitFor();
	const files = requests.filter((path) => path.startsWith("/livechat/"));
	assert.equal(files.length, 3, files.join());
	await context.close();
});

describe("A chat that cannot be loaded", () => {
	const fails = { script: [/\/panel\./, (route) => route.abort()],
		texts: [/\/en\./, (route) => route.fulfill({ status: 503, json: { error: "busy" }, headers: { "Access-Control-Allow-Origin": "*" } })] };

	for (const [what, fail] of Object.entries(fails))
		test(`for its ${what}: the button says so, and the next click opens it with what the page has said`, async () => {
			const { page, widget, context } = await visit(browser, `${shop.url}/`);
			await page.route(...fail);
			await page.evaluate(() => window.Livechat.call("setGuestName", "Said Before"));
			await widget.open();
			await page.getByRole("button", { name: "Chat (!)" }).waitFor();
			await checkAccess(page, "failed to load");
			await page.unroute(fail[0]);
			await widget.open();
			await page.getByRole("button", { name: "Start chat" }).waitFor();
			await until(async () => await page.getByLabel("Name", { exact: true }).inputValue() === "Said Before");
			await context.close();
		});

	test("as a page of its own comes by itself once it can", async () => {
		const { page, widget, context } = await visit(browser, "about:blank");
		await page.route(...fails.script);
		await page.goto(`${site}/livechat`);
		await page.getByRole("button", { name: "Chat (!)" }).waitFor();
		await page.unroute(fails.script[0]);
		await widget.part("form").waitFor();
		assert.equal(await widget.launcher.count(), 0);
		await context.close();
	});
});

test("What is typed without a connection is kept, and arrives once", async () => {
	const { page, widget, rid, context } = await served();
	await page.route(/message$/, (route) => route.abort());
	await widget.say("into the tunnel");
	await widget.sees("into the tunnel", "visitor", "sending");
	await page.reload();
	await widget.open();
	await widget.sees("into the tunnel", "visitor", "sending");
	await page.unroute(/message$/);
	await widget.sees("into the tunnel", "visitor");
	assert.deepEqual(await agent.reads(rid), ["hello", "into the tunnel"]);
	await context.close();
});

test("A message whose answer was lost is sent again, and stored once", async () => {
	const { page, widget, rid, context } = await served();
	let lost = 0;
	await page.route(/message$/, async (route) => {
		if (lost++)
			return route.continue();
		await route.fetch();
		return route.abort();
	});
	await widget.say("only once");
	await widget.sees("only once", "visitor");
	assert.ok(lost >= 2);
	assert.deepEqual(await agent.reads(rid), ["hello", "only once"]);
	assert.equal(await widget.messages("visitor").filter({ hasText: "only once" }).count(), 1);
	await context.close();
});

test("While the server asks to wait, what is written meanwhile waits with the rest", async () => {
	const { page, widget, rid, context } = await served();
	const sent = [];
	await page.route(/message$/, (route) => {
		sent.push(Date.now());
		return sent.length > 1 ? route.continue() : route.fulfill({ status: 503, json: { success: false, error: "busy" },
			headers: { "Retry-After": "3", "Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": "Retry-After" } });
	});
	for (const text of ["one", "two", "three"]) {
		await widget.say(text);
		await widget.sees(text, "visitor", "sending");
	}
	await widget.sees("three", "visitor");
	assert.ok(sent[1] - sent[0] > 2900, `sent again after ${sent[1] - sent[0]} ms`);
	assert.deepEqual(await agent.reads(rid), ["hello", "one", "two", "three"]);
	await context.close();
});

test("An agent's message that was stored just before one's own is shown", async () => {
	const { page, widget, rid, context } = await served();
	await page.route(/message$/, async (route) => {
		await agent.say(rid, "just before");
		await route.continue();
	});
	await widget.say("just after");
	await widget.sees("just before");
	await widget.sees("just after", "visitor");
	assert.deepEqual(await widget.texts(), ["hello", "just before", "just after"]);
	await context.close();
});

test("An edited message changes, a deleted one goes", async () => {
	const { widget, rid, page, context } = await served();
	const { message } = await agent.say(rid, "first words");
	await widget.sees("first words");
	await agent.call("chat.update", { roomId: rid, msgId: message._id, text: "second thoughts" });
	await widget.sees("second thoughts");
	await agent.call("chat.delete", { roomId: rid, msgId: message._id });
	await page.locator("livechat-widget [data-from=agent]").waitFor({ state: "detached" });
	await context.close();
});

test("Two pages of a visitor are one conversation, and one of them polls", async () => {
	const { page, widget, rid, context } = await served();
	const second = await context.newPage();
	await second.goto(`${shop.url}/tea`);
	const other = widgetOf(second);
	await other.open();
	await other.sees("hello", "visitor");
	await other.say("from the other page");
	await widget.sees("from the other page", "visitor");
	let polls = 0;
	await context.route(/messages.history/, (route) => {
		polls++;
		return route.continue();
	});
	for (const text of ["one", "two", "three"]) {
		await agent.say(rid, text);
		await Promise.all([widget.sees(text), other.sees(text)]);
	}
	const begin = Date.now(), atFirst = polls;
	await agent.say(rid, "four");
	await Promise.all([widget.sees("four"), other.sees("four")]);
	assert.ok(polls - atFirst <= (Date.now() - begin) / 2000 + 2, `${polls - atFirst} polls`);
	await page.close();
	await agent.say(rid, "to the page that is left");
	await other.sees("to the page that is left");
	await context.close();
});

test("A clock that is wrong by an hour mixes nothing up", async () => {
	for (const hours of [-1, 1]) {
		const visitor = await visit(browser, "about:blank");
		await visitor.page.clock.install({ time: new Date(Date.now() + hours * 3600000) });
		await visitor.page.goto(`${shop.url}/`);
		const name = newName();
		await visitor.widget.open();
		await visitor.widget.register(name);
		await visitor.widget.say("hello");
		await visitor.widget.sees("hello", "visitor");
		const rid = await agent.take(name);
		await agent.say(rid, "hi");
		await visitor.page.clock.runFor(5000);
		await visitor.widget.sees("hi");
		await visitor.context.close();
	}
});

test("The chat works where the browser denies storage", async () => {
	const context = await browser.newContext({ locale: "en-GB" });
	await context.addInitScript(() => {
		for (const name of ["localStorage", "sessionStorage"])
			Object.defineProperty(window, name, { get() {
				throw new DOMException("denied", "SecurityError");
			} });
	});
	const page = await context.newPage(), widget = widgetOf(page);
	await page.goto(`${shop.url}/`);
	await widget.open();
	await widget.register(newName());
	await widget.say("without storage");
	await widget.sees("without storage", "visitor");
	await context.close();
});

test("The chat works in a browser that has no AbortSignal.timeout(), as Chrome before 103", async () => {
	const context = await browser.newContext({ locale: "en-GB" });
	await context.addInitScript(() => {
		delete AbortSignal.timeout;
	});
	const page = await context.newPage(), widget = widgetOf(page);
	await page.goto(`${shop.url}/`);
	await widget.open();
	await widget.register(newName());
	await widget.say("from an old browser");
	await widget.sees("from an old browser", "visitor");
	await context.close();
});

describe("On somebody else's page", () => {
	const hostile = `<style>
		* { all: unset !important; display: none !important; position: static !important; color: red !important;
			font-size: 40px !important; visibility: hidden !important; opacity: 0 !important; transform: scale(3) !important; }
		html, body, main { display: block !important; visibility: visible !important; opacity: 1 !important; transform: none !important }
		button, input, textarea, div, section { width: 1px !important; height: 1px !important }</style>`;

	test("hostile styles and a strict policy change nothing", async () => {
		const policy = `default-src 'none'; script-src ${site}; connect-src ${site}; img-src ${site} data:; style-src 'none'`;
		const strict = await startShop({ "/css": { html: shopPage(hostile) },
			"/csp": { html: shopPage(), headers: { "Content-Security-Policy": policy } } });
		for (const path of ["/css", "/csp"]) {
			const { widget, context, complaints } = await visit(browser, strict.url + path);
			assert.deepEqual(await widget.launcher.evaluate((button) => [button.offsetWidth, button.offsetHeight]), [56, 56], path);
			await widget.open();
			await widget.register(newName());
			await widget.say("still here");
			const message = await widget.sees("still here", "visitor");
			assert.equal(await message.locator(".bubble").evaluate((bubble) => getComputedStyle(bubble).fontSize), "14px");
			assert.deepEqual(complaints, []);
			await context.close();
		}
		await strict.stop();
	});

	test("a framework that replaces the whole page does not take the chat away", async () => {
		const { page, widget, context } = await chatting();
		await page.evaluate(() => {
			document.body.replaceWith(document.createElement("body"));
			document.documentElement.lastElementChild.remove();
		});
		await widget.say("still here");
		await widget.sees("still here", "visitor");
		await context.close();
	});
});

describe("Markup is text, whoever wrote it", () => {
	/** What would call attack() if it became markup or a link: tags, targets, and ways around a filter. */
	const tags = ["<img src=x onerror=attack()>", "<script>attack()</script>", "<svg onload=attack()>", "<svg><script>attack()</script></svg>",
		"<iframe srcdoc='<script>parent.attack()</script>'>", "<iframe src=javascript:parent.attack()>", "<details open ontoggle=attack()>x</details>",
		"<body onload=attack()>", "<input autofocus onfocus=attack()>", "<video><source onerror=attack()></video>", "<audio src=x onerror=attack()>",
		"<marquee onstart=attack()>", "<object data=javascript:attack()>", "<embed src=javascript:attack()>", "<math href=javascript:attack()>x</math>",
		"<a href=javascript:attack()>x</a>", "<form action=javascript:attack()><button>x</button></form>", "<button formaction=javascript:attack()>x",
		"<style>@import 'javascript:attack()'</style>", "<link rel=stylesheet href=javascript:attack()>", "<meta http-equiv=refresh content='0;javascript:attack()'>",
		"<base href=javascript:attack()//>", "<template><img src=x onerror=attack()></template>", "<noscript><img src=x onerror=attack()></noscript>",
		"</textarea><img src=x onerror=attack()>", "</title><script>attack()</script>", "--><img src=x onerror=attack()>", "]]><script>attack()</script>",
		"\"><img src=x onerror=attack()>", "' onmouseover='attack()", "` onmouseover=attack() `", "<IMG SRC=x OnErRoR=attack()>", "<img/src=x/onerror=attack()>",
		"<img src=x onerror=&#97;ttack()>", "&lt;img src=x onerror=attack()&gt;", "<\u0000img src=x onerror=attack()>".replace("\u0000", "\u2028"),
		"<scr<script>ipt>attack()</scr</script>ipt>", "${attack()}", "{{constructor.constructor('attack()')()}}", "<livechat-widget><img src=x onerror=attack()>",
		"<slot onslotchange=attack()>", "<dialog open onclose=attack()>", "<div popover onbeforetoggle=attack()>"];
	const schemes = ["javascript:attack()", "JaVaScRiPt:attack()", "java\tscript:attack()", "\u0001javascript:attack()", "javascript://%0aattack()",
		"data:text/html,<script>attack()</script>", "data:text/html;base64,PHNjcmlwdD5hdHRhY2soKTwvc2NyaXB0Pg==", "vbscript:attack()", "blob:attack",
		"file:///etc/passwd", "view-source:javascript:attack()", "feed:javascript:attack()", "jar:javascript:attack()", "about:blank", "intent:attack"];
	const messages = [...tags, ...schemes.map((scheme) => `[x](${scheme})`), ...schemes.map((scheme) => `![x](${scheme})`),
		...schemes.map((scheme) => `<${scheme}|x>`), ...tags.slice(0, 6).map((tag) => `*_~${tag}~_*`), ...tags.slice(0, 6).map((tag) => `|a|\n|-|\n|${tag}|`),
		...tags.slice(0, 6).map((tag) => "```\n" + tag + "\n```"), ...tags.slice(0, 6).map((tag) => `> ${tag}`), "[<img src=x onerror=attack()>](https://example.com)"];

	/** What in the widget is neither text nor its own. */
	const foreign = (page) => page.evaluate(() => {
		const { shadowRoot } = document.querySelector("livechat-widget");
		const tagsOfOurs = "a,b,blockquote,br,button,code,details,div,em,fieldset,form,h2,hr,i,img,input,label,legend,li,ol,p,path,pre,s,section,small,"
			+ "span,strong,summary,svg,table,td,textarea,th,time,tr,ul,select,option";
		return [...shadowRoot.querySelectorAll("*")].filter((node) => !node.matches(tagsOfOurs)
			|| [...node.attributes].some((one) => one.name.startsWith("on") || one.name === "srcdoc" || one.name === "formaction")
			|| node.matches("a") && !/^(https?|mailto|tel):/.test(node.href) || node.matches("img") && !/\/avatar\//.test(node.src))
			.map((node) => node.outerHTML);
	});

	test("in messages", async () => {
		const { page, widget, rid, complaints, context } = await served();
		let attacks = 0;
		await page.exposeFunction("attack", () => attacks++);
		for (const message of messages)
			await agent.say(rid, message);
		await agent.say(rid, "the end");
		await widget.sees("the end");
		assert.ok(messages.length >= 100);
		assert.deepEqual(await foreign(page), []);
		for (const rel of await page.locator("livechat-widget .bubble a").evaluateAll((links) => links.map((link) => link.rel)))
			assert.equal(rel, "noopener noreferrer nofollow");
		assert.equal(attacks, 0);
		assert.deepEqual(complaints, []);
		await context.close();
	});

	test("in what the visitor types, in settings and in the title of the page", async () => {
		await set({ Livechat_title: tags[0], Livechat_registration_form_message: tags[4], Livechat_conversation_finished_message: tags[2],
			Livechat_launcher_text: tags[0], Livechat_conversation_finished_text: tags[6] });
		const { page, widget, context, complaints } = await visit(browser, `${shop.url}/`);
		let attacks = 0;
		await page.exposeFunction("attack", () => attacks++);
		await page.evaluate((title) => {
			document.title = title;
		}, tags[1]);
		await widget.open();
		await page.getByText(tags[4]).waitFor();
		assert.deepEqual(await foreign(page), []);
		const name = `${tags[0]} ${newName()}`;
		await widget.register(name);
		for (const message of tags.slice(0, 8)) {
			await widget.say(message);
			await widget.messages("visitor").filter({ hasText: message }).first().waitFor();
		}
		await agent.close(await agent.take(name));
		await page.getByText(tags[6]).waitFor();
		assert.deepEqual(await foreign(page), []);
		assert.equal(attacks, 0);
		assert.deepEqual(complaints, []);
		await context.close();
	});
});

test("The keyboard alone is enough", async () => {
	const { page, widget, context } = await visit(browser, `${shop.url}/`);
	const name = newName();
	await widget.launcher.focus();
	await page.keyboard.press("Enter");
	await page.getByLabel("Name", { exact: true }).and(page.locator(":focus")).waitFor();
	await page.keyboard.type(name);
	await page.keyboard.press("Tab");
	await page.keyboard.type("keys@example.com");
	await page.keyboard.press("Enter");
	await widget.input.and(page.locator(":focus")).waitFor();
	await page.keyboard.type("typed");
	await page.keyboard.press("Shift+Enter");
	await page.keyboard.type("in two lines");
	await page.keyboard.press("Enter");
	await widget.sees("typed", "visitor");
	await page.keyboard.press("Escape");
	await widget.window.waitFor({ state: "hidden" });
	assert.equal(await page.evaluate(() => document.querySelector("livechat-widget").shadowRoot.activeElement.part.value), "launcher");
	assert.deepEqual(await agent.reads(await agent.take(name)), ["typed\nin two lines"]);
	await context.close();
});

test("Whoever clicks goes on without a second click, and the end of a chat takes the focus from nobody", async () => {
	const { page, widget, context } = await visit(browser, `${shop.url}/`);
	const name = newName(), focused = (selector) => page.locator(`livechat-widget ${selector}:focus`).waitFor();
	await widget.open();
	await widget.register(name);
	await focused("[part=input]");
	await page.keyboard.type("typed at once");
	await page.keyboard.press("Enter");
	await widget.sees("typed at once", "visitor");
	const first = await agent.take(name);
	await page.keyboard.type("half a sen");
	await agent.close(first);
	await focused(".ended");
	await page.keyboard.type("tence ");
	await page.getByRole("button", { name: "Start a new chat" }).click();
	await focused("[part=input]");
	await widget.say("once more");
	await widget.sees("once more", "visitor");
	const second = await agent.take(name);
	await page.evaluate(() => {
		const search = document.createElement("input");
		document.querySelector("main").append(search);
		search.focus();
	});
	await agent.close(second);
	await page.getByText("This chat has ended").waitFor();
	await page.getByRole("radio", { name: "4 stars" }).waitFor();
	assert.equal(await page.evaluate(() => document.activeElement.tagName), "INPUT");
	await context.close();
});

test("What comes after a chat is offered again where it could not be loaded", async () => {
	const { page, widget, rid, context } = await served();
	await page.route(/\/extras\./, (route) => route.abort());
	await page.getByRole("button", { name: "More options" }).click();
	await widget.part("header").getByText("The chat cannot be reached at the moment.").waitFor();
	await page.keyboard.press("Escape");
	await agent.close(rid);
	await page.getByRole("button", { name: "Try again" }).waitFor();
	await checkAccess(page, "no end");
	await page.unroute(/\/extras\./);
	await page.getByRole("button", { name: "Try again" }).click();
	await page.getByText("This chat has ended").waitFor();
	await page.getByRole("button", { name: "Start a new chat" }).waitFor();
	await context.close();
});

test("Nothing in any state keeps anybody out", async () => {
	for (const colorScheme of ["light", "dark"]) {
		const { page, widget, context } = await visit(browser, `${shop.url}/`, { colorScheme, reducedMotion: "reduce" });
		const name = newName();
		await checkAccess(page, "closed");
		await widget.open();
		await widget.part("form").waitFor();
		await checkAccess(page, "form");
		await page.getByRole("button", { name: "Start chat" }).click();
		await checkAccess(page, "form with faults");
		await widget.register(name);
		await checkAccess(page, "empty");
		await page.route(/message$/, (route) => route.fulfill({ status: 400, json: { success: false, error: "error-x" } }));
		await widget.say("not this");
		await widget.sees("not this", "visitor", "failed");
		await checkAccess(page, "failed");
		await page.getByText("That did not work.").waitFor();
		await page.unroute(/message$/);
		await page.getByRole("button", { name: "Try again" }).click();
		await widget.sees("not this", "visitor");
		const rid = await agent.take(name);
		await agent.say(rid, "```\ncode\n```\n> quote\n\n- [ ] task\n\nhttps://example.com `code`");
		await widget.sees("quote");
		await checkAccess(page, "conversation");
		await page.getByRole("button", { name: "More options" }).click();
		await page.getByRole("button", { name: "End the chat" }).waitFor();
		await checkAccess(page, "menu");
		await page.getByRole("button", { name: "End the chat" }).click();
		await page.getByText("Do you want to end this chat?").waitFor();
		await checkAccess(page, "question");
		await page.locator("livechat-widget form").getByRole("button", { name: "End the chat" }).click();
		await page.getByRole("radio", { name: "4 stars" }).check({ force: true });
		await page.getByLabel("Would you like to add something?").waitFor();
		await checkAccess(page, "ended");
		await context.close();
	}
});

test("When the agent ends the chat the visitor rates it and begins another", async () => {
	const { page, widget, rid, name, context } = await served();
	await agent.close(rid);
	await page.getByText("This chat has ended").waitFor();
	await page.getByRole("radio", { name: "5 stars" }).check({ force: true });
	await page.getByLabel("Would you like to add something?").fill("Quick and kind");
	await page.getByRole("button", { name: "Send", exact: true }).click();
	await page.getByText("Thank you for your feedback!").waitFor();
	await page.getByRole("button", { name: "Start a new chat" }).click();
	await widget.say("once more");
	await widget.sees("once more", "visitor");
	const second = await agent.take(name);
	assert.notEqual(second, rid);
	assert.deepEqual(await agent.reads(second), ["once more"]);
	await context.close();
});

test("A menu that is open closes when the chat ends: nothing in it can be done any more", async () => {
	const { page, rid, context } = await served();
	const more = page.getByRole("button", { name: "More options" });
	await more.click();
	await page.getByRole("button", { name: "End the chat" }).waitFor();
	await agent.close(rid);
	await page.getByText("This chat has ended").waitFor();
	await page.getByRole("button", { name: "End the chat" }).waitFor({ state: "hidden" });
	assert.equal(await more.getAttribute("aria-expanded"), "false");
	await context.close();
});

test("Who opens the page later sees how many answers wait", async () => {
	const { page, widget, rid, context } = await served();
	await page.keyboard.press("Escape");
	await agent.say(rid, "one");
	await agent.say(rid, "two");
	await page.getByRole("button", { name: "Chat (2)" }).waitFor();
	await page.goto(`${shop.url}/tea`);
	await page.getByRole("button", { name: "Chat (2)" }).click();
	await widget.sees("two");
	await page.keyboard.press("Escape");
	await page.getByRole("button", { name: "Chat", exact: true }).waitFor();
	await context.close();
});
