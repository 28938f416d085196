// SPDX-License-Identifier: MIT
// The page about the health of the installation: what the server finds, and what only a browser can find out.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { until } from "./harness.mjs";
import { accessible, browser, close, closeBrowser, confirm, loaded, open, part, person, phone, press, unique } from "./manage_site.mjs";

const ECHO = "**/livechat/health.echo/**";
const HEALTH = "**/livechat/health";

before(browser);
after(closeBrowser);

/** The rows of a list, each as the text that people see. */
async function rows(page, list) {
	const found = part(page).getByRole("list", { name: list }).getByRole("listitem");
	return (await found.allInnerTexts()).map((text) => text.replace(/\s+/g, " "));
}

/** The only row with that subject, wherever it is. */
async function row(page, subject) {
	await loaded(page);
	const found = [...await rows(page, "To be looked at"), ...await rows(page, "In order")].filter((text) => text.startsWith(subject));
	assert.equal(found.length, 1, subject);
	return found[0];
}

/** Looks again, with this between the browser and the program. */
async function lookWith(page, pattern, between) {
	await page.unrouteAll();
	await page.route(pattern, between);
	await press(page, "Look again");
	await loaded(page);
}

test("what the server finds is shown, and requests arrive as they were sent", async () => {
	const boss = await person("admin"), page = await open(boss, "health");
	await loaded(page);
	const { findings } = await boss.call("livechat/health");
	const shown = [...await rows(page, "To be looked at"), ...await rows(page, "In order")];
	for (const { text, remedy } of findings.filter((one) => !/ are open/.test(one.text))) {
		const [found, ...others] = shown.filter((one) => one.includes(text));
		assert.ok(found && !others.length, text);
		assert.ok(!remedy || found.includes(`What to do: ${remedy}`), found);
	}
	assert.match(await row(page, "Encryption"), /^Encryption Warning this request came without HTTPS/);
	for (const subject of ["Header fields", "Methods", "Addresses", "Long messages"])
		assert.match(await row(page, subject), new RegExp(`^${subject} In order .*arrive`));
	await close(page);
});

test("the worst comes first, each with a word for its level, and as text", async () => {
	const page = await open(await person("admin"), "health");
	await lookWith(page, HEALTH, (route) => route.fulfill({ json: { success: true, findings: [
		{ level: "ok", subject: "clock", text: "well" },
		{ level: "warning", subject: "duties", text: "late", remedy: "<b>cron</b>" },
		{ level: "failure", subject: "new subject", text: "<img src=x onerror=alert(1)>", remedy: "mend it" },
		{ level: "ok", subject: "tables", text: "there" }] } }));
	assert.deepEqual(await rows(page, "To be looked at"), [
		"new subject Failure <img src=x onerror=alert(1)> What to do: mend it", "Duties Warning late What to do: <b>cron</b>"]);
	assert.deepEqual((await rows(page, "In order")).slice(0, 2), ["Clock In order well", "Tables In order there"]);
	await part(page).getByText("2 things are to be looked at.").waitFor();
	await lookWith(page, HEALTH, (route) => route.fulfill({ json: { success: true, findings: [] } }));
	await part(page).getByText("Everything is in order.").waitFor();
	await lookWith(page, HEALTH, (route) => route.fulfill({ status: 503, json: { success: false, error: "x" } }));
	await part(page).getByRole("alert").waitFor();
	await page.unrouteAll();
	await press(page, "Try again");
	await part(page).getByText("What to do:").first().waitFor();
	await close(page);
});

const refuse = { status: 405, contentType: "text/html", body: "<h1>Not allowed</h1>" };
const isRefused = (request) => ["PUT", "DELETE"].includes(request.method());

test("where PUT and DELETE are refused the pages still change and delete, and try them once", async () => {
	const boss = await person("admin"), name = unique("Far");
	const { department } = await boss.call("livechat/department", { department: { name, enabled: true, email: "far@example.com",
		showOnRegistration: true, showOnOfflineForm: true } });
	const page = await open(boss, `departments/${department._id}`);
	let refused = 0;
	await page.route("**/api/v1/**", (route) => {
		refused += isRefused(route.request());
		return isRefused(route.request()) ? route.fulfill(refuse) : route.continue();
	});
	await part(page).getByLabel("Description").fill("Far away");
	await press(page, "Save");
	const stored = async () => (await boss.call(`livechat/department?text=${name}`)).departments[0];
	await until(async () => (await stored()).description === "Far away");
	await page.evaluate((id) => {
		location.hash = `#manage/departments/${id}`;
	}, department._id);
	await press(page, "Delete");
	await confirm(page, "Delete");
	await until(async () => !await stored());
	assert.equal(refused, 1);
	await close(page);
});

test("a web server that refuses PUT and DELETE", async () => {
	const page = await open(await person("admin"), "health");
	await lookWith(page, ECHO, (route) => isRefused(route.request()) ? route.fulfill(refuse) : route.continue());
	assert.match(await row(page, "Methods"), /Warning .*: PUT, DELETE\. .*X-HTTP-Method-Override, which arrives/);
	await lookWith(page, ECHO, (route) => {
		const { "x-http-method-override": _, ...headers } = route.request().headers();
		return isRefused(route.request()) ? route.fulfill(refuse) : route.continue({ headers });
	});
	assert.match(await row(page, "Methods"), /Warning .*_method in the query: X-HTTP-Method-Override does not arrive/);
	await lookWith(page, ECHO, (route) => route.request().method() === "PUT" ? route.continue({ method: "POST" })
		: /_method|override/i.test(route.request().url() + JSON.stringify(route.request().headers())) ? route.fulfill(refuse) : route.continue());
	assert.match(await row(page, "Methods"), /Failure .*: PUT\. .*does not arrive either/);
	await lookWith(page, ECHO, (route) => isRefused(route.request()) ? route.fulfill({ status: 503, json: { success: false, error: "x" } })
		: route.continue());
	await part(page).getByRole("alert").waitFor();
	assert.equal(await part(page).getByText("Methods").count(), 0, "a program that is busy says nothing about the way to it");
	await close(page);
});

test("a web server that changes addresses, loses header fields and cuts what is long", async () => {
	const page = await open(await person("admin"), "health");
	await lookWith(page, ECHO, (route) => route.continue({ url: route.request().url().replace("%25%20", "%20") }));
	assert.match(await row(page, "Addresses"), /Warning .*do not arrive as they were sent.*AllowEncodedSlashes/);
	await lookWith(page, ECHO, (route) => {
		const { "x-visitor-token": _, authorization: __, ...headers } = route.request().headers();
		return route.continue({ headers });
	});
	assert.match(await row(page, "Header fields"), /Failure .*not arrive at the program: X-Visitor-Token\./);
	await lookWith(page, ECHO, (route) => {
		const { authorization: _, ...headers } = route.request().headers();
		return route.continue({ headers });
	});
	assert.match(await row(page, "Header fields"), /In order .*Authorization does not, which does no harm/);
	const isLong = (request) => (request.postData() ?? "").length > 65536;
	await lookWith(page, ECHO, (route) => isLong(route.request()) ? route.fulfill({ status: 413, body: "" }) : route.continue());
	assert.match(await row(page, "Long messages"), /Failure .*does not arrive: status 413\..*FcgidMaxRequestLen/);
	await lookWith(page, ECHO, (route) => isLong(route.request()) ? route.abort() : route.continue());
	assert.match(await row(page, "Long messages"), /Failure .*does not arrive: no answer/);
	await lookWith(page, ECHO, (route) => isLong(route.request()) ? route.continue({ postData: '{"filler":"xxx"}' }) : route.continue());
	assert.match(await row(page, "Long messages"), /Failure .*3 bytes of it do/);
	await page.unrouteAll();
	await press(page, "Look again");
	await until(async () => /In order/.test(await row(page, "Long messages")));
	await close(page);
});

test("an option file or a log that anybody can download", async () => {
	const page = await open(await person("admin"), "health");
	assert.match(await row(page, "Published files"), /In order .*neither livechat\.cnf nor livechat\.log/);
	await lookWith(page, /\/livechat\.(cnf|log)$/, (route) => route.fulfill({ status: 200, body: "<h1>Our shop has no such page</h1>" }));
	assert.match(await row(page, "Published files"), /In order/, "a page in the place of any file");
	await lookWith(page, "**/livechat.cnf", (route) => route.fulfill({ body: "# mine\n[livechat]\npassword = x\n" }));
	assert.match(await row(page, "Published files"), /Failure Anybody can download http:\S+\/livechat\.cnf, http:\S+\/cgi-bin\/livechat\.cnf\..*change the password/);
	await lookWith(page, "**/cgi-bin/livechat.log", (route) => route.fulfill({ status: 206,
		body: "2026-11-27T22:28:58.287Z livechat[22250] GFqwcmHs-1 error: database: away\n" }));
	assert.match(await row(page, "Published files"), /Failure Anybody can download http:\S+\/cgi-bin\/livechat\.log\./);
	await page.unrouteAll();
	await close(page);
});

test("the end of the log is shown as text, or how to get one", async () => {
	const page = await open(await person("admin"), "health"), LOG = "**/livechat/health.log";
	const lines = Array.from({ length: 50 }, (_, n) => `line ${n} <b>bold</b>`);
	await lookWith(page, LOG, (route) => route.fulfill({ json: { success: true, lines, file: "/home/x/livechat.log", errors: [] } }));
	const log = part(page).getByLabel("End of the log");
	assert.equal((await log.innerText()).replace(/\n+/g, "\n").trim(), [...lines].reverse().join("\n"));
	await part(page).getByText("The last lines of /home/x/livechat.log").waitFor();
	await accessible(page, "a log");
	await lookWith(page, LOG, (route) => route.fulfill({ json: { success: true, lines: [], file: "/home/x/livechat.log", errors: [] } }));
	await part(page).getByText("Nothing was written to /home/x/livechat.log yet.").waitFor();
	assert.equal(await log.count(), 0);
	await lookWith(page, LOG, (route) => route.fulfill({ json: { success: true, lines: [], errors: [] } }));
	await part(page).getByText("There is no log file that can be read.").waitFor();
	await close(page);
});

test("the last errors are shown, with how often and when they were logged", async () => {
	const page = await open(await person("admin"), "health"), LOG = "**/livechat/health.log";
	const error = { text: "database: <b>away</b> " + "x".repeat(900), times: 7, firstAt: "2026-01-01T00:00:00.000Z",
		lastAt: "2026-01-02T10:20:00.000Z", requestId: "k2Jd7f-3" };
	await lookWith(page, LOG, (route) => route.fulfill({ json: { success: true, lines: [], errors: [error, { ...error, text: "other", times: 1 }] } }));
	const list = part(page).getByRole("list", { name: "Last errors" });
	const texts = await list.getByRole("listitem").allInnerTexts();
	assert.match(texts[0], /^database: <b>away<\/b> x+\s+7 times · last .*2026.* · request k2Jd7f-3$/);
	assert.match(texts[1], /^other\s+once · last/);
	await accessible(page, "last errors");
	await lookWith(page, LOG, (route) => route.fulfill({ json: { success: true, lines: [], errors: [] } }));
	assert.equal(await list.count(), 0);
	await close(page);
});

test("failures have no barriers, on a phone in the dark and on a wide screen", async () => {
	const boss = await person("admin");
	for (const options of [{ ...phone, colorScheme: "dark" }, {}]) {
		const page = await open(boss, "health", options);
		await lookWith(page, HEALTH, (route) => route.fulfill({ json: { success: true, findings: [
			{ level: "failure", subject: "option file", text: `/home/${"user/".repeat(40)}livechat.cnf`, remedy: "chmod 600" }] } }));
		await accessible(page, "failures");
		assert.ok(await page.evaluate(() => document.querySelector(".m-place").scrollWidth <= document.querySelector(".m-place").clientWidth));
		await close(page);
	}
});
