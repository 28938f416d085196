// SPDX-License-Identifier: MIT
// What scripts/pages puts into the scripts: the URL of an asset relative to /livechat/, and sheets that are imported.

declare function asset(name: string): string;

declare module "*.css" {
	const sheet: CSSStyleSheet;
	export default sheet;
}
