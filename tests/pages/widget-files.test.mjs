// SPDX-License-Identifier: MIT
// Files that visitors and agents send each other: chosen, pasted and dropped; shown, saved, refused and given up.

import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { describe, test } from "node:test";
import { checkAccess, fetchAlone, shopPage, site, until } from "./harness.mjs";
import { agent, browser, chatting, openShop, served, set } from "./shop_site.mjs";

openShop({ "/": { html: shopPage() }, "/strict": { html: shopPage(), headers: { "Content-Security-Policy":
	`default-src 'none'; script-src ${site}; connect-src ${site}; img-src ${site} data:; style-src 'none'` } } });

const folder = new URL("../data/files/", import.meta.url).pathname;
const at = (name) => path.join(folder, name);
const bytesOf = (name) => fs.readFileSync(at(name));
const PHOTO = "ok/cmyk-640x480.jpg";

/** Chooses files as a person does, with the paper-clip. */
async function choose(page, ...files) {
	const [chooser] = await Promise.all([page.waitForEvent("filechooser"), page.getByRole("button", { name: "Send files" }).click()]);
	await chooser.setFiles(files.map((file) => typeof file === "string" ? at(file) : file));
}

/** Pastes or drops a file onto an element. */
const give = (locator, kind, name, file = name, mimeType = "image/png") => locator.evaluate((node, [how, called, type, base64]) => {
	const data = new DataTransfer();
	data.items.add(new File([Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))], called, { type }));
	const init = { bubbles: true, cancelable: true, composed: true };
	if (how === "paste")
		node.dispatchEvent(new ClipboardEvent("paste", { ...init, clipboardData: data }));
	else
		for (const step of ["dragenter", "dragover", "drop"])
			node.dispatchEvent(new DragEvent(step, { ...init, dataTransfer: data }));
}, [kind, path.basename(name), mimeType, bytesOf(file).toString("base64")]);

/** Waits until a message shows a picture, and returns its measures. */
const picture = (message) => until(async () => {
	const image = message.locator(".file-picture:not(.is-preview) img").first();
	const size = await image.count() ? await image.evaluate((one) => [one.naturalWidth, one.naturalHeight]) : [0, 0];
	return size[0] > 0 && size;
}, "the picture is shown");

/** Clicks what saves a file, and returns it as the browser has saved it. */
async function save(page, locator) {
	const [download] = await Promise.all([page.waitForEvent("download"), locator.click()]);
	return { name: download.suggestedFilename(), bytes: fs.readFileSync(await download.path()) };
}

/** The messages of a room that have files, from the oldest. */
const filesIn = async (rid) => (await agent.call(`livechat/messages/${rid}?count=100`)).messages.filter((one) => one.file).reverse();

/** The agent sends a file from another program; returns the _id of its message. */
async function agentSends(rid, file, type, description = "") {
	const form = new FormData();
	form.append("description", description);
	form.append("file", new Blob([bytesOf(file)], { type }), path.basename(file));
	const answer = await fetchAlone(`${site}/api/v1/rooms.upload/${rid}`, { method: "POST", headers: agent.headers, body: form });
	assert.equal(answer.status, 200);
	return (await answer.json()).message._id;
}

/** The inbox of the agent, with this room open. */
async function openInbox(rid) {
	const context = await browser.newContext({ locale: "en-GB", viewport: { width: 1280, height: 800 } });
	const page = await context.newPage(), complaints = [];
	page.on("pageerror", (error) => complaints.push(error.stack));
	await page.goto(`${site}/livechat/inbox`);
	const { "X-User-Id": userId, "X-Auth-Token": authToken } = agent.headers;
	const me = await agent.call("me");
	await page.evaluate((session) => localStorage.setItem("livechat-inbox.session", JSON.stringify(session)), { userId, authToken, me });
	await page.goto(`${site}/livechat/inbox#chat/${rid}`);
	await page.reload();
	await page.getByLabel("Answer to the visitor").waitFor();
	return { context, page, complaints, log: page.getByRole("log") };
}

describe("A visitor sends", () => {
	test("a picture with the paper-clip as the first message, and sees it", async () => {
		const { page, widget, name, complaints, context } = await chatting();
		await choose(page, PHOTO);
		const message = widget.messages("visitor").last();
		assert.deepEqual(await picture(message), [480, 360], "the small one");
		await checkAccess(page, "picture");
		const rid = await agent.take(name);
		assert.equal((await filesIn(rid)).length, 1);
		await page.reload();
		await widget.open();
		await picture(widget.messages("visitor").last());
		assert.deepEqual(complaints, []);
		await context.close();
	});

	test("what is pasted and what is dropped, one after the other; a picture is enlarged, and the focus comes back", async () => {
		const { page, widget, rid, complaints, context } = await served();
		await give(widget.input, "paste", "image.png", "ok/rgb-500x375.png");
		await give(widget.window, "drop", "notes.txt", "docs/hello.txt", "text/plain");
		await until(async () => (await filesIn(rid)).length === 2);
		const [pasted, dropped] = await filesIn(rid);
		assert.deepEqual([pasted.file.name, dropped.file.name], ["image.png", "notes.txt"]);
		const seen = page.getByRole("button", { name: "Enlarge image.png" });
		await picture(widget.messages("visitor").filter({ has: seen }));
		await seen.click();
		const dialog = page.getByRole("dialog", { name: "image.png" });
		await until(() => dialog.locator("img").evaluate((image) => image.naturalWidth > 0));
		await checkAccess(page, "enlarged");
		const { name, bytes } = await save(page, dialog.getByRole("button", { name: "Save" }));
		assert.equal(name, "image.png");
		assert.ok(bytes.length > 0);
		await page.keyboard.press("Escape");
		await dialog.waitFor({ state: "detached" });
		assert.ok(await widget.window.isVisible(), "the chat stays open");
		assert.equal(await page.evaluate(() => document.querySelector("livechat-widget").shadowRoot.activeElement?.ariaLabel), "Enlarge image.png");
		const text = page.getByRole("link", { name: /notes\.txt TXT/ });
		assert.deepEqual((await save(page, text)).bytes, bytesOf("docs/hello.txt"));
		assert.deepEqual(complaints, []);
		await context.close();
	});

	test("a file again whose connection was cut: it is one message", async () => {
		const { page, widget, rid, context } = await served();
		let tries = 0;
		await page.route("**/livechat/upload/**", async (route) => {
			if (route.request().method() !== "POST" || tries++)
				return route.continue();
			await route.fetch();
			return route.abort();
		});
		await page.route("**/messages.sync/**", (route) => route.abort());
		await choose(page, "docs/hello.pdf");
		await page.getByText("Not sent: the connection was lost").waitFor();
		await checkAccess(page, "not sent");
		await page.getByRole("button", { name: "Try again" }).click();
		await widget.messages("visitor").filter({ hasText: "hello.pdf" }).waitFor();
		assert.equal(tries, 2);
		assert.equal((await filesIn(rid)).length, 1);
		await page.unroute("**/messages.sync/**");
		assert.equal(await widget.messages("visitor").filter({ hasText: "hello.pdf" }).count(), 1);
		await context.close();
	});

	test("nothing that is given up on the way", async () => {
		const { page, widget, rid, context } = await served();
		const held = [];
		await page.route("**/livechat/upload/**", (route) => void held.push(route));
		await choose(page, "docs/hello.pdf", "docs/hello.txt");
		await until(() => held.some((route) => route.request().method() === "POST"));
		const waiting = widget.messages("visitor", "sending");
		assert.equal(await waiting.count(), 2);
		await page.getByRole("progressbar", { name: "Sending hello.pdf" }).waitFor();
		await checkAccess(page, "being sent");
		await waiting.last().getByRole("button", { name: "Cancel" }).click();
		await until(async () => await waiting.count() === 1);
		await waiting.getByRole("button", { name: "Cancel" }).click();
		await until(async () => await waiting.count() === 0);
		await page.unroute("**/livechat/upload/**");
		await widget.say("never mind");
		await widget.sees("never mind", "visitor");
		assert.deepEqual(await filesIn(rid), []);
		assert.equal(await widget.messages("visitor", "failed").count(), 0);
		await context.close();
	});

	test("a file after the time that a busy server wants to be left alone", async () => {
		const { page, widget, rid, context } = await served({ isClockOurs: true });
		let refused = 0;
		await page.route("**/livechat/upload/**", (route) => route.request().method() === "POST" && !refused++ ? route.fulfill({ status: 503,
			headers: { "Retry-After": "40", "Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": "Retry-After" },
			json: { success: false, error: "busy", errorType: "error-too-many-transfers" } }) : route.continue());
		await choose(page, "docs/hello.pdf");
		await page.getByText("The server is busy. The file is sent again soon.").waitFor();
		await page.clock.runFor(30000);
		assert.deepEqual(await filesIn(rid), []);
		await page.clock.runFor(11000);
		await until(async () => (await filesIn(rid)).length === 1);
		await widget.messages("visitor").filter({ hasText: "hello.pdf" }).waitFor();
		await context.close();
	});
});

describe("What is refused is said in words", () => {
	const refusals = {
		"too large for the site": [{ FileUpload_MaxFileSize: 1000 }, "docs/ten-random-kb.bin", "Not sent: larger than 1 kB"],
		"of a kind that the site does not want": [{ FileUpload_MediaTypeWhiteList: "image/*" }, "docs/hello.pdf", "Not sent: files of this kind are not accepted"],
		"empty": [{}, "docs/empty.txt", "Not sent: the file is empty"],
	};
	for (const [what, [settings, file, words]] of Object.entries(refusals))
		test(`a file that is ${what}`, async () => {
			await set(settings);
			const { page, widget, rid, context } = await served();
			await choose(page, file);
			await page.getByText(words).waitFor();
			await page.getByRole("button", { name: "Discard" }).click();
			await until(async () => await widget.messages("visitor", "failed").count() === 0);
			assert.deepEqual(await filesIn(rid), []);
			await context.close();
		});

	test("by a web server that answers with a page of its own", async () => {
		const { page, context } = await served();
		for (const status of [413, 500]) {
			await page.route("**/livechat/upload/**", (route) => route.request().method() === "POST" ? route.fulfill({ status,
				headers: { "Access-Control-Allow-Origin": "*" }, contentType: "text/html", body: "<html>no</html>" }) : route.continue());
			await choose(page, "docs/hello.pdf");
			await page.getByText("Not sent: too large").waitFor();
			await page.getByRole("button", { name: "Discard" }).click();
			await page.unroute("**/livechat/upload/**");
		}
		await context.close();
	});

	test("a site that takes no files shows no paper-clip", async () => {
		await set({ Livechat_fileupload_enabled: false });
		const { page, widget, context } = await chatting();
		await widget.say("hello");
		await widget.sees("hello", "visitor");
		assert.equal(await page.getByRole("button", { name: "Send files" }).count(), 0);
		await context.close();
	});
});

test("The agent sees the picture and sends a PDF back, which the visitor saves", async () => {
	const { page, widget, rid, context } = await served();
	const inbox = await openInbox(rid);
	await choose(page, PHOTO);
	const seen = inbox.page.getByRole("button", { name: "Enlarge cmyk-640x480.jpg" });
	await picture(inbox.log.locator(".message").filter({ has: seen }));
	await inbox.page.getByRole("list", { name: "My chats" }).getByText("cmyk-640x480.jpg").first().waitFor();
	await checkAccess(inbox.page, "picture in the inbox");
	await choose(inbox.page, "docs/hello.pdf");
	const link = widget.messages("agent").getByRole("link", { name: /hello\.pdf PDF/ });
	assert.deepEqual(await save(page, link), { name: "hello.pdf", bytes: bytesOf("docs/hello.pdf") });
	await inbox.page.getByRole("list", { name: "My chats" }).getByText("You: ⁨hello.pdf").first().waitFor();
	await give(inbox.page.getByLabel("Answer to the visitor"), "paste", "second.txt", "docs/hello.txt", "text/plain");
	await give(inbox.log, "drop", "third.txt", "docs/hello.txt", "text/plain");
	await widget.messages("agent").getByRole("link", { name: /third\.txt/ }).waitFor();
	assert.deepEqual((await filesIn(rid)).map((one) => one.file.name), ["cmyk-640x480.jpg", "hello.pdf", "second.txt", "third.txt"]);
	await inbox.page.getByRole("button", { name: "Note", exact: true }).click();
	await give(inbox.page.getByLabel("Note for agents"), "paste", "secret.txt", "docs/hello.txt", "text/plain");
	await inbox.page.getByText("A note has no files.").waitFor();
	assert.equal((await filesIn(rid)).length, 4);
	await inbox.page.getByRole("button", { name: "Answer", exact: true }).click();
	// A file of a deleted message is gone for both.
	const [, pdf] = await filesIn(rid);
	await agent.call("chat.delete", { roomId: rid, msgId: pdf._id });
	await link.waitFor({ state: "detached" });
	await inbox.log.getByText("hello.pdf").waitFor({ state: "detached" });
	assert.deepEqual([...inbox.complaints], []);
	await Promise.all([context.close(), inbox.context.close()]);
});

describe("Whatever a file is, nothing of it runs", () => {
	const TITLE = "Shop";

	test("pages and scripts in files, whatever they are called", async () => {
		await set({ FileUpload_MediaTypeBlackList: "application/x-nothing" });
		const { page, widget, rid, complaints, context } = await served();
		const hostile = fs.readdirSync(at("hostile")).filter((name) => /html|svg|script|polyglot|php|exe|shell/.test(name));
		assert.ok(hostile.length > 10, hostile.join());
		await choose(page, ...hostile.map((name) => `hostile/${name}`));
		await until(async () => await widget.messages("visitor", "failed").count() + await widget.messages("visitor").count() === hostile.length + 1,
			"all are sent or refused", 120000);
		const names = (await filesIn(rid)).map((one) => one.file.name);
		assert.ok(names.includes("page.html") && names.includes("script.svg"), names.join());
		const inbox = await openInbox(rid);
		for (const [one, place] of [[page, widget.part("messages")], [inbox.page, inbox.log]]) {
			const title = await one.title();
			for (const name of ["page.html", "page.xhtml", "script.svg"]) {
				const link = place.getByRole("link", { name: new RegExp(name.replace(".", "\\.")) });
				assert.deepEqual((await save(one, link)).bytes.length, bytesOf(`hostile/${name}`).length);
			}
			// What claims to be a picture is drawn, or offered as a file.
			await place.locator(".file-picture").first().scrollIntoViewIfNeeded();
			await until(async () => await place.locator(".file-picture[aria-busy=true], .is-preview").count() === 0);
			assert.equal(await one.title(), title);
			assert.equal(await one.evaluate(() => document.querySelectorAll("iframe, object, embed").length), 0);
		}
		assert.equal(await page.title(), TITLE);
		assert.equal(context.pages().length, 1);
		assert.deepEqual(complaints, []);
		await Promise.all([context.close(), inbox.context.close()]);
	});

	test("names and descriptions are texts, from right to left as well", async () => {
		const { page, widget, rid, complaints, context } = await served();
		const markup = "<img src=x onerror=parent.hit=1><script>hit=1.txt", hebrew = "חשבונית 2026.pdf";
		await choose(page, { name: markup, mimeType: "text/plain", buffer: Buffer.from("text") }, { name: hebrew, mimeType: "application/pdf", buffer: bytesOf("docs/hello.pdf") });
		await until(async () => (await filesIn(rid)).length === 2);
		await agentSends(rid, "ok/small-120x90.jpg", "image/jpeg", "<b onmouseover=hit=1>bold</b> & more");
		await picture(widget.messages("agent"));
		await widget.messages("agent").getByText("<b onmouseover=hit=1>bold</b> & more").waitFor();
		await page.getByAltText("<b onmouseover=hit=1>bold</b> & more").waitFor();
		const name = widget.messages("visitor").locator("bdi", { hasText: "חשבונית" });
		assert.equal(await name.evaluate((node) => getComputedStyle(node).unicodeBidi), "isolate");
		assert.equal(await widget.messages("visitor").locator("bdi", { hasText: "onerror" }).count(), 1);
		assert.equal(await page.evaluate(() => window.hit), undefined);
		assert.deepEqual(complaints, []);
		await context.close();
	});

	test("an attachment that names another place gets no credentials, and is a link", async () => {
		const { page, widget, rid, context } = await served();
		const inbox = await openInbox(rid), asked = [];
		for (const one of [page, inbox.page])
			one.on("request", (request) => asked.push(request.url()));
		const elsewhere = "http://livechat.test:9/picture.png";
		await agent.call("chat.sendMessage", { message: { rid, msg: "look", attachments: [
			{ title: "elsewhere", image_url: elsewhere, image_type: "image/png" },
			{ title: "inside", title_link: "/file-upload/../api/v1/me", image_url: "/file-upload/%2e%2e/api/v1/me", image_type: "image/png" },
			{ title: "sound", audio_url: elsewhere, audio_type: "audio/mpeg" } ] } });
		for (const place of [widget.part("messages"), inbox.log]) {
			await place.getByText("look", { exact: true }).waitFor();
			const link = place.getByRole("link", { name: "elsewhere" });
			assert.equal(await link.getAttribute("href"), elsewhere);
			assert.match(await link.getAttribute("rel"), /noopener noreferrer/);
			assert.equal(await place.getByRole("link", { name: "sound" }).getAttribute("href"), elsewhere);
			assert.equal(await place.locator("img.file-image, audio, .file-play").count(), 0);
		}
		assert.deepEqual(asked.filter((url) => url.includes("livechat.test") || url.endsWith("/me")), []);
		await Promise.all([context.close(), inbox.context.close()]);
	});
});

test("Sound is played by a click, and leaves with its message", async () => {
	const { page, widget, rid, context } = await served();
	const _id = await agentSends(rid, "media/tiny-opus.ogg", "audio/ogg");
	const play = page.getByRole("button", { name: "Play tiny-opus.ogg" });
	await play.click();
	const player = page.locator("livechat-widget audio");
	await until(() => player.evaluate((node) => node.controls && node.duration > 0));
	await checkAccess(page, "sound");
	await agent.call("chat.delete", { roomId: rid, msgId: _id });
	await until(async () => await player.count() === 0);
	assert.equal(await widget.messages("agent").count(), 0);
	await context.close();
});

test("Where a website's policy shows no pictures from memory, they are offered as files", async () => {
	const { page, widget, context } = await served({ path: "/strict" });
	await choose(page, PHOTO);
	const link = widget.messages("visitor").getByRole("link", { name: /cmyk-640x480\.jpg/ });
	assert.equal((await save(page, link)).name, "cmyk-640x480.jpg");
	await context.close();
});

test("Pictures are loaded when they come near the view, and those of the history, too", async () => {
	const { page, widget, rid, context } = await served();
	for (let i = 0; i < 12; i++)
		await agentSends(rid, "ok/edge-480x360.jpg", "image/jpeg", `number ${i}`);
	const asked = new Set();
	page.on("request", (request) => request.method() === "GET" && request.url().includes("/file-upload/") && asked.add(request.url()));
	await page.reload();
	await widget.open();
	await picture(widget.messages("agent").last());
	const tall = await widget.messages("agent").first().evaluate((node) => node.offsetHeight);
	assert.ok(asked.size < 8, `${asked.size}`);
	await widget.messages("agent").first().scrollIntoViewIfNeeded();
	await picture(widget.messages("agent").first());
	assert.equal(await widget.messages("agent").first().evaluate((node) => node.offsetHeight), tall, "nothing jumps");
	// What is far away leaves the memory.
	await until(async () => await widget.messages("agent").last().locator(".file-picture img").count() === 0);
	await context.close();
});
