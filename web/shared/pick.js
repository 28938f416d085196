// SPDX-License-Identifier: MIT
// How people hand over files: they choose them, drop them, or paste them.

import { el, icon } from "./dom.js";

const CLIP = "m20 11.5-8.4 8.4a5.3 5.3 0 0 1-7.5-7.5l8.8-8.8a3.5 3.5 0 0 1 5 5l-8.8 8.8a1.8 1.8 0 0 1-2.5-2.5l8-8";

/** @typedef {(files: File[]) => void} Take */

/** A button that lets people choose files. @param {Record<string, string>} props  of the button @param {Take} take */
export function createClip(props, take) {
	const input = /** @type {HTMLInputElement} */ (el("input", { type: "file", multiple: true, hidden: true, tabindex: -1, onchange: () => {
		take([...input.files ?? []]);
		// The same file can be chosen again.
		input.value = "";
	} }));
	const button = el("button", { type: "button", ...props, onclick: () => input.click() }, icon(CLIP));
	return { button, input };
}

/** Takes what is pasted, unless it is also a text: tables of other programs come as text and picture. @param {Event} event @param {Take} take */
export function takePasted(event, take) {
	const data = /** @type {ClipboardEvent} */ (event).clipboardData;
	if (!data?.files.length || data.types.includes("text/plain"))
		return;
	event.preventDefault();
	take([...data.files]);
}

/** The files of a drop, without folders, which cannot be sent. @param {DataTransfer} data */
function droppedFiles(data) {
	return [...data.items].filter((item) => item.kind === "file" && !item.webkitGetAsEntry?.()?.isDirectory)
		.map((item) => item.getAsFile()).filter((file) => file !== null);
}

/**
 * Takes what is dropped onto an element. While files are over it, its data-drop says what a drop would do.
 * @param {HTMLElement} element
 * @param {() => string} word  what a drop would do; empty: nothing is taken now
 * @param {Take} take
 */
export function takeDropped(element, word, take) {
	/** @param {DragEvent} event */
	const over = (event) => {
		const says = event.dataTransfer?.types.includes("Files") && word();
		if (!says)
			return;
		event.preventDefault();
		element.dataset.drop = says;
	};
	element.addEventListener("dragover", over);
	element.addEventListener("dragleave", (event) => {
		if (!element.contains(/** @type {Node | null} */ (event.relatedTarget)))
			delete element.dataset.drop;
	});
	element.addEventListener("drop", (event) => {
		if (!element.dataset.drop || !event.dataTransfer)
			return;
		event.preventDefault();
		delete element.dataset.drop;
		take(droppedFiles(event.dataTransfer));
	});
}
