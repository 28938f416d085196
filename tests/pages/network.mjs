// SPDX-License-Identifier: MIT
// Two people chat over bad networks, all at the same time: nothing that they type is lost, and nothing is there twice.
// test_network.py starts the site.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { startLine } from "./bad_line.mjs";
import { shopPage, site, startBrowser, startShop, until } from "./harness.mjs";
import { compare, meet, PATIENCE_MS, whileAllType } from "./typists.mjs";

/** What Chromium's developer tools call 3G. */
const THIRD_GENERATION = { offline: false, latency: 2000, downloadThroughput: 50000, uploadThroughput: 50000 };
const QUICK_KEY_MS = 20;

let browser, shop;
/** @type {Awaited<ReturnType<typeof startLine>>[]} */
const lines = [];

before(async () => {
	[browser, shop] = await Promise.all([startBrowser(), startShop({ "/": { html: shopPage() } })]);
});
after(async () => {
	await browser?.close();
	await shop?.stop();
	await Promise.all(lines.map((line) => line.stop()));
});

async function newLine() {
	const line = await startLine(new URL(site));
	lines.push(line);
	return line;
}

async function slowDown(page) {
	const devtools = await page.context().newCDPSession(page);
	await devtools.send("Network.enable");
	await devtools.send("Network.emulateNetworkConditions", THIRD_GENERATION);
}

describe("Nothing is lost, and nothing is there twice", { concurrency: true }, () => {
	test("over 3G, and everybody sees what has been sent and what not yet", async () => {
		const pair = await meet(browser, { name: "Visitor with 3G", url: site, username: "agent.3g", shop: `${shop.url}/`, prepare: slowDown });
		const { visitor, agent } = pair;
		await visitor.sees(await agent.type());
		await Promise.all([agent.type().then(visitor.sees), visitor.type().then(agent.sees)]);
		await compare(pair);
		for (const { typed, states, word } of pair.people) {
			const all = await states();
			for (const text of typed)
				// An agent sees later that the visitor has read it.
				assert.match(all[text].join(), word === "question" ? /^sending,stored$/ : /^sending(,sent|,read|,sent,read)$/, text);
		}
	});

	test("over a line that delays and stalls, and cuts one connection in twenty", async () => {
		const line = await newLine();
		const pair = await meet(browser, { name: "Visitor with a bad line", url: line.url, username: "agent.bad", keyMs: QUICK_KEY_MS });
		line.be("bad");
		// The slower the machine, the longer until so many connections have been made.
		await whileAllType([pair], () => until(() => Math.min(line.met.answerLost, line.met.requestLost, line.met.answerCut, line.met.stalled) >= 1,
			"everything happens to the line", 4 * PATIENCE_MS));
	});

	test("over a line on which some connections never get an answer", async () => {
		const line = await newLine();
		const pair = await meet(browser, { name: "Visitor with a dead line", url: line.url, username: "agent.dead" });
		const { visitor, agent, people } = pair;
		line.be("held");
		const texts = await Promise.all(people.map((person) => person.type()));
		// Polls and messages of both.
		await until(() => line.met.held >= 4, "everything waits for an answer", PATIENCE_MS);
		line.be("good");
		await Promise.all([agent.sees(texts[0]), visitor.sees(texts[1])]);
		await compare(pair);
	});
});
