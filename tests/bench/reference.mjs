// The reference parser behind the same questions as bench_text.c; answers "failed" for a text it
// cannot read. It comes from tests/md/node_modules.
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

// The line that begins at `from`, and where the next one does; null when it is not here yet.
function line(from) {
	const end = input.indexOf(10, from);
	return end < 0 ? null : [input.toString('latin1', from, end), end + 1];
}

// What is asked for in `input`, when all of it is there.
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
