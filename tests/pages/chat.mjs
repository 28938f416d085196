// SPDX-License-Identifier: MIT
// Two people chat through each kind of web server, and both go on typing while the programs and the database are killed.
// test_chat.py starts the servers, and kills what is to be killed.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { startBrowser, until } from "./harness.mjs";
import { compare, control, goOn, meet, PATIENCE_MS, whileAllType } from "./typists.mjs";

const sites = Object.entries(JSON.parse(process.env.LIVECHAT_SITES));
/** How many messages both write at the same time, before anything is killed. */
const TOGETHER = 3;
const KILLS = ["kill_at_commit", "kill_before_commit", "kill_at_commit"];

let browser;
/** @type {any[]} */
const pairs = [];

before(async () => {
	browser = await startBrowser();
});
after(() => browser?.close());

/** While all of them type. */
function whileBusy(work) {
	assert.equal(pairs.length, sites.length);
	return whileAllType(pairs, work);
}

/** Waits until everybody has typed one more message. */
const allTypeMore = () => Promise.all(pairs.flatMap(({ people }) => people).map(({ typed }) => {
	const before = typed.length;
	return until(() => typed.length > before, "typing", PATIENCE_MS);
}));

describe("A visitor and an agent read each other, once and in order, through", { concurrency: true }, () => {
	for (const [server, url] of sites)
		test(server, async () => {
			const pair = { server, ...await meet(browser, { name: `Visitor of ${server}`, url, username: `agent.${server}` }) };
			pairs.push(pair);
			const { visitor, agent } = pair;
			await visitor.sees(await agent.type());
			await agent.sees(await visitor.type());
			for (let i = 0; i < TOGETHER; i++)
				await Promise.all([agent.type().then(visitor.sees), visitor.type().then(agent.sees)]);
			await compare(pair);
		});
});

test("While both type the programs are killed again and again: nothing is lost, and nothing is there twice", () =>
	whileBusy(() => Promise.all(pairs.map(async (pair) => {
		for (const kill of KILLS) {
			await control(kill, pair.server, pair.name);
			await goOn(pair);
		}
	}))));

test("While both type the database is killed, and started later: nothing is lost, and nothing is there twice", () =>
	whileBusy(async () => {
		await allTypeMore();
		await control("kill_database");
		await allTypeMore();
		await control("start_database");
		await Promise.all(pairs.map(goOn));
	}));
