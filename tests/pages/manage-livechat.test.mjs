// SPDX-License-Identifier: MIT
// What managers set up for visitors and agents in their pages, and what the API shows of it.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { until } from "./harness.mjs";
import { browser, close, closeBrowser, confirm, field, follow, gone, heading, listed, loaded, open, part, person, phone, press,
	unique } from "./manage_site.mjs";

before(browser);
after(closeBrowser);

test("a manager makes a department with agents, changes them, archives and deletes it", async () => {
	const boss = await person("manager"), first = await person("agent"), second = await person("agent");
	const page = await open(boss, "departments"), name = unique("Sales");
	// While there is none, the empty list has the link, too.
	await listed(page, "New department").first().click();
	await loaded(page);
	await field(page, "Name").fill(name);
	await field(page, "Email for offline messages").fill("no address");
	await press(page, "Create the department");
	await until(async () => await field(page, "Email for offline messages").getAttribute("aria-invalid") === "true");
	await field(page, "Email for offline messages").fill("sales@example.com");
	for (const agent of [first, second])
		await field(page, "Add an agent …").selectOption({ label: agent.name });
	await field(page, `How many chats for ${first.name}`).fill("3");
	await press(page, `${second.name}: up`);
	await press(page, "Create the department");
	await listed(page, name).waitFor();
	const found = async () => (await boss.call(`livechat/department?text=${name}&showArchived=true`)).departments[0];
	const { _id } = await found();
	const members = async () => (await boss.call(`livechat/department/${_id}/agents?sort={"order":1}`)).agents
		.map(({ username, count, order }) => ({ username, count, order })).sort((a, b) => a.order - b.order);
	assert.deepEqual(await members(), [{ username: second.username, count: 0, order: 0 }, { username: first.username, count: 3, order: 1 }]);

	await listed(page, name).click();
	await press(page, `Remove ${second.name}`);
	await field(page, "Description").fill("Before somebody buys");
	await press(page, "Save");
	await heading(page, "Departments");
	assert.equal((await found()).description, "Before somebody buys");
	assert.deepEqual(await members(), [{ username: first.username, count: 3, order: 0 }]);

	await listed(page, name).click();
	await press(page, "Archive");
	await heading(page, "Departments");
	await gone(page, name);
	assert.equal((await found()).archived, true);
	await part(page).getByLabel("Archived ones, too").check();
	await listed(page, name).click();
	await press(page, "Bring back");
	await listed(page, name).click();
	await press(page, "Delete");
	await confirm(page, "Delete");
	await gone(page, name);
	assert.equal(await found(), undefined);
	await close(page);
});

test("business hours have several spans a day up to 24:00 and days off, and say when it opens next", async () => {
	const boss = await person("admin"), page = await open(boss, "hours/+"), name = unique("Late");
	await boss.call("livechat/department", { department: { name: unique("Night"), email: "", enabled: true,
		showOnRegistration: true, showOnOfflineForm: true } });
	await page.reload();
	await loaded(page);
	await part(page).getByText("Business hours are switched off: visitors can chat at any time.").waitFor();
	await part(page).locator(".m-words").getByText(/^By these hours: /).waitFor();
	await press(page, "Switch them on");
	await part(page).getByText("Business hours are switched off").waitFor({ state: "detached" });
	assert.equal((await boss.call("settings/Livechat_enable_business_hours")).value, true);
	await field(page, "Name").fill(name);
	await field(page, "Time zone").fill("Etc/UTC");
	const day = (word) => part(page).getByRole("group", { name: word, exact: true });
	await day("Monday").getByLabel("Monday, from").fill("9");
	await day("Monday").getByLabel("Monday, to").fill("12");
	await day("Monday").getByRole("button", { name: "Add a span to Monday" }).click();
	await day("Monday").getByLabel("Monday, from").nth(1).fill("1830");
	await day("Monday").getByLabel("Monday, to").nth(1).fill("24:00");
	for (const word of ["Tuesday", "Wednesday", "Thursday", "Friday"])
		await day(word).getByRole("button", { name: `Remove this span of ${word}` }).click();
	await field(page, "Day").fill("2030-12-25");
	await part(page).getByRole("button", { name: "Add", exact: true }).last().click();
	await part(page).getByText("25 December 2030").waitFor();
	await part(page).locator(".m-words").getByText(/^(Open now, until|Closed now\. Opens)/).waitFor();
	await press(page, "Create the hours");
	await listed(page, name).waitFor();
	const saved = async () => (await boss.call(`livechat/business-hours?name=${name}`)).businessHours[0];
	const spans = ({ workHours }) => workHours.map((one) => `${one.day} ${one.start.time}-${one.finish.time}`);
	assert.deepEqual(spans(await saved()), ["Monday 09:00-12:00", "Monday 18:30-24:00"]);
	assert.deepEqual((await saved()).daysOff, ["2030-12-25"]);

	await listed(page, name).click();
	await day("Monday").getByLabel("Monday, to").nth(0).fill("19:00");
	await press(page, "Save");
	await part(page).getByText("Monday: The spans overlap.").waitFor();
	await day("Monday").getByLabel("Monday, to").nth(0).fill("08:00");
	await press(page, "Save");
	await part(page).getByText("Monday: The end has to come after the beginning.").waitFor();
	await day("Monday").getByLabel("Monday, to").nth(0).fill("13:00");
	await field(page, "Time zone").fill("Moon/Crater");
	await press(page, "Save");
	await part(page).getByText("The server does not know this time zone.").waitFor();
	await field(page, "Time zone").fill("Europe/Berlin");
	await press(page, "Save");
	await listed(page, name).click();
	assert.deepEqual(spans(await saved()), ["Monday 09:00-13:00", "Monday 18:30-24:00"]);
	await press(page, "Delete");
	await confirm(page, "Delete");
	await gone(page, name);
	assert.equal(await saved(), undefined);
	await boss.call("settings/Livechat_enable_business_hours", { value: false });
	await close(page);
});

test("the appearance has a preview that follows each change, warns of what cannot be read, and gives the line to paste", async () => {
	const boss = await person("manager"), page = await open(boss, "appearance");
	await loaded(page);
	await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
	await press(page, "Copy");
	const base = page.url().replace(/\/livechat\/.*/, "");
	assert.equal(await page.evaluate(() => navigator.clipboard.readText()), `<script src="${base}/livechat/widget.js" async></script>`);
	const launcher = page.locator(".m-preview-host .launcher");
	const bubble = page.locator(".m-preview-host .message.visitor .bubble");
	assert.equal(await bubble.evaluate((node) => getComputedStyle(node).backgroundColor),
		await page.locator(".m-preview-host .header").evaluate((node) => getComputedStyle(node).backgroundColor));
	await page.locator(".m-preview-host .title").getByText("Chat with us").waitFor();
	await field(page, "Title").first().fill("Ask Lisa");
	await page.locator(".m-preview-host .title").getByText("Ask Lisa").waitFor();
	await field(page, "Title").first().fill("Livechat");
	await field(page, "Text of the button").fill("Ask us");
	await launcher.getByText("Ask us").waitFor();
	await field(page, "Colour of the button").fill("#ffff00");
	await field(page, "Text and icon of the button").fill("#ffffff");
	await part(page).getByText("Text and icon of the button are hard to read on it").waitFor();
	assert.equal(await launcher.evaluate((node) => getComputedStyle(node).backgroundColor), "rgb(255, 255, 0)");
	await field(page, "Side").selectOption("left");
	await press(page, "Dark");
	assert.equal(await page.locator(".m-preview-host .window").evaluate((node) => getComputedStyle(node).backgroundColor), "rgb(22, 24, 29)");
	await press(page, "Save");
	await page.getByText("Visitors see it within a minute").waitFor();
	const values = Object.fromEntries((await boss.call("livechat/appearance")).appearance.map(({ _id, value }) => [_id, value]));
	assert.equal(values.Livechat_launcher_text, "Ask us");
	assert.equal(values.Livechat_widget_position, "left");
	assert.equal(values.Livechat_launcher_color.toLowerCase(), "#ffff00");

	await field(page, "Colour of the button").fill("no colour");
	await press(page, "Save");
	await part(page).getByText("This is no colour.").waitFor();
	for (const name of [/^Colour of the button: Reset/, /^Text and icon of the button: Reset/, /^Text of the button: Reset/, /^Side: Reset/])
		await part(page).getByRole("button", { name }).click();
	await press(page, "Save");
	await until(async () => (await boss.call("livechat/appearance")).appearance.every((one) =>
		!["Livechat_launcher_text", "Livechat_widget_position", "Livechat_launcher_color"].includes(one._id) || one.value === one.default));
	await close(page);
});

test("a trigger is made, changed and deleted; an address that is no pattern is refused", async () => {
	const boss = await person("manager"), page = await open(boss, "triggers/+"), name = unique("Prices");
	await loaded(page);
	await field(page, "Name").fill(name);
	await field(page, "It fires").selectOption("page-url");
	await field(page, "Address").fill("(");
	await field(page, "Message").fill("Any questions?");
	await press(page, "Create the trigger");
	await part(page).getByText("This is no regular expression.").waitFor();
	await field(page, "Address").fill("/prices");
	await press(page, "Create the trigger");
	await listed(page, name).waitFor();
	const found = async () => (await boss.call("livechat/triggers?count=100")).triggers.find((one) => one.name === name);
	assert.deepEqual((await found()).conditions, [{ name: "page-url", value: "/prices" }]);
	await listed(page, name).click();
	await field(page, "It fires").selectOption("time-on-site");
	await field(page, "Seconds").fill("45");
	await field(page, "Who says it").selectOption("custom");
	await field(page, "Name that is shown").fill("Ada");
	await press(page, "Save");
	await listed(page, name).click();
	assert.deepEqual((await found()).conditions, [{ name: "time-on-site", value: "45" }]);
	assert.deepEqual((await found()).actions[0].params, { sender: "custom", msg: "Any questions?", name: "Ada" });
	await press(page, "Delete");
	await confirm(page, "Delete");
	await gone(page, name);
	assert.equal(await found(), undefined);
	await close(page);
});

test("a canned answer is made with a placeholder and shown as it is sent; a shortcut that is taken is refused", async () => {
	const boss = await person("manager"), page = await open(boss, "canned/+"), shortcut = unique("hello");
	await loaded(page);
	await field(page, "Shortcut").fill(shortcut);
	await field(page, "Text").fill("Hello ");
	await press(page, "Visitor’s name");
	await part(page).getByText("Hello Mary", { exact: true }).waitFor();
	await field(page, "Who sees it").selectOption("global");
	await field(page, "Tags").fill("first, greeting");
	await press(page, "Create the answer");
	await listed(page, `/${shortcut}`).waitFor();
	const found = async () => (await boss.call(`canned-responses?shortcut=${shortcut}`)).cannedResponses[0];
	const { text, scope, tags } = await found();
	assert.deepEqual({ text, scope, tags }, { text: "Hello {{contact.name}}", scope: "global", tags: ["first", "greeting"] });
	await follow(page, "New answer");
	await field(page, "Shortcut").fill(shortcut);
	await field(page, "Text").fill("Again");
	await field(page, "Who sees it").selectOption("global");
	await press(page, "Create the answer");
	await part(page).getByText("Shortcut provided already exists").waitFor();
	await press(page, "Cancel");
	await listed(page, `/${shortcut}`).click();
	await press(page, "Delete");
	await confirm(page, "Delete");
	await gone(page, `/${shortcut}`);
	assert.equal(await found(), undefined);
	await close(page);
});

test("a custom field is made, changed and deleted; its name is fixed, and a bad pattern is refused", async () => {
	const boss = await person("manager"), page = await open(boss, "fields/+"), name = unique("order");
	await loaded(page);
	await field(page, "Label").fill("Order number");
	await field(page, "Name").fill(name);
	await field(page, "Pattern").fill("(");
	await press(page, "Create the field");
	await until(async () => await field(page, "Pattern").getAttribute("aria-invalid") === "true");
	await field(page, "Pattern").fill("^[0-9]{5}$");
	await press(page, "Create the field");
	await heading(page, "Custom fields");
	const found = async () => (await boss.call(`livechat/custom-fields/${name}`)).customField;
	assert.equal((await found()).regexp, "^[0-9]{5}$");
	await page.goto(page.url().replace(/#.*/, `#manage/fields/${name}`));
	await loaded(page);
	assert.equal(await field(page, "Name").getAttribute("readonly"), "");
	await field(page, "Kind").selectOption("select");
	await field(page, "Choices").fill("a,b");
	await press(page, "Save");
	await until(async () => (await found()).options === "a,b");
	await heading(page, "Custom fields");
	await page.goto(page.url().replace(/#.*/, `#manage/fields/${name}`));
	await press(page, "Delete");
	await confirm(page, "Delete");
	await until(async () => await found() === null);
	await close(page);
});

test("an agent blocks a visitor and a network, with a reason and an end, and lifts both", async () => {
	const agent = await person("agent"), page = await open(agent, "blocks/+"), name = unique("Rude");
	const { visitor } = await agent.call("livechat/visitor", { visitor: { token: unique("token"), name } });
	await loaded(page);
	await press(page, "Block");
	await part(page).getByText("Search for the visitor and choose one.").waitFor();
	await field(page, "Search by name, email or phone").fill(name);
	await part(page).getByRole("radio", { name }).check();
	await field(page, "Reason").fill("Insults");
	await press(page, "Block");
	await part(page).getByText("Insults").waitFor();
	const blocks = async () => (await agent.call("livechat/blocks?count=100")).blocks;
	assert.equal((await blocks()).find((one) => one.value === visitor._id).reason, "Insults");

	await follow(page, "Block somebody");
	await field(page, "By what").selectOption("network");
	await field(page, "Address or network").fill("not a network");
	await press(page, "Block");
	await until(async () => await field(page, "Address or network").getAttribute("aria-invalid") === "true");
	await field(page, "Address or network").fill("198.51.100.0/24");
	await field(page, "Until").fill("2031-01-01T00:00");
	await press(page, "Block");
	await part(page).getByText("198.51.100.0/24").waitFor();
	assert.equal((await blocks()).find((one) => one.type === "network").until, "2030-12-31T23:00:00.000Z");
	for (const one of [name, "198.51.100.0/24"]) {
		await press(page, `Lift the block of ${one}`);
		await confirm(page, "Lift");
		await part(page).getByText(one, { exact: true }).waitFor({ state: "detached" });
	}
	assert.deepEqual((await blocks()).filter(({ value }) => [visitor._id, "198.51.100.0/24"].includes(value)), []);
	await close(page);
});

test("settings are searched, changed, refused in the server's words, marked and reset; a secret is never shown", async () => {
	const boss = await person("admin"), page = await open(boss, "settings");
	await boss.call("settings/Livechat_limit_send_burst", { value: null });
	await page.reload();
	await loaded(page);
	const search = field(page, "Search settings"), value = async (name) => (await boss.call(`settings/${name}`)).value;
	await search.fill("Livechat_limit_send_burst");
	await part(page).getByText("1 setting", { exact: true }).waitFor();
	await field(page, "Messages at once").fill("12");
	await press(page, "Messages at once: Save");
	await page.getByText("Messages at once: saved.").waitFor();
	await until(async () => await value("Livechat_limit_send_burst") === 12);
	await part(page).locator(".m-badge:visible").filter({ hasText: "Changed" }).waitFor();
	await press(page, "Messages at once: Reset to: 10");
	await until(async () => await value("Livechat_limit_send_burst") === 10);
	await search.fill("trusted_proxies");
	await field(page, "Trusted proxies").fill("nonsense/99");
	await press(page, "Trusted proxies: Save");
	await part(page).getByText(/trusted_proxies must be/).waitFor();
	assert.equal(await field(page, "Trusted proxies").inputValue(), "nonsense/99");
	await press(page, "Undo changes");
	await search.fill("Message_AllowEditing");
	await part(page).getByRole("switch", { name: "Visitors may change messages" }).uncheck();
	await until(async () => await value("Message_AllowEditing") === false);
	await press(page, "Visitors may change messages: Reset to: On");
	await until(async () => await value("Message_AllowEditing") === true);

	await boss.call("livechat/push.subscription");
	await page.reload();
	await search.fill("Livechat_push_private_key");
	const secret = field(page, "Key for notices");
	assert.equal(await secret.inputValue(), "");
	assert.equal(await secret.getAttribute("type"), "password");
	await press(page, "Key for notices: Remove it");
	await page.getByText("Key for notices: saved.").waitFor();
	await close(page);
});

test("mail that waits says why, is tried again and is dropped", async () => {
	const boss = await person("admin");
	await boss.call("settings/From_Email", { value: "chat@example.com" });
	await boss.call("settings/Livechat_offline_email", { value: "owner@example.com" });
	await until(async () => {
		await boss.call("livechat/offline.message", { name: "Ann", email: "ann@example.com", message: "Hello" });
		return (await boss.call("livechat/outbox")).total > 0;
	});
	const page = await open(boss, "mails");
	await part(page).getByText("owner@example.com").first().waitFor();
	const [mail] = (await boss.call("livechat/outbox")).mails;
	if (mail.lastError)
		await part(page).getByText(mail.lastError).first().waitFor();
	await part(page).getByRole("button", { name: "Try again: owner@example.com" }).first().click();
	await page.getByRole("status").filter({ hasText: /mails? (is|are) tried again/ }).waitFor();
	for (let left = (await boss.call("livechat/outbox")).total; left; left--) {
		await part(page).getByRole("button", { name: "Drop the mail to owner@example.com?" }).first().click();
		await confirm(page, "Drop");
		await until(async () => (await boss.call("livechat/outbox")).total < left);
		await until(async () => await part(page).locator(".m-row").count() < left);
	}
	await part(page).getByText("There is no mail here.").waitFor();
	await close(page);
});
