/*
 * Calls the unmodified npm client @rocket.chat/sdk as a test says: each line of standard input
 * is {"call":"<method>","args":[...]}, each line of standard output the result, as {"result":...}
 * or, when the client throws, {"thrown":...}. The argument is the server's address.
 */
const readline = require('node:readline');
const { default: Livechat } = require('@rocket.chat/sdk/lib/clients/Livechat');

const silent = () => undefined;
const logger = { debug: silent, info: silent, warning: silent, warn: silent, error: silent };
/* No socket is opened before connect(), which is never called. */
const client = new Livechat({ host: process.argv[2], protocol: 'ddp', logger });

const describe = (thrown) =>
	thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : thrown;

async function answer(line) {
	const { call, args } = JSON.parse(line);

	try {
		/* An argument that cannot be written in JSON. */
		const result = await client[call](...args.map((arg) => (arg === '<undefined>' ? undefined : arg)));
		return { result };
	} catch (thrown) {
		return { thrown: describe(thrown) };
	}
}

(async () => {
	for await (const line of readline.createInterface({ input: process.stdin }))
		process.stdout.write(`${JSON.stringify(await answer(line))}\n`);
})();
