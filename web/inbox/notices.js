// SPDX-License-Identifier: MIT
// Tells the agent what happens elsewhere: by the title of the page, by sound, and by notices of the desktop.

import { pendingCount } from "./state.js";

/** @typedef {import("./app.js").App} App */

const TONES = { waiting: [660, 880], message: [760] };
const TONE_S = 0.14;

/** @type {AudioContext | null} */
let audio = null;

/** Browsers let a page sound once somebody has touched it. */
function unlockAudio() {
	try {
		audio ??= new AudioContext();
		void audio.resume();
	} catch {
		// This browser has no sound.
	}
}

/** @param {"waiting" | "message"} kind */
export function playSound(kind) {
	if (audio?.state !== "running")
		return;
	TONES[kind].forEach((frequency, i) => {
		const begin = /** @type {AudioContext} */ (audio).currentTime + i * TONE_S;
		const tone = /** @type {AudioContext} */ (audio).createOscillator();
		const volume = /** @type {AudioContext} */ (audio).createGain();
		tone.frequency.value = frequency;
		volume.gain.setValueAtTime(0.0001, begin);
		volume.gain.exponentialRampToValueAtTime(0.16, begin + 0.015);
		volume.gain.exponentialRampToValueAtTime(0.0001, begin + TONE_S);
		tone.connect(volume).connect(/** @type {AudioContext} */ (audio).destination);
		tone.start(begin);
		tone.stop(begin + TONE_S);
	});
}

/** @param {App} app @param {any} event */
async function showNotice(app, event) {
	const title = event.kind === "waiting" ? app.t("notice.waiting", { name: event.name })
		: app.t("notice.message", { name: event.name });
	const options = { body: event.text, tag: event.rid, icon: `${app.base}${asset("icon.svg")}`, data: { rid: event.rid } };
	const registration = await navigator.serviceWorker?.getRegistration(`${app.base}inbox`);
	if (registration)
		return void registration.showNotification(title, options);
	const notice = new Notification(title, options);
	notice.onclick = () => {
		window.focus();
		app.go(event.rid);
		notice.close();
	};
}

/** @param {App} app */
export function createNotices(app) {
	function updateTitle() {
		const seen = document.hidden ? "" : app.shownRoom();
		const count = pendingCount(app.model, seen), title = app.t("title");
		document.title = count ? `(${count}) ${title}` : title;
		const badge = /** @type {any} */ (navigator).setAppBadge?.(count);
		badge?.catch(() => {});
	}

	/** @param {any} event */
	function announce(event) {
		const seen = !document.hidden && app.shownRoom() === event.rid;
		if (event.kind === "gone" || seen || (event.kind === "mine" && app.me._id === undefined))
			return;
		const kind = event.kind === "message" ? "message" : "waiting";
		if (app.store.get("sound") !== false)
			playSound(kind);
		if (event.kind === "waiting" && !document.hidden)
			app.bus.emit("announce", app.t("notice.waiting", { name: event.name }));
		if (document.hidden && app.store.get("notices") && Notification.permission === "granted")
			void showNotice(app, event);
	}

	addEventListener("pointerdown", unlockAudio, { once: true });
	addEventListener("keydown", unlockAudio, { once: true });
	app.bus.on("model", ({ events }) => {
		events.forEach(announce);
		updateTitle();
	});
	app.bus.on("route", updateTitle);
	app.bus.on("end", () => {
		document.title = app.t("title");
	});
}
