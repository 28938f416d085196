// SPDX-License-Identifier: MIT
// Chooses the language of a page.

/**
 * The first wanted language that is offered; a language without its region will do.
 * @param {(string | null | undefined)[]} wanted  such as "pt-BR" or "de-AT"; the best first
 * @param {string[]} offered
 * @returns {string}
 */
export function chooseLanguage(wanted, offered) {
	for (const name of wanted) {
		const language = name?.toLowerCase().replace("_", "-");
		const found = language && (offered.find((one) => one.toLowerCase() === language)
			?? offered.find((one) => one.split("-")[0].toLowerCase() === language.split("-")[0]));
		if (found)
			return found;
	}
	return "en";
}
