// SPDX-License-Identifier: MIT
// How agents are told while they look at something else: notices of the desktop, pushes. And the files of the page, with a
// network and without one, or while the program has tables of an older release.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startLine } from "./bad_line.mjs";
import { checkAccess, insecureSite, site, until } from "./harness.mjs";
import { begin, end, inboxUrl, newAgent, newVisitor, openInbox, openPage } from "./inbox_site.mjs";

before(begin);
after(end);

async function picture(page, name) {
	if (process.env.LIVECHAT_PICTURES)
		await page.screenshot({ path: `${process.env.LIVECHAT_PICTURES}/${name}.png` });
}

const navigation = (page) => page.getByRole("navigation", { name: "Chats" });

/** The inbox in a browser that allows notices, after its service worker has begun. */
async function openAllowed(options = {}) {
	const page = await openInbox(await newAgent(), { permissions: ["notifications"], ...options });
	await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
	return page;
}

/** The notices that the browser shows. */
const notices = (page) => page.evaluate(async (scope) => {
	const registration = await navigator.serviceWorker.getRegistration(scope);
	return (await registration.getNotifications()).map(({ title, body, data }) => ({ title, body, rid: data.rid }));
}, inboxUrl);

const shownNotices = (page) => until(async () => {
	const all = await notices(page);
	return all.length ? all : null;
});

function hide(page, hidden) {
	return page.evaluate((is) => {
		Object.defineProperty(document, "hidden", { configurable: true, get: () => is });
		document.dispatchEvent(new Event("visibilitychange"));
	}, hidden);
}

async function allow(page) {
	await page.getByRole("button", { name: "Your settings", exact: true }).click();
	assert.equal(await page.getByLabel("Notices on the desktop").isChecked(), false);
	await page.getByLabel("Notices on the desktop").check();
	await page.keyboard.press("Escape");
}

/** Gives the page's service worker a push, as the browser does when one has arrived. */
async function push(page, data) {
	const devtools = await page.context().newCDPSession(page);
	const found = new Promise((resolve) => {
		devtools.on("ServiceWorker.workerRegistrationUpdated", ({ registrations }) =>
			registrations.forEach((one) => one.scopeURL === inboxUrl && resolve(one.registrationId)));
	});
	await devtools.send("ServiceWorker.enable");
	await devtools.send("ServiceWorker.deliverPushMessage", { origin: new URL(inboxUrl).origin,
		registrationId: await found, data: JSON.stringify(data) });
	await devtools.detach();
}

/** Waits until the worker has looked at its pages, too: what becomes of them then no longer matters. */
async function pushDecided(page, data) {
	const [worker] = page.context().serviceWorkers();
	await worker.evaluate(() => {
		self.pushed = new Promise((resolve) => self.addEventListener("push", resolve, { once: true }));
	});
	await push(page, data);
	await worker.evaluate(() => self.pushed.then(() => self.clients.matchAll({ type: "window", includeUncontrolled: true })));
}

test("a notice tells of a visitor who waits, only while the page is hidden", async () => {
	const page = await openAllowed();
	const seen = (name) => page.getByRole("button", { name: `Take the chat of ${name}` }).waitFor();
	await allow(page);
	await hide(page, true);
	const first = await newVisitor("Nora");
	await seen("Nora");
	assert.deepEqual(await shownNotices(page), [{ title: "Nora is waiting", body: "", rid: first.rid }]);
	await hide(page, false);
	await newVisitor("Olaf");
	await seen("Olaf");
	assert.deepEqual((await notices(page)).map(({ rid }) => rid), [first.rid]);
	await page.context().close();
});

/** Loads the page past its service worker, as a browser does when it is reloaded with Shift: the worker does not control it. */
async function reloadPastWorker(page) {
	const devtools = await page.context().newCDPSession(page);
	await Promise.all([page.waitForEvent("load"), devtools.send("Page.reload", { ignoreCache: true })]);
	await devtools.detach();
	await navigation(page).waitFor();
	assert.equal(await page.evaluate(() => navigator.serviceWorker.controller), null);
}

test("a push is shown while no page of the inbox is visible, with the visitor's name as it is", async () => {
	const page = await openAllowed(), data = { type: "waiting", rid: "r1", name: "Pia $& <b>", msg: "hello" };
	await pushDecided(page, data);
	await reloadPastWorker(page);
	await pushDecided(page, data);
	const elsewhere = await page.context().newPage();
	await elsewhere.goto(`${new URL(inboxUrl).origin}/livechat/icon.svg`);
	await page.close();
	// The browser may still count the page that has been closed.
	const shown = await until(async () => {
		await push(elsewhere, { ...data, rid: "r2" });
		const all = await notices(elsewhere);
		return all.length ? all : null;
	});
	assert.deepEqual(shown, [{ title: "Pia $& <b> is waiting", body: "hello", rid: "r2" }]);
	await elsewhere.context().close();
});

test("without a network the inbox opens, says so, and goes on when there is one", async (context) => {
	// What the browser calls offline does not hold for service workers.
	const line = await startLine(new URL(site));
	context.after(() => line.stop());
	const page = await openAllowed({ url: `${line.url}/livechat/inbox` });
	await page.reload();
	await navigation(page).waitFor();
	line.be("cut");
	await page.reload();
	await navigation(page).waitFor();
	await page.getByText("The server cannot be reached.").waitFor();
	line.be("good");
	await newVisitor("Quentin");
	await page.getByRole("button", { name: "Take the chat of Quentin" }).waitFor();
	await page.context().close();
});

test("without HTTPS the inbox works, and says why there are no notices and no installing", async () => {
	const page = await openInbox(await newAgent(), { url: `${insecureSite}/livechat/inbox` });
	await page.getByRole("button", { name: "Your settings", exact: true }).click();
	for (const name of ["Notices on the desktop", "Tell me when the inbox is closed"]) {
		assert.ok(await page.getByLabel(name).isDisabled());
		await page.locator("label", { hasText: name }).getByText("This works only where the page is opened over https.").waitFor();
	}
	assert.ok(await page.getByRole("button", { name: "Install", exact: true }).isDisabled());
	await page.getByText("Installing works only where the page is opened over https.").waitFor();
	await page.context().close();
});

test("opening the inbox asks for four files at most, of 60 KB at most when compressed", async () => {
	const page = await openPage("about:blank");
	const asked = [];
	page.on("response", (response) => {
		if (response.url().includes("/livechat/") && !response.url().includes("/api/"))
			asked.push(response);
	});
	await page.goto(inboxUrl);
	await page.getByLabel("Password").waitFor();
	const sizes = await Promise.all(asked.map(async (response) => (await response.request().sizes()).responseBodySize));
	assert.ok(asked.length <= 4, asked.map((response) => response.url()).join(" "));
	assert.ok(sizes.reduce((sum, size) => sum + size, 0) <= 60 * 1024, sizes.join(" "));
});

test("A clock that is set back after a failure keeps no hidden page from asking", async () => {
	const page = await openInbox(await newAgent(), { isClockOurs: true });
	const ask = () => page.evaluate(() => dispatchEvent(new Event("online")));
	await hide(page, true);
	let failed = 0;
	await page.route("**/inbox.sync*", (route) => failed++ ? route.continue() : route.abort());
	await ask();
	await until(() => failed);
	await page.clock.setSystemTime(Date.now() - 3600000);
	await page.waitForResponse("**/inbox.sync*");
	const visitor = await newVisitor("Zita", "early or late?");
	await until(async () => {
		await ask();
		return page.getByRole("button", { name: `Take the chat of ${visitor.name}` }).isVisible();
	});
	await page.context().close();
});

test("An inbox that nobody touches asks every fifteen seconds, and at once when somebody is back", async () => {
	const page = await openInbox(await newAgent(), { isClockOurs: true });
	let polls = 0;
	await page.clock.pauseAt(await page.evaluate(() => Date.now() + 1000));
	// Nothing that other people do makes the inbox busy.
	await page.route(/inbox\.sync/, (route) => {
		polls++;
		return route.fulfill({ status: 304, headers: { "X-Poll-Interval": "3" } });
	});
	/** What the page asks during that time is answered, but for the last of it. */
	async function pass(seconds) {
		await page.clock.runFor(seconds * 1000);
		await page.evaluate((url) => fetch(url).then((answer) => answer.text()), `${site}/api/info`);
	}
	/** After how many seconds the page asks again. */
	async function pause() {
		polls = 0;
		let seconds = 0;
		for (; !polls && seconds < 60; seconds++)
			await pass(1);
		return seconds;
	}
	await pause();
	const busy = await pause();
	assert.ok(busy < 10, `${busy}`);
	for (let seconds = 0; seconds < 303; seconds += 3)
		await pass(3);
	await pause();
	const idle = await pause();
	assert.ok(idle >= 14 && idle <= 16, `${idle}`);
	polls = 0;
	await page.mouse.move(300, 300);
	await until(async () => {
		await page.clock.runFor(1);
		return polls;
	});
	const busyAgain = await pause();
	assert.ok(busyAgain < 10, `${busyAgain}`);
	await page.context().close();
});

test("while the tables are older than the program its owner is told where to update them", async () => {
	const old = { status: 503, headers: { "Retry-After": "1" }, json: { success: false, errorType: "error-service-unavailable",
		error: "The tables ... [error-service-unavailable]", details: { reason: "tables-older" } } };
	const who = await newAgent(), url = `${new URL(inboxUrl).origin}/livechat/setup`;
	const page = await openPage("about:blank");
	await page.route("**/api/v1/**", (route) => route.fulfill(old));
	await page.goto(inboxUrl);
	await page.getByLabel("User name or email").fill(who.username);
	await page.getByLabel("Password").fill(who.password);
	await page.keyboard.press("Enter");
	await page.getByRole("alert").filter({ hasText: "its tables were not" }).getByRole("link", { name: url }).waitFor();
	await checkAccess(page, "tables, login");
	await picture(page, "tables-login");
	await page.unroute("**/api/v1/**");

	await page.evaluate((session) => localStorage.setItem("livechat-inbox.session", JSON.stringify(session)), who.session);
	await page.reload();
	await page.getByRole("navigation", { name: "Chats" }).waitFor();
	await page.route("**/api/v1/**", (route) => route.fulfill(old));
	await page.getByRole("status").filter({ hasText: "its tables were not" }).getByRole("link", { name: url }).waitFor();
	await picture(page, "tables-banner");
	await page.unroute("**/api/v1/**");
	await page.getByText("its tables were not").waitFor({ state: "hidden" });
	await page.context().close();
});
