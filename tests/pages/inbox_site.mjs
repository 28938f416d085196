// SPDX-License-Identifier: MIT
// The people of the inbox's tests: agents in browsers, and visitors, who only know the API.

import { AsyncLocalStorage } from "node:async_hooks";
import { fetchAlone, runAdmin, site, startBrowser } from "./harness.mjs";

const PATIENCE_MS = 30000;

export const inboxUrl = `${site}/livechat/inbox`;
export const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

/** @type {import("playwright-core").Browser} */
let chrome;

/** A manager, who sees to what agents cannot. */
export let manager;

export async function begin() {
	chrome = await startBrowser();
	manager = await newAgent({ role: "manager" });
}

export const end = () => chrome.close();

async function request(method, path, body, headers = {}) {
	return fetchAlone(`${site}/api/v1/${path}`, { method, headers: { "Content-Type": "application/json", ...headers },
		body: body && JSON.stringify(body) });
}

const headersOf = ({ userId, authToken }) => ({ "X-User-Id": userId, "X-Auth-Token": authToken });

/** The contexts of the pages that a test has opened. */
const opened = new AsyncLocalStorage();

/** Runs a test and closes its pages, which would go on asking the server beside those of the tests after it. */
export async function closingPages(test) {
	const contexts = [];
	try {
		await opened.run(contexts, test);
	} finally {
		await Promise.all(contexts.map((context) => context.close()));
	}
}

let people = 0;
const unique = () => `${Date.now().toString(36)}${++people}`;

/** Somebody who may log in. */
export async function newAgent({ role = "agent", changePassword = false } = {}) {
	const username = `${role}${unique()}`, password = "correct horse", name = `Agent ${username}`;
	await runAdmin(["user", "add", username, "--name", name, "--role", role, ...changePassword ? ["--change-password"] : []],
		`${password}\n`);
	const who = { username, password, name, session: null,
		async call(method, path, body) {
			return (await request(method, path, body, headersOf(who.session))).json();
		},
		endLogins: () => who.call("POST", "logout") };
	if (!changePassword) {
		const { data } = await (await request("POST", "login", { user: username, password })).json();
		who.session = { userId: data.userId, authToken: data.authToken, me: data.me };
	}
	return who;
}

/** `isClockOurs`: the test moves the page's clock. */
export async function openPage(url, { isClockOurs = false, ...options } = {}) {
	const context = await chrome.newContext({ viewport: { width: 1280, height: 800 }, locale: "en-GB", ...options });
	opened.getStore()?.push(context);
	context.setDefaultTimeout(PATIENCE_MS);
	const page = await context.newPage();
	if (isClockOurs)
		await page.clock.install();
	page.on("pageerror", (error) => {
		page.broken ??= error;
	});
	await page.goto(url);
	return page;
}

/** The inbox of an agent, who is logged in in this browser already. */
export async function openInbox(who, { url = inboxUrl, ...options } = {}) {
	const page = await openPage(url, options);
	await page.evaluate((session) => localStorage.setItem("livechat-inbox.session", JSON.stringify(session)),
		who.session);
	await page.reload();
	await page.getByRole("navigation", { name: "Chats" }).waitFor();
	return page;
}

/** A visitor whose chat waits, with these messages in it. */
export async function newVisitor(name, ...messages) {
	const token = `visitor-${unique()}`;
	const post = async (path, body) => (await request("POST", path, { token, ...body })).json();
	const registered = await request("POST", "livechat/visitor", { visitor: { token, name,
		email: `${name.split(" ")[0].replace(/\W/g, "") || "x"}@example.com`.toLowerCase() } });
	const visitor = {
		name, token, rid: "", id: (await registered.json()).visitor._id,
		say: (msg) => post("livechat/message", { rid: visitor.rid, msg }),
		typing: () => post("livechat/typing", { rid: visitor.rid, typing: true }),
		read: () => post("livechat/read", { rid: visitor.rid }),
		close: () => post("livechat/room.close", { rid: visitor.rid }),
		visits: (title, href) => post("livechat/page.visited", { rid: visitor.rid,
			pageInfo: { change: "url", title, location: { href } } }),
		poll: () => request("GET", `livechat/messages.history/${visitor.rid}?token=${token}&limit=100`),
		history: async () => (await (await visitor.poll()).json()).messages,
		sync: async () => (await request("GET",
			`livechat/messages.sync/${visitor.rid}?token=${token}&lastUpdate=1970-01-01T00:00:00.000Z`)).json(),
		async comeBack(...more) {
			const { room } = await (await request("GET", `livechat/room?token=${token}`)).json();
			visitor.rid = room._id;
			for (const msg of more)
				await visitor.say(msg);
		},
		/** As a program sends them, many at once. */
		async sayMany(count) {
			const lines = Array.from({ length: count }, (_, i) => ({ msg: `line ${i + 1}` }));
			while (lines.length)
				await manager.call("POST", "livechat/messages", { visitor: { token }, messages: lines.splice(0, 100) });
		},
	};
	await visitor.comeBack(...messages);
	return visitor;
}

/** Where an agent writes. */
export const answerBox = (page) => page.getByLabel("Answer to the visitor");

/** Sends a text to the visitor whose chat is open. */
export async function send(page, text) {
	await answerBox(page).fill(text);
	await answerBox(page).press("Enter");
}
