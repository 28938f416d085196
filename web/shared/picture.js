// SPDX-License-Identifier: MIT
// A picture in a message. It takes its place at once, is loaded when it comes near the view, and leaves the memory with it.

import { el } from "./dom.js";

/** The types that a browser shows as a picture; none of them runs anything. */
const PICTURES = /^image\/(jpeg|png|gif|webp)$/;
const PICTURE_HEIGHT = 320;
const PICTURE_WIDTH = 480;
/** The place of a picture whose placeOf nobody knows. */
const PICTURE_PLACE = { width: 240, height: 180 };
const NEAR_VIEW = "400px";

/** @typedef {Record<string, any>} Attachment */

/** Whether an attachment is a picture that browsers show. @param {Attachment} one */
export const isPicture = (one) => PICTURES.test(String(one.image_type ?? "image/png"));

/** @type {WeakMap<Element, (isNear: boolean) => void>} */
const nearness = new WeakMap();
/** @type {IntersectionObserver | undefined} */
let eye;

/** Tells whenever an element comes near the view, or leaves it or the page. @param {Element} node @param {(isNear: boolean) => void} tell */
function watchNearness(node, tell) {
	eye ??= new IntersectionObserver((entries) => entries.forEach((entry) => nearness.get(entry.target)?.(entry.isIntersecting)),
		/** @type {any} */ ({ rootMargin: NEAR_VIEW, scrollMargin: NEAR_VIEW }));
	nearness.set(node, tell);
	eye.observe(node);
}

/** @param {Attachment} one @returns {{width: number, height: number}} */
function placeOf({ image_dimensions: size }) {
	const isKnown = size?.width > 0 && size?.height > 0;
	const { width, height } = isKnown ? size : PICTURE_PLACE, scale = Math.min(1, PICTURE_WIDTH / width, PICTURE_HEIGHT / height);
	return { width: Math.max(width * scale, 48), height: Math.max(height * scale, 32) };
}

/**
 * What a tiny picture in base64 shows; null: it is none.
 * @param {unknown} base64
 */
function previewOf(base64) {
	try {
		const bytes = Uint8Array.from(atob(String(base64 ?? "")), (char) => char.charCodeAt(0));
		return bytes.length ? new Blob([bytes], { type: "image/jpeg" }) : null;
	} catch {
		return null;
	}
}

/**
 * @param {object} options
 * @param {string} options.url
 * @param {import("./file_source.js").Source} options.source
 * @param {Attachment} options.attachment
 * @param {string} options.alt
 * @param {string} options.label  of the button that the picture is
 * @param {(button: HTMLElement, shown: Blob | null) => void} options.opened  called when it is clicked
 * @param {() => void} options.failed  called when it cannot be shown
 * @returns {HTMLElement}
 */
export function showPicture({ url, source, attachment, alt, label, opened, failed }) {
	const image = /** @type {HTMLImageElement} */ (el("img", { class: "file-image", alt, decoding: "async", draggable: "false" }));
	const button = el("button", { type: "button", class: "file-picture", "aria-label": label, onclick: () => opened(button, blob) });
	const { width, height } = placeOf(attachment), preview = previewOf(attachment.image_preview);
	/** @type {Blob | null} */
	let blob = null;
	let isNear = false, isLoading = false;
	button.style.width = `${width}px`;
	button.style.aspectRatio = `${width} / ${height}`;

	/** Shows these bytes in the place of others. @param {Blob | null} bytes @param {boolean} isPreview */
	function show(bytes, isPreview) {
		URL.revokeObjectURL(image.src);
		button.classList.toggle("is-preview", isPreview);
		if (!bytes) {
			image.removeAttribute("src");
			image.remove();
			return;
		}
		image.src = URL.createObjectURL(bytes);
		button.append(image);
	}

	async function load() {
		if (isLoading)
			return;
		isLoading = true;
		if (preview)
			show(preview, true);
		try {
			blob = await source.get(url);
			if (!PICTURES.test(blob.type))
				throw new Error(blob.type);
			if (isNear)
				show(blob, false);
			else
				release();
		} catch {
			failed();
		}
		isLoading = false;
	}

	function release() {
		blob = null;
		show(null, false);
	}

	image.onerror = () => blob && failed();
	watchNearness(button, (near) => {
		isNear = near;
		if (near && !blob)
			void load();
		else if (!near && !isLoading)
			release();
	});
	return button;
}
