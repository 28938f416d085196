/*
 * Calls a client as a test says: each line of standard input is {"call":"<method>","args":[...]},
 * each line of standard output the result, as {"result":...} or, when the client throws,
 * {"thrown":...}.
 */
const readline = require('node:readline');

/* An answer that a client throws as it came becomes its status and what it says in JSON. */
async function describe(thrown) {
	if (thrown instanceof Response)
		return { status: thrown.status, data: await thrown.json() };
	return thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : thrown;
}

async function answer(client, line) {
	const { call, args } = JSON.parse(line);

	try {
		/* An argument that cannot be written in JSON. */
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
