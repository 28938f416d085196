// SPDX-License-Identifier: MIT
// Measures the original parser, which is in tests/md/node_modules, with the protocol of bench_text.c. It
// prints "failed" for a text that the parser cannot parse.
import { parse } from '../md/parser.mjs';

const options = { colors: true, emoticons: true, customDomains: [] };
let sink = 0;

function measure(texts, rounds) {
	const before = process.cpuUsage();
	for (; rounds > 0; rounds--)
		for (const text of texts) sink += JSON.stringify(parse(text, options)).length;
	const used = process.cpuUsage(before);
	return (used.user + used.system) * 1000;
}

let input = Buffer.alloc(0);

// Returns the line that begins at `from` and the beginning of the next one; null if it is incomplete.
function line(from) {
	const end = input.indexOf(10, from);
	return end < 0 ? null : [input.toString('latin1', from, end), end + 1];
}

// Returns the request in `input`, if it is complete.
function question() {
	let [head, at] = line(0) ?? [null, 0];
	if (head === null) return null;
	const [rounds, count] = head.split(' ').map(Number);
	const texts = [];
	while (texts.length < count) {
		const found = line(at);
		if (!found || found[1] + Number(found[0]) > input.length) return null;
		at = found[1] + Number(found[0]);
		texts.push(input.toString('utf8', found[1], at));
	}
	input = input.subarray(at);
	return { rounds, texts };
}

for await (const chunk of process.stdin) {
	input = Buffer.concat([input, chunk]);
	for (let asked; (asked = question()) !== null;) {
		let answer;
		try {
			answer = measure(asked.texts, asked.rounds);
		} catch {
			answer = 'failed';
		}
		process.stdout.write(`${answer}\n`);
	}
}
