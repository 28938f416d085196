// SPDX-License-Identifier: MIT
// The manager's pages for everybody: without barriers in light and dark, by the keyboard alone, in German, and with what
// attackers write.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { hostileNames, nothing, outcome } from "./hostile_texts.mjs";
import { accessible, browser, close, closeBrowser, dialog, follow, heading, loaded, open, part, person, phone, press,
	unique }
	from "./manage_site.mjs";

const PATHS = ["appearance", "triggers", "triggers/+", "fields", "fields/+", "departments", "departments/+", "hours", "hours/+",
	"hours/64c8b6000000000000000001", "canned", "canned/+", "blocks", "blocks/+", "team", "accounts", "accounts/+", "settings", "mails", "health", "own"];
/** Each is made into one of everything, so these are some of all kinds. */
const XSS = hostileNames.filter((_, i) => i % 6 === 0);

before(browser);
after(closeBrowser);

/** Goes to a page of the manager's by its address. */
async function goTo(page, path) {
	await page.evaluate((to) => {
		location.hash = `#manage/${to}`;
	}, path);
	await page.locator(`.m-page-${path.split("/")[0]}`).waitFor();
	await loaded(page);
}

/** Something of everything, with what attackers would write in it. @param {any} boss @param {string[]} texts */
async function fillWith(boss, texts) {
	for (const text of texts) {
		const department = await boss.call("livechat/department", { department: { name: text, email: "", description: text, enabled: true,
			showOnRegistration: true, showOnOfflineForm: true } });
		await boss.call("livechat/triggers", { name: text, description: text, enabled: false, runOnce: true,
			conditions: [{ name: "page-url", value: "x" }], actions: [{ name: "send-message", params: { sender: "custom", msg: text, name: text } }] });
		await boss.call("canned-responses", { shortcut: `${text} ${unique("s")}`.slice(0, 128), text, scope: "department",
			departmentId: department.department._id, tags: [text.slice(0, 64)] });
		await boss.call("livechat/custom-fields.save", { customFieldId: null, customFieldData: { field: unique("f"), label: text,
			scope: "visitor", visibility: "hidden", type: "select", options: text, defaultValue: text } });
		const { visitor } = await boss.call("livechat/visitor", { visitor: { token: unique("t"), name: text } });
		await boss.call("livechat/blocks", { type: "visitor", value: visitor._id, reason: text });
		await boss.call("users.create", { name: text, username: unique("u"), email: `${unique("u")}@example.com`, password: "long enough",
			roles: ["user", "livechat-agent"] });
		await boss.call("users.generatePersonalAccessToken", { tokenName: text.slice(0, 100) });
	}
	await boss.call("settings/Livechat_offline_message", { value: texts.join("\n") });
	await boss.call("settings/Livechat_title", { value: texts[0] });
}

for (const [where, colorScheme, options] of [["a wide screen", "light", {}], ["a phone", "dark", phone]])
	test(`axe finds no barrier in any page, on ${where}, ${colorScheme}`, async () => {
		const boss = await person("admin");
		await fillWith(boss, ["Ordinary"]);
		const page = await open(boss, "own", { ...options, colorScheme });
		for (const path of PATHS) {
			await goTo(page, path);
			await accessible(page, `${path} ${colorScheme}`);
		}
		await goTo(page, "departments/+");
		await press(page, "Create the department");
		await part(page).getByText("Something is not right yet.").waitFor();
		await accessible(page, `a form with errors, ${colorScheme}`);
		await goTo(page, "own");
		await press(page, "New token");
		await accessible(page, `a dialog, ${colorScheme}`);
		await close(page);
	});

/** What the texts have become in a page, and in the preview, which is a shadow root in it. */
const found = (page) => page.evaluate(`(${outcome})([...document.querySelectorAll(".m-place, .m-place *")].flatMap((one) =>
	one.matches(".m-place") ? [one] : one.shadowRoot ?? []))`);

test("what attackers write is shown as text everywhere", async () => {
	const boss = await person("admin");
	await fillWith(boss, XSS);
	const page = await open(boss, "own");
	for (const path of PATHS) {
		await goTo(page, path);
		assert.deepEqual(await found(page), nothing, path);
	}
	for (const [list, label] of [["departments", "Departments"], ["triggers", "Triggers"], ["fields", "Custom fields"], ["accounts", "Accounts"]]) {
		await goTo(page, list);
		for (const text of XSS.slice(0, 2)) {
			if (list === "accounts")
				await part(page).getByRole("searchbox").fill(text);
			await part(page).getByRole("list", { name: label }).getByRole("link", { name: text, exact: true }).first().click();
			await loaded(page);
			assert.equal(await part(page).getByRole("heading", { level: 1 }).innerText(), text);
			assert.equal(await page.evaluate(() => window.hit), undefined, list);
			await goTo(page, list);
		}
	}
	await goTo(page, "canned");
	await part(page).getByRole("link", { name: XSS[1] }).first().click();
	await part(page).locator(".m-sample").getByText(XSS[1], { exact: true }).waitFor();
	assert.deepEqual(await found(page), nothing, "a canned answer");
	await goTo(page, "appearance");
	await part(page).locator(".title").getByText(XSS[0], { exact: true }).waitFor();
	assert.deepEqual(await found(page), nothing, "the preview");
	for (const name of ["Livechat_offline_message", "Livechat_title"])
		await boss.call(`settings/${name}`, { value: null });
	await close(page);
});

test("a department is made by the keyboard alone, and the focus is where it is needed", async () => {
	const boss = await person("manager"), page = await open(boss, "departments"), name = unique("Keys");
	await loaded(page);
	const focused = () => page.evaluate(() => document.activeElement.textContent || document.activeElement.tagName);
	const tabTo = async (holds) => {
		for (let i = 0; i < 60 && !await page.evaluate(holds); i++)
			await page.keyboard.press("Tab");
		assert.ok(await page.evaluate(holds), String(holds));
	};
	await tabTo(() => document.activeElement.textContent === "New department");
	await page.keyboard.press("Enter");
	await heading(page, "New department");
	assert.equal(await focused(), "New department");
	await tabTo(() => document.activeElement.labels?.[0]?.textContent === "Name");
	await page.keyboard.type(name);
	await page.keyboard.press("Enter");
	await part(page).getByRole("link", { name, exact: true }).waitFor();
	await tabTo(() => document.activeElement.getAttribute("href")?.startsWith("#manage/departments/") && !document.activeElement.href.endsWith("+"));
	await follow(page, name);
	await loaded(page);
	await tabTo(() => document.activeElement.textContent === "Delete");
	await page.keyboard.press("Enter");
	await dialog(page).waitFor();
	await page.keyboard.press("Escape");
	assert.equal(await focused(), "Delete");
	await page.keyboard.press("Enter");
	await page.keyboard.press("Enter");
	await heading(page, "Departments");
	assert.equal((await boss.call(`livechat/department?text=${name}`)).total, 0);
	await close(page);
});

test("all of it is German for those who read German: no text is missing", async () => {
	const page = await open(await person("admin"), "own", { locale: "de-DE" });
	for (const path of PATHS) {
		await goTo(page, path);
		const missing = await page.evaluate(() => [...document.querySelectorAll(".m-frame *")].flatMap((node) =>
			[node.children.length ? "" : node.textContent, node.getAttribute("aria-label") ?? "", node.getAttribute("placeholder") ?? ""])
			.filter((text) => /^[a-z]+\.[a-z]+[a-zA-Z.]*$/.test(text)));
		assert.deepEqual(missing, [], path);
	}
	await goTo(page, "departments/+");
	await part(page).getByRole("button", { name: "Abteilung anlegen" }).waitFor();
	await close(page);
});
