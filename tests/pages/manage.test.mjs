// SPDX-License-Identifier: MIT
// What people do in the manager's pages with accounts, forms and lists, by their roles.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { fetchAlone, until } from "./harness.mjs";
import { browser, close, closeBrowser, confirm, dialog, field, follow, heading, listed, loaded, open, part, person, phone, press,
	unique } from "./manage_site.mjs";

before(browser);
after(closeBrowser);

test("an admin makes an account, gives it another role, locks it out and deletes it", async () => {
	const boss = await person("admin"), page = await open(boss, "accounts"), username = unique("new");
	await follow(page, "New account");
	await field(page, "Name").fill("Nora New");
	await field(page, "User name").fill(username);
	await field(page, "Email").fill(`${username}@example.com`);
	await press(page, "Generate");
	const password = await field(page, "First password").inputValue();
	await press(page, "Create the account");
	await dialog(page).getByText(password).waitFor();
	await dialog(page).getByRole("button", { name: "Close" }).click();
	const login = await boss.call("login", { user: username, password });
	assert.equal(login.data.me.requirePasswordChange, true);
	assert.deepEqual(login.data.me.roles, ["user", "livechat-agent"]);

	await field(page, "Search by name, user name or email").fill(username);
	await listed(page, "Nora New").click();
	await field(page, "Name").fill("Nora Newer");
	await part(page).getByRole("checkbox", { name: /^Manager/ }).check();
	await press(page, "Save");
	await listed(page, "Nora Newer").click();
	const info = async () => (await boss.call(`users.info?username=${username}`)).user;
	assert.deepEqual((await info()).roles, ["user", "livechat-agent", "livechat-manager"]);

	await press(page, "Deactivate");
	await confirm(page, "Deactivate");
	await part(page).getByText("Deactivated").waitFor();
	assert.equal((await info()).active, false);
	await listed(page, "Nora Newer").click();
	await press(page, "Let in again");
	await heading(page, "Accounts");
	assert.equal((await info()).active, true);
	await listed(page, "Nora Newer").click();
	await press(page, "Delete");
	await dialog(page).getByText("open chats that they serve go back to the queue").waitFor();
	await confirm(page, "Delete");
	await part(page).getByText("Nothing was found").waitFor();
	assert.equal((await boss.call(`users.info?username=${username}`)).error, "User not found.");
	await close(page);
});

test("what the server refuses is said at the field that it is about, and nothing that was typed is lost", async () => {
	const boss = await person("admin"), page = await open(boss, "accounts/+");
	await field(page, "Name").fill("Nora New");
	await field(page, "User name").fill(boss.username);
	await field(page, "Email").fill("nora@example.com");
	await field(page, "First password").fill("long enough");
	await press(page, "Create the account");
	await part(page).getByText("This username is already in use").waitFor();
	assert.equal(await field(page, "User name").getAttribute("aria-invalid"), "true");
	assert.equal(await page.evaluate(() => document.activeElement.value), boss.username);
	assert.equal(await field(page, "Name").inputValue(), "Nora New");
	await field(page, "User name").fill("with spaces");
	await press(page, "Create the account");
	await part(page).getByText(/^A username has 1 to 64 letters/).waitFor();
	await field(page, "First password").fill("short");
	await press(page, "Create the account");
	await part(page).getByText("Something is not right yet.").waitFor();
	assert.equal(await field(page, "First password").getAttribute("aria-invalid"), "true");
	await close(page);
});

test("a server that cannot be reached loses nothing that was typed, and saving again succeeds", async () => {
	const boss = await person("manager"), page = await open(boss, "departments/+"), name = unique("Far");
	await loaded(page);
	await page.route("**/api/v1/livechat/department", (route) => route.abort());
	await field(page, "Name").fill(name);
	await press(page, "Create the department");
	await part(page).getByRole("alert").filter({ hasText: "cannot be reached" }).waitFor();
	assert.equal(await field(page, "Name").inputValue(), name);
	await page.unroute("**/api/v1/livechat/department");
	await press(page, "Create the department");
	await listed(page, name).waitFor();
	await close(page);
});

test("leaving a changed form asks, and a reload brings back what was typed", async () => {
	const boss = await person("admin"), page = await open(boss, "departments/+");
	await loaded(page);
	await field(page, "Name").fill("Half a department");
	await page.getByRole("navigation", { name: "Manage" }).getByRole("link", { name: "Triggers" }).click();
	await dialog(page).getByRole("heading", { name: "Leave without saving?" }).waitFor();
	await dialog(page).getByRole("button", { name: "Cancel" }).click();
	assert.equal(await field(page, "Name").inputValue(), "Half a department");
	assert.match(page.url(), /#manage\/departments\/\+$/);
	await until(() => page.evaluate(() => localStorage.getItem("livechat-inbox.form.departments/+") !== null));
	page.once("dialog", (asked) => asked.accept());
	await page.reload();
	await part(page).getByText("What you had typed here is back.").waitFor();
	assert.equal(await field(page, "Name").inputValue(), "Half a department");
	await page.goBack();
	await dialog(page).getByRole("button", { name: "Discard changes" }).click();
	await page.locator(".m-frame").waitFor({ state: "detached" });
	await page.getByRole("link", { name: "Manage" }).click();
	await page.getByRole("navigation", { name: "Manage" }).getByRole("link", { name: "Departments" }).click();
	await follow(page, "New department");
	await loaded(page);
	assert.equal(await field(page, "Name").inputValue(), "");
	await close(page);
});

test("somebody makes a token, which works, and removes it; ends another login; changes the password", async () => {
	const agent = await person("agent"), page = await open(agent, "own");
	await loaded(page);
	await press(page, "New token");
	await dialog(page).getByLabel("Name").fill("bot");
	await dialog(page).getByRole("button", { name: "Make the token" }).click();
	const shown = await dialog(page).locator("pre").innerText();
	const token = /X-Auth-Token: (.+)/.exec(shown)[1];
	const me = (authToken) => fetchAlone(`${page.url().split("/livechat")[0]}/api/v1/me`, { headers: { "X-User-Id": agent.id,
		"X-Auth-Token": authToken } });
	assert.equal((await me(token)).status, 200);
	await dialog(page).getByRole("button", { name: "Close" }).click();
	await press(page, "Remove the token bot");
	await confirm(page, "Remove");
	await part(page).getByText("You have no tokens.").waitFor();
	assert.equal((await me(token)).status, 401);

	const other = (await agent.call("login", { user: agent.username, password: agent.password })).data.authToken;
	await page.reload();
	await press(page, "End the login: node");
	await confirm(page, "End");
	await until(async () => (await me(other)).status === 401);
	await field(page, "Current password").fill("wrong one");
	await field(page, "New password").fill("a better one");
	await press(page, "Change the password");
	await part(page).getByText("currentPassword is not the current password").waitFor();
	await field(page, "Current password").fill(agent.password);
	await press(page, "Change the password");
	await page.getByText("The password is changed.").waitFor();
	assert.equal((await agent.call("login", { user: agent.username, password: "a better one" })).status, "success");
	await close(page);
});

test("an agent makes answers of their own, and reads those of all without changing them", async () => {
	const boss = await person("admin"), agent = await person("agent"), shortcut = unique("all");
	await boss.call("canned-responses", { shortcut, text: "For all", scope: "global" });
	const page = await open(agent, "canned");
	await part(page).getByRole("searchbox").fill(shortcut);
	await listed(page, `/${shortcut}`).click();
	await part(page).getByText("You can use this answer, but not change it.").waitFor();
	assert.equal(await part(page).getByRole("textbox").count(), 0);
	await part(page).getByRole("link", { name: "Canned answers" }).click();
	await follow(page, "New answer");
	await loaded(page);
	assert.deepEqual(await field(page, "Who sees it").locator("option").allInnerTexts(), ["Only I"]);
	await close(page);
});

test("a login that ends does not lose what was typed", async () => {
	const boss = await person("manager"), page = await open(boss, "triggers/+");
	await loaded(page);
	await field(page, "Message").fill("A long text");
	await until(() => page.evaluate(() => localStorage.getItem("livechat-inbox.form.triggers/+") !== null));
	await boss.call("logout", {});
	await page.getByLabel("Password").fill(boss.password);
	await page.getByLabel("User name or email").fill(boss.username);
	await page.getByRole("button", { name: "Log in" }).click();
	await page.getByRole("link", { name: "Manage" }).click();
	await page.getByRole("navigation", { name: "Manage" }).getByRole("link", { name: "Triggers" }).click();
	await part(page).getByRole("link", { name: "New trigger" }).first().click();
	await part(page).getByText("What you had typed here is back.").waitFor();
	assert.equal(await field(page, "Message").inputValue(), "A long text");
	await close(page);
});

test("a department that was made before its agents could not be added is not made twice", async () => {
	const boss = await person("manager"), agent = await person("agent"), page = await open(boss, "departments/+"), name = unique("Twice");
	await loaded(page);
	await field(page, "Name").fill(name);
	await field(page, "Add an agent …").selectOption({ label: agent.name });
	await page.route("**/department/*/agents", (route) => route.abort());
	await press(page, "Create the department");
	await part(page).getByRole("alert").filter({ hasText: "cannot be reached" }).waitFor();
	await page.unroute("**/department/*/agents");
	await press(page, "Create the department");
	await heading(page, "Departments");
	const { departments, total } = await boss.call(`livechat/department?text=${name}`);
	assert.deepEqual([total, departments[0].numAgents], [1, 1]);
	await close(page);
});

test("a manager makes an agent of somebody, and takes the role again", async () => {
	const boss = await person("manager"), somebody = await person("monitor"), page = await open(boss, "team");
	await loaded(page);
	await press(page, "Add an agent");
	await dialog(page).getByLabel("User name").fill("nobody.of.that.name");
	await dialog(page).getByRole("button", { name: "Add" }).click();
	await dialog(page).getByRole("alert").filter({ hasText: "There is no such user." }).waitFor();
	await dialog(page).getByLabel("User name").fill(somebody.username);
	await dialog(page).getByRole("button", { name: "Add" }).click();
	await dialog(page).waitFor({ state: "detached" });
	await part(page).getByLabel("Search by name").first().fill(somebody.username);
	await press(page, `${somebody.name}: no longer an agent?`);
	assert.ok((await somebody.call("me")).roles.includes("livechat-agent"));
	await confirm(page, "Remove");
	await part(page).getByText("Nothing was found").waitFor();
	assert.ok(!(await somebody.call("me")).roles.includes("livechat-agent"));
	await close(page);
});

test("each role sees the pages that it may open, and no request of theirs is refused", async () => {
	const all = ["appearance", "triggers", "fields", "departments", "hours", "canned", "blocks", "team", "accounts", "settings", "mails", "health",
		"own"];
	const admins = ["accounts", "settings", "mails", "health"], others = all.filter((name) => !admins.includes(name));
	const offered = { agent: ["canned", "blocks", "own"], monitor: others.filter((name) => name !== "blocks"), manager: others, admin: all };
	for (const [role, names] of Object.entries(offered)) {
		const page = await open(await person(role)), refused = [];
		// The page "Health" sends a file to nobody, to see whether it arrives.
		page.on("response", (answer) => answer.status() >= 400 && answer.url().includes("/api/") && !answer.url().endsWith("/upload/none") &&
			refused.push(`${role}: ${answer.status()} ${answer.url()}`));
		const hrefs = await page.getByRole("navigation", { name: "Manage" }).getByRole("link").evaluateAll((links) =>
			links.map((link) => link.getAttribute("href")).filter((href) => href.startsWith("#manage/")));
		assert.deepEqual(hrefs, names.map((name) => `#manage/${name}`), role);
		for (const name of names) {
			await page.evaluate((to) => {
				location.hash = `#manage/${to}`;
			}, name);
			await page.locator(`.m-page-${name}`).waitFor();
			await loaded(page);
		}
		assert.deepEqual(refused, []);
		await page.evaluate(() => {
			location.hash = "#manage/nonsense";
		});
		await part(page).getByText("There is no such page").waitFor();
		if (role === "monitor") {
			await page.getByRole("navigation", { name: "Manage" }).getByRole("link", { name: "Team" }).click();
			await part(page).locator(".m-row").first().waitFor();
			assert.equal(await part(page).getByRole("button", { name: /Add|no longer/ }).count(), 0);
		}
		await close(page);
	}
});

test("a list that fails says so and can be asked for again; one that is empty says so", async () => {
	const boss = await person("manager"), page = await open(boss, "own");
	await page.route("**/livechat/triggers?*", (route) => route.abort());
	await page.getByRole("navigation", { name: "Manage" }).getByRole("link", { name: "Triggers" }).click();
	await part(page).getByRole("alert").filter({ hasText: "cannot be reached" }).waitFor();
	await page.unroute("**/livechat/triggers?*");
	await press(page, "Try again");
	await loaded(page);
	await part(page).getByRole("list", { name: "Triggers" }).or(part(page).getByText("There are no triggers.")).waitFor();
	await close(page);
});

test("a page of an earlier release, whose files are gone, is loaded anew", async () => {
	const boss = await person("manager"), page = await open(boss, "own", { serviceWorkers: "block" });
	await page.route(/\/assets\/inbox\.\w+\.js/, async (route) => {
		const response = await route.fetch();
		await route.fulfill({ response, body: (await response.text()).replace(/manage\.\w{12}\.js/, "manage.000000000000.js") });
	});
	const failed = () => page.getByRole("alert").filter({ hasText: "The server cannot be reached." });
	await page.reload();
	await failed().waitFor();
	await page.unroute(/\/assets\/inbox\.\w+\.js/);
	// There is no server that has a new page.
	await page.route("**/livechat/inbox", (route) => route.abort());
	await page.getByRole("button", { name: "Try again" }).click();
	await failed().waitFor();
	await page.unroute("**/livechat/inbox");
	await page.getByRole("button", { name: "Try again" }).click();
	await heading(page, "Your account");
	await close(page);
});

test("a phone shows the list of pages, then one of them, and back", async () => {
	const boss = await person("manager"), page = await open(boss, "", phone);
	const fits = () => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth
		&& [...document.querySelectorAll(".m-place, .m-nav")].every((node) => node.scrollWidth <= node.clientWidth + 1));
	await page.getByRole("navigation", { name: "Manage" }).getByRole("link", { name: "Departments" }).tap();
	await heading(page, "Departments");
	await part(page).getByRole("link", { name: "Manage" }).tap();
	await page.getByRole("navigation", { name: "Manage" }).getByRole("link", { name: "Triggers" }).waitFor();
	for (const path of ["appearance", "departments/+", "hours", "hours/+", "triggers/+", "canned/+", "fields/+", "blocks/+", "team", "own"]) {
		await page.goto(page.url().replace(/#.*/, `#manage/${path}`));
		await loaded(page);
		assert.ok(await fits(), path);
	}
	await page.goto(page.url().replace(/#.*/, "#manage"));
	await page.getByRole("navigation", { name: "Manage" }).getByRole("link", { name: "Chats" }).tap();
	await page.getByRole("navigation", { name: "Chats" }).waitFor();
	await close(page);
});
