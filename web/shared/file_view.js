// SPDX-License-Identifier: MIT
// Shows what is attached to a message: pictures, sound and film, and other files as links that save them.

import { el, icon } from "./dom.js";
import { saveFile } from "./file_source.js";
import { aboutFile } from "./file_text.js";
import { openViewer } from "./file_viewer.js";
import { link, messageText } from "./md.js";
import { isPicture, showPicture } from "./picture.js";

/** @typedef {import("./file_text.js").FileWords} FileWords */
/** @typedef {import("./file_source.js").Source} Source */
/** @typedef {Record<string, any>} Attachment  of a message; anybody may have written its members */

const LARGEST_PLAYED = 16 * 1024 * 1024;
const TRIANGLE = "M8 5v14l11-7z";
const REMEMBERED_FILES = 300;

/** @param {unknown} value */
const string = (value) => typeof value === "string" ? value : "";

/**
 * @param {{root: string, source: Source, words: FileWords}} page
 */
export function createFileView({ root, source, words }) {
	const { t } = words;
	/** What is shown already, by the message. @type {Map<string, {text: string, nodes: Node[]}>} */
	const made = new Map();

	/** @param {Attachment} one */
	const nameOf = (one) => string(one.title) || t("file.unnamed");

	/** @param {any} error */
	const failureText = (error) => t(error.isGone ? "file.gone" : "file.lost");

	/** A link that saves a file. @param {Attachment} one @param {string} url */
	function fileLink(one, url) {
		const name = nameOf(one), said = el("p", { class: "file-said", role: "status" });
		const node = el("a", { class: "file-link", href: url, download: name, onclick: (event) => {
			event.preventDefault();
			void save();
		} }, aboutFile(words, { name, format: one.format, size: one.size ?? one.image_size ?? one.audio_size ?? one.video_size }));

		async function save() {
			if (node.ariaBusy === "true")
				return;
			node.ariaBusy = "true";
			said.textContent = "";
			try {
				saveFile(await source.get(url), name);
			} catch (error) {
				said.textContent = failureText(error);
			}
			node.ariaBusy = "false";
		}
		return el("div", { class: "file" }, node, said);
	}

	/** @param {Attachment} one @param {string} url  of what is shown @param {string} original */
	function picture(one, url, original) {
		const name = nameOf(one);
		const node = el("div", { class: "file" }, showPicture({ url, source, attachment: one, alt: string(one.description) || name,
			label: t("file.open", { name }),
			opened: (button, shown) => openViewer(button, { name, shown, words, load: () => source.get(original), failureText }),
			failed: () => node.replaceChildren(fileLink(one, original)) }));
		return node;
	}

	/** Sound or film, which is loaded when somebody wants it. @param {Attachment} one @param {string} url @param {"audio" | "video"} kind */
	function player(one, url, kind) {
		const name = nameOf(one), said = el("p", { class: "file-said", role: "status" });
		const button = /** @type {HTMLButtonElement} */ (el("button", { type: "button", class: "file-play", "aria-label": t("file.play", { name }), onclick: play },
			icon(TRIANGLE), aboutFile(words, { name, size: one[`${kind}_size`] })));
		const node = el("div", { class: "file" }, button, said);
		/** @type {HTMLMediaElement | null} */
		let media = null;

		/** Sound that has left the page is heard no more, and takes no memory. */
		const watch = new IntersectionObserver(() => {
			if (!media || media.isConnected)
				return;
			media.pause();
			URL.revokeObjectURL(media.src);
			media = null;
			node.replaceChildren(button, said);
		});
		watch.observe(node);

		async function play() {
			if (button.ariaBusy === "true")
				return;
			button.ariaBusy = "true";
			said.textContent = "";
			try {
				const blob = await source.get(url);
				media = /** @type {HTMLMediaElement} */ (el(kind, { controls: true, playsinline: true, class: "file-media", "aria-label": name }));
				media.onerror = () => node.replaceChildren(fileLink(one, url));
				media.src = URL.createObjectURL(blob);
				node.replaceChildren(media, fileLink(one, url));
				media.focus();
				await media.play().catch(() => {});
			} catch (error) {
				said.textContent = failureText(error);
			}
			button.ariaBusy = "false";
		}
		return node;
	}

	/** @param {Attachment} one @param {"audio" | "video"} kind */
	function isPlayed(one, kind) {
		return source.own(one[`${kind}_url`]) && !(Number(one[`${kind}_size`]) > LARGEST_PLAYED)
			&& document.createElement(kind).canPlayType(string(one[`${kind}_type`])) !== "";
	}

	/** What is no file of this server. @param {Attachment} one */
	function foreign(one) {
		const target = string(one.title_link ?? one.image_url ?? one.audio_url ?? one.video_url);
		const href = target.startsWith("/") && !target.startsWith("//") ? root + target : target;
		return one.title || target ? el("p", { class: "attachment" }, link(href, el("bdi", {}, String(one.title || target)))) : null;
	}

	/** @param {Attachment} one */
	function file(one) {
		const image = source.own(one.image_url), original = source.own(one.title_link) ?? image;
		if (image && original && isPicture(one))
			return picture(one, image, original);
		for (const kind of /** @type {const} */ (["audio", "video"]))
			if (isPlayed(one, kind))
				return player(one, /** @type {string} */ (source.own(one[`${kind}_url`])), kind);
		const other = original ?? source.own(one.audio_url) ?? source.own(one.video_url);
		return other ? fileLink(one, other) : foreign(one);
	}

	/** @param {Attachment} one @returns {Node[]} */
	function nodesOf(one) {
		const description = string(one.description), text = string(one.text);
		return [file(one), description && el("div", { class: "file-text", dir: "auto" }, messageText({ msg: description, md: one.descriptionMd })),
			text && el("p", { class: "file-text", dir: "auto" }, text)].filter((node) => node instanceof Node);
	}

	return {
		/**
		 * What shows the attachments of a message: the same elements as long as they are the same, so that pictures stay and sound
		 * goes on when the message is drawn anew.
		 * @param {{_id: string, attachments?: any}} message
		 * @returns {Node[]}
		 */
		show({ _id, attachments }) {
			const all = Array.isArray(attachments) ? attachments.filter((one) => one && typeof one === "object") : [];
			const text = JSON.stringify(all), known = made.get(_id);
			if (known?.text === text)
				return known.nodes;
			const nodes = all.flatMap(nodesOf);
			if (all.length)
				made.set(_id, { text, nodes });
			for (const [id, old] of made)
				if (made.size > REMEMBERED_FILES && !old.nodes.some((node) => node.isConnected) && id !== _id)
					made.delete(id);
			return nodes;
		},
	};
}
