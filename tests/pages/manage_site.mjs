// SPDX-License-Identifier: MIT
// The people of the tests of the manager's pages, and what they do in all of them.

import assert from "node:assert/strict";
import { checkAccess, fetchAlone, runAdmin, site, startBrowser, until } from "./harness.mjs";

const PASSWORD = "correct horse";

/** @type {import("playwright-core").Browser} */
let chrome;
let people = 0;

export const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
export const unique = (word) => `${word}-${Date.now().toString(36)}${++people}`;

export async function browser() {
	chrome = await startBrowser();
}

export const closeBrowser = () => chrome.close();

/** Somebody with a role of their own, who is logged in. */
export async function person(...roles) {
	const username = unique(roles[0] ?? "nobody"), name = `Ms ${username}`;
	await runAdmin(["user", "add", username, "--name", name, "--email", `${username}@example.com`,
		...roles.flatMap((role) => ["--role", role])], `${PASSWORD}\n`);
	const { data } = await (await fetchAlone(`${site}/api/v1/login`, { method: "POST", headers: { "Content-Type": "application/json" },
		body: JSON.stringify({ user: username, password: PASSWORD }) })).json();
	const headers = { "Content-Type": "application/json", "X-User-Id": data.userId, "X-Auth-Token": data.authToken };
	return {
		username, name, password: PASSWORD, id: data.userId, session: { userId: data.userId, authToken: data.authToken, me: data.me },
		/** Calls the API; the answer with its status. */
		async call(path, body, method = body ? "POST" : "GET") {
			const answer = await fetchAlone(`${site}/api/v1/${path}`, { method, headers, body: body && JSON.stringify(body) });
			return { status: answer.status, ...await answer.json() };
		},
	};
}

/** One of the manager's pages in a browser of that person. */
export async function open(who, path = "", options = {}) {
	const context = await chrome.newContext({ viewport: { width: 1440, height: 900 }, locale: "en-GB", timezoneId: "Europe/Berlin",
		...options });
	context.setDefaultTimeout(20000);
	const page = await context.newPage();
	page.complaints = [];
	page.on("pageerror", (error) => page.complaints.push(error.stack));
	page.on("console", (message) => {
		if (/Content Security Policy/.test(message.text()))
			page.complaints.push(message.text());
	});
	await page.goto(`${site}/livechat/inbox`);
	await page.evaluate((session) => localStorage.setItem("livechat-inbox.session", JSON.stringify(session)), who.session);
	await page.goto(`${site}/livechat/inbox#manage${path ? `/${path}` : ""}`);
	await page.reload();
	await page.locator(".m-frame").waitFor();
	return page;
}

/** Asserts that nothing was thrown or refused in a page, and closes it. */
export async function close(page) {
	assert.deepEqual(page.complaints, []);
	await page.context().close();
}

/** The page's own part, without the list of chats. */
export const part = (page) => page.locator(".m-place");
export const press = (page, name) => part(page).getByRole("button", { name, exact: true }).click();
export const follow = (page, name) => part(page).getByRole("link", { name, exact: true }).click();
export const dialog = (page) => page.getByRole("dialog");
export const field = (page, name) => part(page).getByLabel(name, { exact: true });
export const listed = (page, name) => part(page).getByRole("link", { name, exact: true });
export const gone = (page, name) => listed(page, name).waitFor({ state: "detached" });

/** Says yes to the question of a dialog. */
export async function confirm(page, name) {
	await dialog(page).getByRole("button", { name, exact: true }).click();
	await dialog(page).waitFor({ state: "detached" });
}

/** Waits until a page has nothing to load. */
export async function loaded(page) {
	await page.locator(".m-page h1").waitFor();
	await until(async () => await page.locator(".m-skeleton").count() === 0);
}

export const heading = (page, name) => part(page).getByRole("heading", { level: 1, name, exact: true }).waitFor();

/** The page without barriers, and without anything that was thrown. */
export async function accessible(page, state) {
	await loaded(page);
	await page.evaluate(() => Promise.all(document.getAnimations().filter((one) => one.effect?.getTiming().iterations !== Infinity)
		.map((one) => one.finished)));
	await checkAccess(page, state);
	assert.deepEqual(page.complaints, [], state);
}
