// SPDX-License-Identifier: MIT
// Files: mod_fcgid refuses those over 128 KiB, which only the host can change. Then a copy of the program takes them as plain
// CGI, if the host allows that.

import { el } from "../shared/dom.js";
import { sendLarge, sendSmall } from "../shared/large_file.js";

/** @typedef {import("./main.js").Setup} Setup */

/** Whether files are refused for their size there. @param {string} root */
export async function refusesLarge(root) {
	const { arrives, isBusy } = await sendLarge(root);
	return !arrives && !isBusy && (await sendSmall(root)).arrives;
}

/** Whether they arrive through the short address. @param {string} origin */
export const takesLarge = async (origin) => (await sendLarge(origin)).arrives;

/**
 * Where the addresses are short already, lines of before may lead to a copy that is not there: has it made, and kept only if
 * large files arrive then.
 * @param {Setup} setup @param {string} origin
 */
export async function copyForLines(setup, origin) {
	const { t } = setup;
	if (!(await setup.ask(".address", { action: "look" }, { at: origin })).fastcgi || !await refusesLarge(origin))
		return;
	setup.show("address", el("h1", {}, t("address.title")), el("p", { class: "soft", role: "status" }, t("address.triesFiles")));
	try {
		await setup.ask(".address", { action: "probe", files: true }, { at: origin });
		if (await takesLarge(origin)) {
			await setup.ask(".address", { action: "confirm" }, { at: origin });
			return;
		}
	} catch {
		// It stays as it was.
	}
	await setup.ask(".address", { action: "undo" }, { at: origin }).catch(() => undefined);
	setup.refusesFiles = true;
}
