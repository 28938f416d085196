// SPDX-License-Identifier: MIT
// Puts the files of the official widget, the npm package @rocket.chat/livechat, into a folder from which Livechat serves
// them, each with a compressed form beside it. Usage: npm run fetch -- FOLDER [PACKAGE]
//
// PACKAGE is a folder with the package, if it has been fetched in another way. The file is replaced at once, so that
// this can run again at any time.

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { gzipSync } from "node:zlib";

const RELEASE = "@rocket.chat/livechat@1.13.3";
const SHA512 = "gEX3V2Cr+7Nr+j4CFwBBX7R/1mZxWvnmpbz/jc+gJOa7zKJOdyv4waLc5RegmoubxpNlzbpbMiNkwg5GQuhyWA==";

/** What Livechat serves. Its own page takes the place of the package's pages, and maps are for developers. */
const SERVED = /^[A-Za-z0-9~_-][A-Za-z0-9.~_-]*\.(js|css|png)$/;

function fail(text) {
	console.error(`fetch: ${text}`);
	process.exit(1);
}

/** Fetches the package from the registry into `folder`, and returns its own folder. */
function download(folder) {
	let name;
	try {
		name = execFileSync("npm", ["pack", RELEASE, "--silent", "--pack-destination", folder], { encoding: "utf8" }).trim().split("\n").pop();
	} catch {
		fail(`npm could not fetch ${RELEASE}`);
	}
	const archive = join(folder, name);
	const hash = createHash("sha512").update(readFileSync(archive)).digest("base64");
	if (hash !== SHA512)
		fail(`what npm fetched is not ${RELEASE}: its SHA-512 is ${hash}`);
	execFileSync("tar", ["-xzf", archive, "-C", folder]);
	return join(folder, "package");
}

function write(folder, name, bytes) {
	const path = join(folder, name);
	writeFileSync(`${path}.new`, bytes, { mode: 0o644 });
	renameSync(`${path}.new`, path);
}

function install(source, folder) {
	const build = join(source, "build");
	const names = readdirSync(build).filter((name) => SERVED.test(name));
	mkdirSync(folder, { recursive: true });
	for (const name of names) {
		const bytes = readFileSync(join(build, name));
		const packed = gzipSync(bytes, { level: 9 });
		if (packed.length < bytes.length)
			write(folder, `${name}.gz`, packed);
		write(folder, name, bytes);
	}
	write(folder, "LICENSE", readFileSync(join(source, "LICENSE")));
	return names.length;
}

const [target, given] = process.argv.slice(2);
if (!target)
	fail("name the folder for the files: npm run fetch -- FOLDER");
// npm runs this in its own folder; the paths are relative to that of the person who typed them.
const typedIn = process.env.INIT_CWD ?? ".";
const temporary = mkdtempSync(join(tmpdir(), "livechat-official-"));
try {
	const folder = resolve(typedIn, target);
	const count = install(given ? resolve(typedIn, given) : download(temporary), folder);
	console.log(`${count} files of ${RELEASE} are in ${folder}`);
} finally {
	rmSync(temporary, { recursive: true });
}
