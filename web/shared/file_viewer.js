// SPDX-License-Identifier: MIT
// Shows a picture as large as the page.

import { el, icon } from "./dom.js";
import { saveFile } from "./file_source.js";

const CROSS = "M6 6l12 12M18 6 6 18";
const ARROW = "M12 4v11M7 10.5l5 5 5-5M5 20h14";

/**
 * @param {HTMLElement} opener  what was clicked; the focus goes back to it
 * @param {object} options
 * @param {string} options.name
 * @param {Blob | null} options.shown  the small picture, until the large one is there
 * @param {import("./file_text.js").FileWords} options.words
 * @param {() => Promise<Blob>} options.load  gets the large one
 * @param {(error: any) => string} options.failureText
 */
export function openViewer(opener, { name, shown, words, load, failureText }) {
	const { t } = words, place = opener.getRootNode();
	const image = /** @type {HTMLImageElement} */ (el("img", { class: "viewer-image", alt: name }));
	const said = el("p", { class: "viewer-said", role: "status" });
	/** @type {Blob | null} */
	let original = null;
	const save = /** @type {HTMLButtonElement} */ (el("button", { type: "button", class: "viewer-tool", "aria-label": t("file.save"), title: t("file.save"),
		disabled: true, onclick: () => original && saveFile(original, name) }, icon(ARROW)));
	const node = /** @type {HTMLDialogElement} */ (el("dialog", { class: "viewer", "aria-label": name, onclick: (event) => {
		if (event.target === node || event.target === stage)
			node.close();
	}, onkeydown: (event) => event.stopPropagation(), onclose: () => {
		URL.revokeObjectURL(image.src);
		node.remove();
		opener.focus();
	} }));
	const stage = el("div", { class: "viewer-stage" }, image);
	node.append(el("div", { class: "viewer-head" }, el("bdi", { class: "viewer-name" }, name), said, save,
		el("button", { type: "button", class: "viewer-tool", "aria-label": t("file.close"), title: t("file.close"), onclick: () => node.close() },
			icon(CROSS))), stage);
	node.dir = getComputedStyle(opener).direction;

	/** @param {Blob} blob */
	function show(blob) {
		URL.revokeObjectURL(image.src);
		image.src = URL.createObjectURL(blob);
	}

	async function enlarge() {
		node.ariaBusy = "true";
		try {
			original = await load();
			save.disabled = false;
			if (node.isConnected)
				show(original);
		} catch (error) {
			said.textContent = failureText(error);
		}
		node.ariaBusy = "false";
	}

	if (shown)
		show(shown);
	(place instanceof ShadowRoot ? place : document.body).append(node);
	node.showModal();
	void enlarge();
}
