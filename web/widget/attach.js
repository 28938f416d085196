// SPDX-License-Identifier: MIT
// Where files get into the chat. What sends and shows them is loaded when there are some.

import { createClip, takeDropped, takePasted } from "../shared/pick.js";
import { createLoader } from "./loader.js";

const LOAD_AGAIN_MS = 5000;

/** @param {any} ctx  what the panel shares with its parts */
export function createAttach(ctx) {
	/** @type {import("./files.js").Files | null} */
	let loaded = null;
	const load = createLoader(new URL(asset("files.js"), ctx.base), (module) => {
		const files = loaded = /** @type {import("./files.js").Files} */ (module.createFiles(ctx));
		ctx.draw();
		return files;
	});

	/** @param {File[]} chosen */
	function send(chosen) {
		if (chosen.length)
			load().then((files) => files.send(chosen), () => setTimeout(send, LOAD_AGAIN_MS, chosen));
	}

	const isAllowed = () => Boolean(ctx.config?.settings.fileUpload);

	return {
		/** What is there of messages with files, once it has been loaded. @param {any} message */
		files(message) {
			if (!loaded)
				load().catch(() => setTimeout(ctx.draw, LOAD_AGAIN_MS));
			return loaded?.show(message);
		},
		hasFiles: () => Boolean(loaded),
		/** What is being sent. */
		uploads: () => loaded?.items() ?? [],
		/** The parts of the composer that take files. @param {HTMLElement} input */
		createClip(input) {
			const { button, input: chooser } = createClip({ part: "attach", class: "clip", "aria-label": ctx.t("file.attach"), title: ctx.t("file.attach") }, send);
			input.addEventListener("paste", (event) => isAllowed() && takePasted(event, send));
			return { nodes: [button, chooser], update: () => button.hidden = !isAllowed() };
		},
		/** @param {HTMLElement} element  the window */
		takeDrops: (element) => takeDropped(element, () => isAllowed() && element.dataset.screen === "chat" ? ctx.t("file.drop") : "", send),
	};
}
