// SPDX-License-Identifier: MIT
// The pages of the site that the visitor opens: agents see them, and some triggers wait for them.

const CHECK_MS = 1000;

/**
 * @param {() => "url" | "title"} kind  what counts as another page
 * @param {(page: {href: string, title: string}) => void} visited  called for the first page, too
 */
export function watchPages(kind, visited) {
	let last = "";
	function check() {
		const page = { href: location.href, title: document.title };
		const now = kind() === "title" ? page.title : page.href;
		if (now === last)
			return;
		last = now;
		visited(page);
	}
	check();
	// Nothing tells when a script has changed the address or the title.
	setInterval(check, CHECK_MS);
}
