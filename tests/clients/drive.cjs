// SPDX-License-Identifier: MIT
/*
 * Calls the methods of a client for a test. Each line of standard input is
 * {"call":"<method>","args":[...]}, each line of standard output is the result, {"result":...} or, when
 * the client throws, {"thrown":...}.
 */
const readline = require('node:readline');

/* If a client throws the response itself, this returns its status and JSON. */
async function describe(thrown) {
	if (thrown instanceof Response)
		return { status: thrown.status, data: await thrown.json() };
	return thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : thrown;
}

async function answer(client, line) {
	const { call, args } = JSON.parse(line);

	try {
		/* JSON has no undefined, so the tests send this text. */
		const result = await client[call](...args.map((arg) => (arg === '<undefined>' ? undefined : arg)));
		return { result };
	} catch (thrown) {
		return { thrown: await describe(thrown) };
	}
}

module.exports = async (client) => {
	for await (const line of readline.createInterface({ input: process.stdin }))
		process.stdout.write(`${JSON.stringify(await answer(client, line))}\n`);
};
