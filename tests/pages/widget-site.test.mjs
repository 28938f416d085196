// SPDX-License-Identifier: MIT
// The widget as a site has set it up: forms, hours, languages, triggers, the page API, long rooms, small screens.

import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { afterEach, describe, test } from "node:test";
import zlib from "node:zlib";
import { checkAccess, fetchAlone, shopPage, site, until, visit } from "./harness.mjs";
import { agent, browser, newName, openShop, set, shop } from "./shop_site.mjs";

const rocketChat = (calls) => `<script>
	(function(w, d, s, u) {
		w.RocketChat = function(c) { w.RocketChat._.push(c) }; w.RocketChat._ = []; w.RocketChat.url = u;
		var h = d.getElementsByTagName(s)[0], j = d.createElement(s);
		j.async = true; j.src = '${site}/livechat/rocketchat-livechat.min.js?_=201903270000';
		h.parentNode.insertBefore(j, h);
	})(window, document, 'script', '${site}/livechat');
	RocketChat(function() { ${calls} });</script>`;
const page = (body, lang = "en") => `<!doctype html><html lang="${lang}"><head><meta charset="utf-8"><title>Shop</title>
	<link rel="icon" href="data:,"></head><body><main><h1>Shop</h1></main>${body}</body></html>`;

openShop({
	"/": { html: shopPage() }, "/tea": { html: shopPage() }, "/ar": { html: shopPage("", "ar") }, "/de": { html: shopPage("", "de-AT") },
	"/rocket": { html: page(rocketChat(`
		window.said = [];
		this.setGuestName('Rocket Guest'); this.setGuestEmail('rocket@example.com'); this.setCustomField('plan', 'gold');
		this.setTheme({ color: '#0a7d32', position: 'left' }); this.setLanguage('de');
		this.onChatMaximized(function() { said.push('maximized') }); this.onChatStarted(function() { said.push('started') });
		this.onChatMinimized(function() { said.push('minimized') }); this.onAssignAgent(function(a) { said.push('agent ' + a.name) });
		this.onPrechatFormSubmit(function(f) { said.push('form ' + f.name) }); this.onChatEnded(function() { said.push('ended') });`)) },
	"/theme": { html: page(rocketChat(`
		window.said = [];
		this.setTheme({ title: 'Ask the tea master', offlineTitle: 'Nobody pours', color: '#123456', fontColor: '#ffee00' });
		this.onAgentStatusChange(function(status) { said.push(status) });`)) },
	"/paint": { html: page(rocketChat(`
		this.setTheme({ background: 'rgb(1, 2, 3)', guestBubbleBackgroundColor: '#ffee00', agentBubbleBackgroundColor: '#002244',
			hideAgentAvatar: true });`)) },
	"/registers": { html: page(rocketChat("this.registerGuest({ token: 'token-of-the-shop-' + location.hash.slice(1), name: 'Known Guest', email: 'known@example.com' });")) },
});

describe("Nobody is there", () => {
	test("the visitor leaves a message, and what they type is kept until it is sent", async () => {
		await set({ Livechat_enabled: false });
		const { page: view, widget, context } = await visit(browser, `${site}/livechat`);
		await view.getByText("Nobody is here at the moment.").waitFor();
		await view.getByLabel("Name").fill("Olga");
		await view.getByLabel("E-mail").fill("not an address");
		await view.getByLabel("Message", { exact: true }).fill("Please call me");
		await view.getByRole("button", { name: "Send message" }).click();
		await view.getByText("This is not an e-mail address").waitFor();
		await checkAccess(view, "offline form");
		await view.reload();
		assert.equal(await view.getByLabel("Message", { exact: true }).inputValue(), "Please call me");
		await view.getByLabel("E-mail").fill("olga@example.com");
		await view.getByRole("button", { name: "Send message" }).click();
		await view.getByText("Thank you! We have received your message.").waitFor();
		await checkAccess(view, "offline message sent");
		assert.equal(await widget.part("form").count(), 0);
		await context.close();
	});

	test("outside the hours the visitor reads when somebody is there again, in their own time", async () => {
		const { businessHour } = await agent.call("livechat/business-hour?type=default");
		const day = new Date(Date.now() + 86400000).toLocaleDateString("en", { weekday: "long", timeZone: "UTC" });
		await agent.call("livechat/business-hours.save", { _id: businessHour._id, name: "", timezoneName: "UTC", daysOpen: [day],
			departmentsToApplyBusinessHour: "", active: true, type: "default",
			workHours: [{ day, start: "08:00", finish: "20:00", open: true }] });
		await set({ Livechat_enable_business_hours: true });
		const { page: view, widget, context } = await visit(browser, `${shop.url}/`, { timezoneId: "Asia/Kolkata" });
		await widget.open();
		await view.getByText(`We are here again on ${day} at 13:30`).or(view.getByText(`We are here again on ${day} 13:30`))
			.or(view.getByText(`We are here again on ${day}, 13:30`)).waitFor();
		await context.close();
	});
});

test("Who has to agree first does so, and can have everything deleted", async () => {
	await set({ Livechat_force_accept_data_processing_consent: true, Livechat_registration_form: false });
	const { page: view, widget, context } = await visit(browser, `${shop.url}/`);
	await widget.open();
	await view.getByRole("button", { name: "I agree" }).waitFor();
	await checkAccess(view, "consent");
	await view.getByRole("button", { name: "I agree" }).click();
	await widget.say("remember me");
	await widget.sees("remember me", "visitor");
	const token = await view.evaluate(() => JSON.parse(localStorage.getItem("livechat.visitor")).token);
	await view.getByRole("button", { name: "More options" }).click();
	await view.getByRole("button", { name: "Delete my data" }).click();
	await view.getByText("It cannot be undone.").waitFor();
	await view.locator("livechat-widget form").getByRole("button", { name: "Delete my data" }).click();
	await view.getByRole("button", { name: "I agree" }).waitFor();
	assert.equal((await fetchAlone(`${site}/api/v1/livechat/visitor/${token}`)).status, 400);
	assert.deepEqual(await view.evaluate(() => Object.keys(localStorage)), []);
	await context.close();
});

test("Departments and custom fields are asked for, and reach the agent", async () => {
	const { department } = await agent.call("livechat/department", { department: { name: "Sales", enabled: true, showOnRegistration: true,
		showOnOfflineForm: true, email: "sales@example.com" }, agents: [] });
	await agent.call(`livechat/department/${department._id}/agents`, { upsert: [{ agentId: (await agent.call("me"))._id, username: "lisa" }], remove: [] });
	await agent.call("livechat/custom-fields.save", { customFieldId: null, customFieldData: { field: "order", label: "Order number",
		scope: "visitor", visibility: "visible", regexp: "^[0-9]+$", required: true, type: "input", defaultValue: "", options: "", public: true, searchable: true } })
		.catch(() => agent.call("livechat/custom-fields.save", { field: "order", label: "Order number", scope: "visitor",
			visibility: "visible", regexp: "^[0-9]+$", required: true, public: true }));
	const { page: view, widget, context } = await visit(browser, `${shop.url}/`), name = newName();
	await widget.open();
	await view.getByLabel("Name", { exact: true }).fill(name);
	await view.getByLabel("E-mail", { exact: true }).fill("fields@example.com");
	await view.getByLabel("Department").selectOption("Sales");
	await view.getByLabel("Order number").fill("twelve");
	await view.getByRole("button", { name: "Start chat" }).click();
	await view.getByText("This does not have the right form").waitFor();
	await view.getByLabel("Order number").fill("12");
	await view.getByRole("button", { name: "Start chat" }).click();
	await widget.say("about my order");
	const rid = await agent.take(name);
	const { room } = await agent.call(`rooms.info?roomId=${rid}`).catch(() => agent.call(`livechat/room?roomId=${rid}`).catch(() => ({ room: null })));
	if (room)
		assert.equal(room.departmentId, department._id);
	await agent.call("livechat/custom-fields.delete", { customFieldId: "order" }).catch(() => agent.call("livechat/custom-fields.remove", { customFieldId: "order" }));
	await context.close();
});

describe("The colours of a conversation", () => {
	/** Begins a chat that an agent answers, and returns what the messages look like. */
	async function looks(url) {
		await set({ Livechat_registration_form: false });
		const { page: view, widget, context } = await visit(browser, url), name = newName();
		await view.evaluate((guest) => window.Livechat?.call("setGuestName", guest), name);
		await widget.open();
		await widget.say("how does this look?");
		const rid = await agent.take(name);
		await agent.say(rid, "like this");
		await widget.sees("like this", "agent");
		const look = await view.evaluate(() => {
			const root = document.querySelector("livechat-widget").shadowRoot;
			const style = (selector) => getComputedStyle(root.querySelector(selector));
			return { ground: style("[part=messages]").backgroundColor, guest: style("[data-from=visitor] .bubble").backgroundColor,
				onGuest: style("[data-from=visitor] .bubble").color, agent: style("[data-from=agent] .bubble").backgroundColor,
				onAgent: style("[data-from=agent] .bubble").color, face: style("[data-from=agent] .avatar").display };
		});
		await context.close();
		return look;
	}

	test("are those that the page has chosen, with text that is readable on them", async () => {
		assert.deepEqual(await looks(`${shop.url}/paint`), { ground: "rgb(1, 2, 3)", guest: "rgb(255, 238, 0)", onGuest: "rgb(0, 0, 0)",
			agent: "rgb(0, 34, 68)", onAgent: "rgb(255, 255, 255)", face: "none" });
	});

	test("have the background of the settings", async () => {
		await set({ Livechat_background: "rgb(240, 250, 255)" });
		const { ground, face } = await looks(`${shop.url}/`);
		assert.deepEqual([ground, face], ["rgb(240, 250, 255)", "block"]);
	});
});

describe("What the page says of its visitor", () => {
	const says = (view, ...said) => view.evaluate((all) => window.Livechat.call(...all), said);
	const name = (view) => view.getByLabel("Name", { exact: true });

	test("is in the form that is shown after it, however long it takes to understand it", async () => {
		const { page: view, widget, context } = await visit(browser, `${shop.url}/`);
		let goOn;
		await view.route(/\/extras\./, async (route) => {
			await new Promise((resolve) => { goOn = resolve; });
			await route.continue();
		});
		await says(view, "setGuestName", "Said Before");
		await widget.open();
		await until(() => goOn);
		await view.getByText("Loading…").waitFor();
		goOn();
		await name(view).waitFor();
		assert.equal(await name(view).inputValue(), "Said Before");
		await context.close();
	});

	test("replaces what the page has said before in an open form, and nothing that was typed", async () => {
		const { page: view, widget, context } = await visit(browser, `${shop.url}/`);
		await says(view, "setGuestName", "Said Before");
		await widget.open();
		await name(view).waitFor();
		await says(view, "setGuestName", "Said Later");
		await until(async () => await name(view).inputValue() === "Said Later");
		await name(view).fill("Typed");
		await says(view, "setGuestName", "Said Last");
		await says(view, "setGuestEmail", "later@example.com");
		await until(async () => await view.getByLabel("E-mail", { exact: true }).inputValue() === "later@example.com");
		assert.equal(await name(view).inputValue(), "Typed");
		await context.close();
	});

	test("is known though a part of the chat could not be loaded at first", async () => {
		const { page: view, widget, context } = await visit(browser, `${shop.url}/`);
		let failed = 0;
		await view.route(/\/extras\./, (route) => failed++ ? route.continue() : route.abort());
		await says(view, "setGuestName", "Said Before");
		await widget.open();
		await name(view).waitFor();
		assert.equal(await name(view).inputValue(), "Said Before");
		await context.close();
	});
});

test("The agents' login has the colour of the site", async () => {
	await set({ Livechat_title_color: "#0a7d32" });
	const { page: view, context } = await visit(browser, `${site}/livechat/inbox`);
	const color = () => view.getByRole("button", { name: "Log in" }).evaluate((button) => getComputedStyle(button).backgroundColor);
	await until(async () => await color() === "rgb(10, 125, 50)");
	await context.close();
});

test("A page's language decides, one runs from right to left", async () => {
	const arabic = await visit(browser, `${shop.url}/ar`);
	await arabic.widget.open();
	await arabic.page.getByRole("button", { name: "بدء الدردشة" }).waitFor();
	assert.equal(await arabic.widget.window.evaluate((node) => getComputedStyle(node).direction), "rtl");
	await checkAccess(arabic.page, "arabic");
	await arabic.context.close();
	const german = await visit(browser, `${shop.url}/de`);
	await german.widget.open();
	await german.page.getByRole("button", { name: "Chat beginnen" }).waitFor();
	await german.context.close();
});

test("All languages have the same texts", () => {
	const folder = new URL("../../web/lang/", import.meta.url);
	const names = ["en", "de", "fr", "es", "pt-BR", "it", "nl", "pl", "tr", "ru", "uk", "ar", "ja", "zh"];
	const read = (name) => JSON.parse(fs.readFileSync(new URL(`${name}.json`, folder)));
	const keys = (texts) => Object.keys(texts).filter((key) => !key.startsWith("stars.")).sort();
	const holes = (text) => (text.match(/\{\w+\}/g) ?? []).sort();
	for (const name of names) {
		const texts = read(name);
		assert.deepEqual(keys(texts), keys(read("en")), name);
		for (const [key, text] of Object.entries(read("en")))
			if (!key.startsWith("stars."))
				assert.deepEqual(holes(texts[key]), holes(text), `${name}: ${key}`);
		for (const form of new Intl.PluralRules(name).resolvedOptions().pluralCategories)
			assert.ok(texts[`stars.${form}`] ?? texts["stars.other"], `${name}: stars.${form}`);
	}
});

describe("Triggers", () => {
	const trigger = (conditions, msg, runOnce = false) => agent.call("livechat/triggers", { name: msg, description: "", enabled: true, runOnce,
		conditions: [conditions], actions: [{ name: "send-message", params: { sender: "custom", name: "Tea Master", msg } }] });
	afterEach(async () => {
		for (const { _id } of (await agent.call("livechat/triggers")).triggers)
			await fetchAlone(`${site}/api/v1/livechat/triggers/${_id}`, { method: "DELETE", headers: agent.headers });
	});

	test("greet on one page, and the visitor answers without a form", async () => {
		await trigger({ name: "page-url", value: "/tea$" }, "May I help you choose?");
		const launcher = await (await fetchAlone(`${site}/livechat/widget.js`)).text();
		await until(async () => (await (await fetchAlone(`${site}/livechat/widget.js`)).text()).includes('"triggers":true'), launcher.slice(-200));
		const { page: view, widget, context } = await visit(browser, `${shop.url}/`);
		await until(() => view.evaluate(() => performance.getEntriesByType("resource").some((one) => one.name.includes("/config"))));
		await view.goto(`${shop.url}/tea`);
		await view.getByRole("button", { name: "May I help you choose?" }).waitFor();
		await view.getByRole("button", { name: "Chat (1)" }).waitFor();
		await checkAccess(view, "greeted");
		await view.getByRole("button", { name: "May I help you choose?" }).click();
		await widget.sees("May I help you choose?");
		await widget.say("yes please");
		await widget.sees("yes please", "visitor");
		await context.close();
	});
});

describe("The embed code and page API of Rocket.Chat", () => {
	test("do on this widget what they say", async () => {
		const { page: view, widget, context, complaints } = await visit(browser, `${shop.url}/rocket`);
		await view.evaluate(() => new Promise((done) => window.RocketChat(done)));
		await until(() => view.evaluate(() => Boolean(window.Livechat)));
		assert.equal(await widget.launcher.evaluate((button) => getComputedStyle(button).left), "16px");
		assert.equal(await widget.launcher.evaluate((button) => getComputedStyle(button).backgroundColor), "rgb(10, 125, 50)");
		await view.evaluate(() => window.RocketChat.livechat.maximizeWidget());
		await view.getByRole("button", { name: "Chat beginnen" }).waitFor();
		await until(async () => await view.getByLabel("Name", { exact: true }).inputValue() === "Rocket Guest");
		assert.equal(await view.getByLabel("E-Mail", { exact: true }).inputValue(), "rocket@example.com");
		const name = newName();
		await view.getByLabel("Name", { exact: true }).fill(name);
		await view.getByRole("button", { name: "Chat beginnen" }).click();
		await widget.say("hallo");
		await widget.sees("hallo", "visitor");
		const rid = await agent.take(name);
		const info = await agent.call(`livechat/visitors.info?visitorId=${(await agent.call(`livechat/messages/${rid}?count=5`)).messages.at(-1).u._id}`);
		assert.equal(info.visitor.livechatData?.plan, "gold");
		await until(() => view.evaluate(() => window.said.some((one) => one.startsWith("agent"))));
		await view.evaluate(() => window.RocketChat(function () {
			this.minimizeWidget();
			this.hideWidget();
		}));
		await widget.launcher.waitFor({ state: "hidden" });
		await view.evaluate(() => window.RocketChat(function () {
			this.showWidget();
		}));
		await widget.launcher.waitFor();
		await agent.close(rid);
		await until(() => view.evaluate(() => window.said.includes("ended")));
		assert.deepEqual(await view.evaluate(() => window.said), ["maximized", `form ${name}`, "started", "agent Lisa Miller", "minimized", "ended"]);
		assert.deepEqual(complaints, []);
		await context.close();
	});

	test("set titles and the colour of what is on the header, and tell of the agent's status", async () => {
		const { page: view, widget, context } = await visit(browser, "about:blank"), name = newName();
		await view.clock.install();
		await view.goto(`${shop.url}/theme`);
		await widget.open();
		await view.getByRole("heading", { name: "Ask the tea master" }).waitFor();
		assert.deepEqual(await widget.part("header").evaluate((node) => [getComputedStyle(node).color, getComputedStyle(node).backgroundColor]),
			["rgb(255, 238, 0)", "rgb(18, 52, 86)"]);
		await widget.register(name);
		await widget.say("hello");
		await widget.sees("hello", "visitor");
		await agent.call("users.setStatus", { status: "online" });
		await agent.take(name);
		await view.getByRole("heading", { name: "Lisa Miller" }).waitFor();
		const minute = async () => {
			const asked = view.waitForResponse((answer) => answer.url().includes("/agent.info/"));
			await view.clock.runFor(60000);
			await (await asked).finished();
		};
		await minute();
		await agent.call("users.setStatus", { status: "busy" });
		await minute();
		await until(() => view.evaluate(() => window.said.length));
		assert.deepEqual(await view.evaluate(() => window.said), ["busy"]);
		await agent.call("users.setStatus", { status: "online" });
		await context.close();
	});

	test("set the title of the form that stands for nobody", async () => {
		const { page: view, widget, context } = await visit(browser, "about:blank");
		await view.route(/livechat\/config/, async (route) => {
			const response = await route.fetch(), json = await response.json();
			json.config.online = false;
			await route.fulfill({ response, json });
		});
		await view.goto(`${shop.url}/theme`);
		await widget.open();
		await view.getByRole("heading", { name: "Nobody pours" }).waitFor();
		await context.close();
	});

	test("register a guest whom the page knows", async () => {
		const id = Math.random().toString(36).slice(2);
		const { page: view, widget, context } = await visit(browser, `${shop.url}/registers#${id}`);
		await until(async () => (await fetchAlone(`${site}/api/v1/livechat/visitor/token-of-the-shop-${id}`)).ok);
		await widget.open();
		await widget.say("you know me");
		await widget.sees("you know me", "visitor");
		assert.equal(await view.evaluate(() => JSON.parse(localStorage.getItem("livechat.visitor")).token), `token-of-the-shop-${id}`);
		await context.close();
	});
});

test("A long conversation is read in pieces, and scrolling up stays in place", async () => {
	await set({ Livechat_registration_form: false });
	const { page: view, widget, context } = await visit(browser, `${shop.url}/`);
	await widget.open();
	await widget.say("number 0");
	await widget.sees("number 0", "visitor");
	const { token, rid } = await view.evaluate(() => JSON.parse(localStorage.getItem("livechat.visitor")));
	for (let first = 1; first < 500; first += 100)
		await agent.call("livechat/messages", { visitor: { token }, messages: Array.from({ length: Math.min(100, 500 - first) }, (_, i) => ({ msg: `number ${first + i}` })) });
	await view.reload();
	await widget.open();
	await widget.sees("number 499", "visitor");
	const loaded = () => view.locator("livechat-widget [part=message]").count();
	assert.ok(await loaded() <= 60, "only the newest are loaded");
	const list = widget.part("messages");
	let before = await loaded();
	while (!(await widget.texts("visitor")).includes("number 0")) {
		const [anchor, first] = await list.evaluate((node) => {
			node.scrollTop = 0;
			const message = node.querySelector("[part=message]");
			return [message.getBoundingClientRect().top, message.querySelector(".bubble").innerText];
		});
		await until(async () => await loaded() > before);
		const after = await list.evaluate((node, text) => [...node.querySelectorAll("[part=message]")]
			.find((one) => one.querySelector(".bubble")?.innerText === text)?.getBoundingClientRect().top, first);
		assert.ok(Math.abs(after - anchor) < 80, `it jumped from ${anchor} to ${after}`);
		before = await loaded();
	}
	assert.equal(new Set(await widget.texts("visitor")).size, 500);
	assert.equal(rid.length > 0, true);
	await context.close();
});

test("Both sides see that the other types, and where one is in the queue", async () => {
	await set({ Livechat_registration_form: true });
	const { page: view, widget, context } = await visit(browser, `${shop.url}/`), name = newName();
	await widget.open();
	await widget.register(name);
	await widget.say("hello");
	await view.getByText(/You are number \d+ in the queue/).waitFor();
	const rid = await agent.take(name);
	await view.getByRole("heading", { name: "Lisa Miller" }).waitFor();
	await until(async () => {
		await agent.call("livechat/typing", { rid, typing: true });
		return view.getByText("Lisa Miller is typing…").isVisible();
	});
	await until(async () => {
		await widget.input.press("x");
		const { typing } = await agent.call("livechat/inbox.sync");
		return typing.some((one) => one.rid === rid);
	});
	await context.close();
});

describe("On a phone", () => {
	test("the chat fills the screen, and a keyboard does not hide where one writes", async () => {
		const { page: view, widget, context } = await visit(browser, `${site}/livechat`,
			{ viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true });
		await widget.register(newName());
		const box = await widget.window.boundingBox();
		assert.deepEqual([box.x, box.y, box.width, box.height], [0, 0, 390, 844]);
		await view.setViewportSize({ width: 390, height: 500 });
		await until(async () => {
			const input = await widget.input.boundingBox();
			return input.y + input.height <= 500;
		});
		await checkAccess(view, "phone");
		await context.close();
	});
});

test("What people have to load is small", async () => {
	const folder = process.env.LIVECHAT_PAGES ?? new URL("../../build/web", import.meta.url).pathname;
	const packed = (name) => zlib.gzipSync(fs.readFileSync(path.join(folder, name)), { level: 9 }).length;
	const assets = fs.readdirSync(path.join(folder, "assets"));
	const asset = (pattern) => packed(path.join("assets", assets.find((name) => pattern.test(name))));
	const launcher = zlib.gzipSync(await (await fetchAlone(`${site}/livechat/widget.js`)).text(), { level: 9 }).length;
	assert.ok(launcher <= 4096, `the launcher has ${launcher} bytes`);
	const opened = launcher + asset(/^panel\./) + asset(/^en\./);
	assert.ok(opened <= 20480, `the opened widget has ${opened} bytes`);
});
