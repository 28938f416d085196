// SPDX-License-Identifier: MIT
// What the tests of the pages share: a browser, the API as the agent calls it, a website of somebody else with the
// widget in it. Locators wait for what they name; nothing here waits for a time to pass.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import http from "node:http";
import { createRequire } from "node:module";
import { promisify } from "node:util";
import { chromium } from "playwright-core";

export const site = process.env.LIVECHAT_URL ?? "http://127.0.0.1:3000";
const admin = JSON.parse(process.env.LIVECHAT_ADMIN ?? '["build/livechat-admin","--config","run/livechat.cnf"]');
const login = JSON.parse(process.env.LIVECHAT_AGENT ?? '{"username":"lisa","password":"livechat-demo"}');
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** The site under a name that browsers do not trust without HTTPS, as they trust this computer's address. */
export const insecureSite = site.replace("127.0.0.1", "livechat.test");

/** Chromium, without a sandbox because root has none. */
export const startBrowser = () => chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
	args: ["--no-sandbox", "--host-resolver-rules=MAP livechat.test 127.0.0.1"] });

/**
 * As fetch(), each time on a connection of its own: a server closes one that is idle, and on a busy machine node may
 * not know that yet when it sends the next request on it.
 * @param {string} url
 * @param {RequestInit} [init]
 */
export const fetchAlone = (url, init = {}) => fetch(url, { ...init, headers: { ...init.headers, Connection: "close" } });

/** Calls the API at `path`, below /api/v1/; fails unless it succeeds. */
async function call(path, { method, body, headers = {} } = {}) {
	const answer = await fetchAlone(`${site}/api/v1/${path}`, { method: method ?? (body ? "POST" : "GET"),
		headers: { "Content-Type": "application/json", ...headers }, body: body && JSON.stringify(body) });
	const json = await answer.json();
	assert.ok(answer.ok, `${path}: ${answer.status} ${JSON.stringify(json)}`);
	return json;
}

/** An agent who is logged in. */
export async function logIn(person = login) {
	const { data } = await call("login", { body: { user: person.username, password: person.password } });
	const headers = { "X-User-Id": data.userId, "X-Auth-Token": data.authToken };
	const agent = {
		headers,
		/** @param {string} path @param {any} [body] */
		call: (path, body) => call(path, { body, headers }),
		/** Takes the room of the visitor with that name, once it waits. */
		async take(name) {
			const found = await until(async () => (await agent.call("livechat/inquiries.list?count=100")).inquiries
				.find((one) => one.name === name));
			await agent.call("livechat/inquiries.take", { inquiryId: found._id });
			return found.rid;
		},
		say: (rid, msg) => agent.call("chat.sendMessage", { message: { rid, msg } }),
		/** What the agent reads in a room: the texts of people, from the oldest. */
		reads: async (rid) => (await agent.call(`livechat/messages/${rid}?count=100`)).messages
			.filter((one) => !one.t).map((one) => one.msg).reverse(),
		close: (rid) => agent.call("livechat/room.closeByUser", { rid, comment: "done" }),
		/** Changes settings, and waits until visitors get them; returns a function that restores the defaults. */
		async set(settings) {
			for (const [name, value] of Object.entries(settings))
				await agent.call(`settings/${name}`, { value });
			await settled();
			return async () => {
				for (const name of Object.keys(settings))
					await agent.call(`settings/${name}`, { value: null });
				await settled();
			};
		},
	};
	let mark = 0;
	/** Processes use settings for a second: a mark that all of them show says that the change is in effect. */
	async function settled() {
		const text = `mark ${++mark} ${Date.now()}`;
		await agent.call("settings/Livechat_offline_form_unavailable", { value: text });
		// As many at the same time reach all of the processes.
		const ask = () => Promise.all(Array.from({ length: 24 }, () => call("livechat/config")));
		await until(async () => (await ask()).every(({ config }) => config.messages.offlineUnavailableMessage === text));
	}
	return agent;
}

/**
 * Runs livechat-admin. Node goes on meanwhile: else it would not see that the server closes a connection, and use that.
 * @param {string[]} args
 * @param {string} typed
 */
export async function runAdmin(args, typed) {
	const running = promisify(execFile)(admin[0], [...admin.slice(1), ...args]);
	running.child.stdin.end(typed);
	await running;
}

/** Repeats until the answer is true, and returns it. */
export async function until(ask, what = ask, patienceMs = 30000) {
	const end = Date.now() + patienceMs;
	for (;;) {
		const answer = await ask();
		if (answer)
			return answer;
		assert.ok(Date.now() < end, `never happened: ${what}`);
		await new Promise((resolve) => setTimeout(resolve, 50));
	}
}

/**
 * The website of somebody else, on another port than Livechat.
 * @param {Record<string, {html: string, headers?: Record<string, string>}>} pages  by their path
 */
export async function startShop(pages) {
	const server = http.createServer((request, response) => {
		const page = pages[new URL(request.url, "http://shop").pathname];
		response.writeHead(page ? 200 : 204, { "Content-Type": "text/html; charset=utf-8", ...page?.headers });
		response.end(page?.html);
	});
	await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
	return { url: `http://127.0.0.1:${server.address().port}`, stop: () => new Promise((done) => {
		server.closeAllConnections();
		server.close(done);
	}) };
}

/** The line that the documentation tells people to paste. */
export const embed = `<script src="${site}/livechat/widget.js" async></script>`;

export const shopPage = (more = "", lang = "en") => `<!doctype html><html lang="${lang}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1"><title>Shop</title><link rel="icon" href="data:,"></head>
<body><main><h1>Shop</h1><p>Tea, and what goes with it.</p></main>${more}${embed}</body></html>`;

/** What a visitor sees of the widget, by the names of parts that the documentation lists. */
export function widgetOf(page) {
	const part = (name) => page.locator(`livechat-widget [part=${name}]`);
	const widget = {
		part,
		launcher: part("launcher"), window: part("window"), input: part("input"), notice: part("notice"),
		messages: (from, state = "stored") => page.locator(`livechat-widget [part=message][data-from=${from}][data-state=${state}]`),
		open: () => widget.launcher.click(),
		/** Fills in the form that comes first. */
		async register(name, email = "visitor@example.com") {
			await page.getByLabel("Name", { exact: true }).fill(name);
			await page.getByLabel("E-mail", { exact: true }).fill(email);
			await page.getByRole("button", { name: "Start chat" }).click();
			await widget.input.waitFor();
		},
		async say(text) {
			await widget.input.fill(text);
			await widget.input.press("Enter");
		},
		/** Waits for a message, and returns it. */
		async sees(text, from = "agent", state = "stored") {
			const found = widget.messages(from, state).filter({ hasText: text });
			await found.first().waitFor();
			return found;
		},
		/** The texts of the messages, from the oldest. */
		texts: async (from) => (await page.locator(`livechat-widget [part=message]${from ? `[data-from=${from}]` : ""} .bubble`).allInnerTexts())
			.map((text) => text.replace(/^.*?:\s+/, "")),
	};
	return widget;
}

/** A visitor in a browser of their own, on a page. */
export async function visit(browser, url, options = {}) {
	const context = await browser.newContext({ locale: "en-GB", viewport: { width: 1000, height: 760 }, ...options });
	const page = await context.newPage();
	const complaints = [];
	page.on("pageerror", (error) => complaints.push(error.stack));
	await page.goto(url);
	return { context, page, complaints, widget: widgetOf(page) };
}

/** Fails when axe finds a barrier. */
export async function checkAccess(page, state) {
	// A script element would be refused by the policy of our own pages.
	await page.evaluate(AXE);
	const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
	assert.deepEqual(violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join(" | ")}`), [], state);
}
