// SPDX-License-Identifier: MIT
// Compares our md trees with those of Rocket.Chat's message parser on generated messages.
//
//     npm ci                                       (once, in this folder)
//     node differential.mjs MD_PRINT [COUNT] [SEED] [--show N] [--from FOLDER]
//
// MD_PRINT is the program built from md_print.c. The same seed gives the same messages; --from reads
// the files of a folder instead, such as the corpus of a fuzzer. Differences are grouped by the first
// type of node that differs, and N of each group are printed. The exit status is 1 if there are any.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { isUtf8 } from 'node:buffer';
import { parseArgs } from 'node:util';
import { parse } from './parser.mjs';

process.env.TZ = 'UTC';
const { values: options, positionals } = parseArgs({ allowPositionals: true, options: { show: { type: 'string', default: '3' }, from: { type: 'string' } } });
const [command, count = '20000', seed = '1'] = positionals;
const show = Number(options.show);

function random(state) {
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let t = Math.imul(state ^ (state >>> 15), 1 | state);
		t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
		return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
	};
}

const symbols = ['*', '**', '_', '__', '~', '~~', '`', '```', '||', '|', '[', ']', '(', ')', '](', '<', '>', '!', '![', '@', '@@', '#', '##', ':', '\\', '-', '+', '.', ',', '"', "'", '=', ';', '/', '//', '://', '%', '$', '&', '?', '^', '{', '}'];
const words = ['a', 'b', 'hello', 'World', 'x1', '42', '2026', 'the', 'isn\'t', 'color', 'ok', 'node.js', 'v1.0', 'file.txt', 'über', 'naïve', 'привет', '日本語', 'שלום', 'مرحبا', 'ᳲx', 'ꟺ', '०१', 'e\u0301', '\u00a0', '\u3000', '\ufeff', '\u2028', '𝒳', '🀀', 'Þ', '\u0001', '\u007f', 'B', 'D', 'O', 'X', '8', '0'];
const hosts = ['rocket.chat', 'github.com', 'a.com', 'x.y.co.uk', 'foo.bar', 'localhost', 'x.localhost', '127.0.0.1', '1.2.3', 'foo.invalidtld', 'test.internal', 'a_b.com', '-a.com', 'a-.com', 'a..com', '.com', 'com.', 'EXAMPLE.COM', 'bücher.de', '例え.jp', 'www.ck', 'foo.za', 'foo.co.za', 'x.bd', 'a.b.kawasaki.jp', 'my-site.dev', 'foo.com.', 'a.b.c.d.e.com', '_dmarc.a.com', 'x'.repeat(64) + '.com'];
const urls = [() => `http://${pick(hosts)}`, () => `https://${pick(hosts)}/${pick(words)}`, () => `https://${pick(hosts)}/p?a=1&b=2#f`, () => `${pick(hosts)}:80`, () => `${pick(hosts)}:8080/x`, () => `ftp://u:p@${pick(hosts)}/`, () => `//${pick(hosts)}`, () => `https://${pick(hosts)}/A_(b)`, () => pick(hosts), () => `http://${pick(hosts)}...`, () => `mailto:${pick(words)}@${pick(hosts)}`, () => `javascript:alert(1)`, () => `tel:1`, () => `steam://run/1`, () => '/relative', () => `${pick(hosts)}/a:b`, () => `1http://${pick(hosts)}`, () => `http://${pick(hosts)}:99999/`, () => `${pick(hosts)}://x`];
const links = [() => `[${text(2)}](${pick(urls)()})`, () => `<${pick(urls)()}|${text(2)}>`, () => `![${text(1)}](${pick(urls)()})`, () => `[](${pick(urls)()})`, () => `![](${pick(urls)()})`, () => `[${text(2)}] [${text(1)}](${pick(urls)()})`, () => `[${text(1)}](+${digits(6)})`, () => `<+${digits(6)}|x>`, () => `[a](${pick(urls)()} "t")`];
const emoji = ['😀', '👍🏽', '👨‍👩‍👧‍👦', '🇧🇷', '❤️', '❤', '☺️', '1️⃣', '#⃣', '🏴󠁧󠁢󠁥󠁮󠁧󠁿', '©', '©️', '↔', '⬛', '🟠', '🧑‍🚀', '🚀', '⌚', '✈️', 'Ⓜ️', '🅰️', '🅰', '👨‍', '🏴', '\u200d', '\ufe0f', '🇧', '🀄️', '🤔', '🪐'];
const shortcodes = [':smile:', ':+1:', ':-1:', ':not_one:', ':a b:', '::', ':heart:', ':x.y:'];
const faces = [':)', ':-)', ';)', ':P', '<3', '</3', ':(', ':/', 'D:', ":'(", ':D', '>:(', '-_-', '-__-', 'O_O', '(y)', '*)', ':*', '8)', 'B)', '=)', '0:)', "':)", '#)', '%)', 'X)', '\\0\\/', '*\\0/*', ':Þ', ':@', ':#', ':-#', '=#', ':O', ';(', '>.<', 'X-P', 'O:-3'];
const names = ['@rocket.cat', '@all', '@here', '@user__', '@a:b.c', '@a@b', '#general', '#1', '#über', '@', '#', 'a@b', 'a#b', '@@x', 'a@@b', '@_x_', '#_y_', '@ü'];
const mails = [() => `${pick(words)}@${pick(hosts)}`, () => `joe.doe+x@${pick(hosts)}`, () => `a.@${pick(hosts)}`, () => `.a@${pick(hosts)}`, () => `a!b@${pick(hosts)}`, () => `mailto:joe@${pick(hosts)}`, () => `é@${pick(hosts)}`, () => `©@${pick(hosts)}`, () => `a/b@${pick(hosts)}`, () => `😀@${pick(hosts)}`];
const phones = [() => `+${digits(4)}`, () => `+${digits(5)}`, () => `+${digits(12)}`, () => `+(${digits(2)})${digits(4)}`, () => `+(${digits(2)})-${digits(4)}`, () => `+(${digits(2)})${digits(4)}-${digits(4)}`, () => `+${digits(3)}-${digits(3)}`, () => `+(${digits(5)})`, () => `+1 ${digits(3)}`];
const times = ['<t:1630360800>', '<t:1630360800:R>', '<t:1630360800:x>', '<t:163036080>', '<t:16303608001>', '<t:2025-07-22T10:00:00.000+00:00:R>', '<t:2025-07-22T10:00:00>', '<t:2025-02-31T24:00:00:f>', '<t:2025-13-01T10:00:00>', '<t:0099-01-01T00:00:00-23:59>', '<t:2050-06-15T12:30:15.999Z>', '<t:10:00>', '<t:10:00:00:T>', '<t:10:30:R>', '<t:1969-12-31T23:59:59.001>', '<t:2024-02-29T12:00:00+24:00>', '\\<t:1630360800:R>', '\\<t:10:00>', '<t:>', '<t:2025-07-22T10:00>'];
const colors = ['color:#fff', 'color:#ff0000', 'color:#ff000080', 'color:#f', 'color:#fffff', 'color:#FFFA', 'color:#fffffff', 'color:#fff*', 'color:red'];
const escapes = ['\\*', '\\_', '\\~', '\\`', '\\#', '\\.', '\\\\', '\\[', '\\@', '\\|'];
const ends = ['\n', '\n', '\n', '\n\n', '\r\n', '\r', ' \n', '\t\n', '\n\n\n'];
const blocks = [() => `> ${text(3)}`, () => `>${text(2)}`, () => '>', () => `# ${text(3)}`, () => `#### ${text(2)}`, () => `##### ${text(2)}`, () => `- ${text(3)}`, () => `* ${text(3)}`, () => `1. ${text(3)}`, () => `${digits(3)}. ${text(2)}`, () => `${digits(25)}. x`, () => `- [ ] ${text(2)}`, () => `- [x] ${text(2)}`, () => `-[x] ${text(1)}`, () => '---', () => '  -----  ', () => '--', () => '- - -', () => `\`\`\`${pick(['', 'js', ' js', 'c++', 'a-b_c.d'])}\n${text(2)}\n\`\`\``, () => `\`\`\`\n${text(1)}\n\n${text(1)}\`\`\n\`\`\`${pick(['', 'x'])}`, () => '```', () => '||', () => `||\n${text(2)}\n${text(2)}\n||`, () => `||\n${text(2)}\n\n||`, table, table, () => `  ${text(2)}`, () => '   ', () => '+ x', () => `${text(2)}|${text(2)}`];

function table() {
	const columns = 1 + at(4), row = () => '|' + Array.from({ length: 1 + at(4) }, () => chance(0.2) ? pick(['', ' ', '\\|', ' a\\|b ', '\u00a0x ']) : pick(['', ' ']) + text(1) + pick(['', ' '])).join('|') + pick(['|', '|', '|', '', '| ']);
	return row() + '\n|' + Array.from({ length: columns }, () => pick(['-', '---', ' :--', '--: ', ':-:', ' - '])).join('|') + pick(['|', '|', '|', '']) + Array.from({ length: at(4) }, () => '\n' + row()).join('');
}

let next;
const at = (n) => Math.floor(next() * n);
const chance = (p) => next() < p;
const pick = (list) => list[at(list.length)];
const digits = (n) => Array.from({ length: n }, () => at(10)).join('');

function wrap(inner) {
	const mark = pick(['*', '**', '_', '__', '~', '~~', '||', '`', '*_', '_*', '~*', '_~']);
	return mark + inner + (chance(0.85) ? [...mark].reverse().join('') : pick(symbols));
}

function piece(depth) {
	const r = next();
	if (r < 0.28) return pick(words);
	if (r < 0.40) return pick(symbols);
	if (r < 0.50) return depth > 0 ? wrap(text(depth - 1)) : pick(words);
	if (r < 0.56) return pick(urls)();
	if (r < 0.62) return depth > 0 ? pick(links)() : pick(words);
	if (r < 0.67) return pick(emoji);
	if (r < 0.71) return pick(shortcodes);
	if (r < 0.78) return pick(faces);
	if (r < 0.84) return pick(names);
	if (r < 0.88) return pick(mails)();
	if (r < 0.91) return pick(phones)();
	if (r < 0.94) return pick(times);
	if (r < 0.97) return pick(colors);
	return pick(escapes);
}

let nested = 0;
function text(depth) {
	if (nested > 6) return pick(words);
	nested++;
	let out = '';
	const len = 1 + at(depth + 2), glue = next();
	for (let i = 0; i < len; i++) out += (i && chance(glue) ? pick([' ', ' ', ' ', '  ', '\t']) : '') + piece(depth);
	nested--;
	return out;
}

const talk = ['Hello, I need help with my order #1234!', 'Can you send it to joe.doe@example.com? Thanks :)', 'see https://www.example.com/shop?item=5&color=red, please...', 'My number is +5551999999999 (home)', 'I paid 20% *twice*: once on 12/03, once on 13/03.', 'what???', 'it\'s _really_ **urgent** :(', '1. open the app\n2. tap "Settings"\n3. nothing happens', '> You wrote: hi\nYes, that one', 'Error: ```\nTypeError: x is not a function\n  at main.js:10\n```', 'ok 👍', '❤️❤️❤️', 'LOL :D :D', 'C:\\Users\\me\\file_name_v2.txt', 'a_b_c * d * e ~ 5', 'x = y[0](z); // comment', 'price: $5 | $10', 'Hi @agent, in #support they said "no".', '- milk\n- eggs\n\n- bread', 'tel: +1 (800) 555-0199', 'http://192.168.0.1:8080/admin?x=[1,2]', '12:30 - 14:00?', 'e.g. foo.bar or foo/bar', '~/bin/run.sh --flag=1 && echo "$HOME"', '{"a": [1, 2], "b": "c"}', '<b>bold</b> &amp; <a href="http://a.com">x</a>'];

// Each theme is the characters of one kind of construct, which are combined at random.
const themes = [
	['a', 'b', '.', '-', '_', ':', '/', '//', '://', 'http://', '@', '#', '?', '(', ')', '[', ']', '<', '>', '|', '!', ',', '+', '1', ' ', 'localhost', '.com', 'com', '\u00fc', '\u65e5', '%', '~', '='],
	['a', 'B', '1', '*', '_', '~', '**', '__', '~~', ' ', '||', '`', '\\', '-', '.', '@a', '#b', ':)', ':a:', '\u{1f600}', '\u00e9', 'x_y'],
	['a', '1', '.', '@', '!', '-', '_', '+', '/', ':', 'mailto:', '.com', 'b.de', '\u00e9', '\u0301', '\u00a9', '\u200d', '\u{1f600}', '\u{10400}', ' ', '*', '#', '~'],
	['|', '|', '|', ' ', '-', '-', ':', '\\|', 'a', '*', '`', '\n', '\n', '\r\n', '\u00a0', '\u3000', ':)', '\t', 'b', '||', '[a](b.com)', 'a.com'],
	['`', '```', '``', '\n', '\n', '\r', '\r\n', 'a', ' ', 'js', '-', '|', '> ', '\\'],
	['\u{1f600}', '\u{1f44d}', '\u{1f3fd}', '\u200d', '\ufe0f', '\ufe0e', '\u2764', '\u{1f1e7}', '\u{1f1f7}', '\u{1f3f4}', '\u{e0067}', '\u{e007f}', '1', '#', '*', '\u20e3', '\u00a9', '\u2194', '\u21a9', '\u231a', '\u{1f004}', '\u{1f170}', '\u{1f201}', '\u{1f7e0}', '\u{1f9d1}', '\u{1f680}', '\u2b1b', '\u2b50', '\u3030', 'a', ' ', '\n', ':)', ':a:', '~', '_'],
	['@', '@', '#', '#', ':', '_', '__', '-', '.', 'a', '1', '\u00fc', '\u1cf2', '\u0660', '\u0301', ' ', '*', '~', '_', '(', ')', '!', '\u{10400}', '[', ']'],
	['[', ']', '(', ')', '](', '] [', '!', '![', 'a', ' ', 'a.com', 'http://a.com', '+12345', 'tel:1', '<', '>', '|', '*', '_', '~', '\n', '.', ',', '\\', '/', ':'],
	['>', '-', '*', '#', '1.', '- [ ]', '- [x]', '||', '---', ' ', ' ', '\t', 'a', '\n', '\n', '\n', '\r\n', '\r', 'b*', '+', '|a|'],
	[':', ')', '(', '-', ';', 'D', 'P', '=', '3', '<', '>', '\'', 'O', '0', '8', 'B', 'X', '*', '/', '\\', '|', '#', '%', '_', ' ', 'a', '\u00de', '||', '.', 'L', '@', '$', '^', '[', ']'],
	['<t:', '1630360800', ':', 'R', 't', '>', '2025-07-22T', '10:00', ':30', '.123', '+01:00', '-23:59', 'Z', '\\', ' ', '*', '~', '0000-01-01T', '24:00:00'],
	['color:#', 'f', '0', 'A', 'ff', ' ', 'g', '*', '_', '~', ')', '\n', '.', '#', 'color:'],
];

const pairs = readFileSync(new URL('pairs.jsonl', import.meta.url), 'utf8').trim().split('\n').map((l) => JSON.parse(l).msg);

function mutated() {
	let out = pick(pairs) + (chance(0.5) ? pick(['', ' ', '\n']) + pick(pairs) : '');
	for (let i = 1 + at(4); i > 0; i--) {
		const cut = at(out.length + 1), other = pick(pairs), from = at(other.length);
		out = out.slice(0, cut) + (chance(0.5) ? pick(pick(themes)) : other.slice(from, from + at(6))) + out.slice(cut + at(4));
	}
	return out;
}

function message() {
	const r = next();
	let out;
	if (r < 0.08) out = Array.from({ length: 1 + at(30) }, () => pick(symbols)).join('');
	else if (r < 0.14) out = Array.from({ length: 1 + at(40) }, () => pick(['*', '_', '~', ' ', 'a', '[', '`', '|', '\n', ':', ')', '@', '(', ']'])).join('');
	else if (r < 0.20) out = Array.from({ length: 1 + at(4) }, () => pick([...emoji, ...faces, ...shortcodes, ' ', '\n'])).join(pick(['', ' ']));
	else if (r < 0.42) { const theme = pick(themes); out = Array.from({ length: 1 + at(25) }, () => pick(chance(0.95) ? theme : pick(themes))).join(''); }
	else if (r < 0.52) out = mutated();
	else if (r < 0.60) {
		out = pick(talk) + pick([' ', '\n']) + pick(talk);
		for (let i = at(4); i > 0; i--) { const cut = at(out.length); out = out.slice(0, cut) + pick([...symbols, ...faces, pick(words)]) + out.slice(cut + at(3)); }
	} else if (r < 0.76) out = text(3);
	else out = Array.from({ length: 1 + at(5) }, () => chance(0.6) ? pick(blocks)() : text(3)).map((l) => l + (chance(0.9) ? pick(ends) : '')).join('');
	out = Buffer.from(out.replace(/\0/g, '')).toString().replaceAll('\ufffd', '?');
	return out === '' ? 'x' : out;
}

function firstDifference(a, b, path = '') {
	if (JSON.stringify(a) === JSON.stringify(b)) return null;
	if (typeof a !== 'object' || typeof b !== 'object' || !a || !b) return path + ' value';
	if (a.type !== b.type) return `${path} ${b.type} expected, ${a.type} found`;
	for (const key of new Set([...Object.keys(b), ...Object.keys(a)])) {
		const found = firstDifference(a[key], b[key], Array.isArray(b) ? path : `${path}/${b.type ?? ''}.${key}`);
		if (found) return found;
	}
	return path + ' order';
}

next = random(Number(seed));
const messages = options.from
	? readdirSync(options.from).map((f) => readFileSync(`${options.from}/${f}`)).filter((b) => b.length > 0 && isUtf8(b) && !b.includes(0)).map(String)
	: Array.from({ length: Number(count) }, message);
const input = Buffer.concat(messages.map((m) => { const b = Buffer.from(m); return Buffer.concat([Buffer.from(`${b.length}\n`), b]); }));
const run = spawnSync(command, { input, maxBuffer: 1 << 30 });
const ours = run.stdout.toString().split('\n');
const groups = new Map();
let differences = 0, known = 0, slow = 0;
// The known difference that generated messages can have; see docs/message-text.md.
const isKnown = (m) => /[A-Za-z][A-Za-z0-9+.-]{32,}:\/\//.test(m);
messages.forEach((m, i) => {
	let expected;
	const began = performance.now();
	try {
		expected = JSON.parse(JSON.stringify(parse(m, { colors: true, emoticons: true, customDomains: [] })));
	} catch (error) {
		expected = { thrown: error.message.slice(0, 60) };
	}
	if (performance.now() - began > 1000) slow++;
	let found;
	try { found = JSON.parse(ours[i]); } catch { found = { missing: ours[i] }; }
	const where = firstDifference(found, expected);
	if (!where) return;
	if (isKnown(m)) {
		known++;
		return;
	}
	differences++;
	const key = where.replace(/^.*(\/[^/]*\/[^/]*)$/, '$1').slice(-90);
	if (!groups.has(key)) groups.set(key, []);
	groups.get(key).push([m, found, expected]);
});
for (const [key, list] of [...groups].sort((a, b) => b[1].length - a[1].length)) {
	console.log(`${list.length} x ${key}`);
	for (const [m, found, expected] of list.sort((a, b) => a[0].length - b[0].length).slice(0, show))
		console.log(`  message  ${JSON.stringify(m)}\n  ours     ${JSON.stringify(found)}\n  expected ${JSON.stringify(expected)}`);
}
console.log(`${messages.length} messages, ${differences} differences, ${known} of a known kind (seed ${seed}${slow ? `, ${slow} took the reference over a second` : ''})`);
if (run.status !== 0) console.log(`md_print ended with ${run.status ?? run.signal}: ${run.stderr}`);
process.exitCode = differences || run.status !== 0 ? 1 : 0;
