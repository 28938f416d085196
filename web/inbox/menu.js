// SPDX-License-Identifier: MIT
// The agent's own settings: status, sound, notices, push, language, shortcuts; and the way out.

import { el, icon } from "../shared/dom.js";
import { attempt } from "./actions.js";
import { openDialog } from "./dialog.js";
import { icons } from "./icons.js";
import { playSound } from "./notices.js";
import { canInstall, install, isSubscribed, pushObstacle, subscribe, unsubscribe } from "./push.js";

/** @typedef {import("./app.js").App} App */

const LONGEST_STATUS = 120;
const STATUSES = ["online", "away", "busy", "offline"];

/**
 * A setting that is on or off.
 * @param {string} label
 * @param {string} hint
 * @param {{checked: boolean, disabled?: boolean, change: (on: boolean, input: HTMLInputElement) => void}} options
 */
function toggleRow(label, hint, { checked, disabled = false, change }) {
	const input = /** @type {HTMLInputElement} */ (el("input", { type: "checkbox", checked, disabled,
		onchange: () => change(input.checked, input) }));
	return el("label", { class: "choice" }, input, el("span", {}, label, hint && el("span", { class: "soft small hint-line" },
		hint)));
}

/** @param {App} app */
function statusFields(app) {
	const { t } = app;
	const message = /** @type {HTMLInputElement} */ (el("input", { value: app.me.statusText ?? "",
		maxlength: LONGEST_STATUS, placeholder: t("menu.statusTextHint"), onchange: () => {
			app.me.statusText = message.value.trim();
			void attempt(app, () => app.api.post("users.setStatus", { message: message.value.trim() }));
		} }));
	const select = /** @type {HTMLSelectElement} */ (el("select", { onchange: () =>
		attempt(app, () => app.api.post("users.setStatus", { status: select.value })) },
	STATUSES.map((one) => el("option", { value: one, selected: one === app.model.self.status }, t(`status.${one}`)))));
	return el("div", { class: "menu-pair" },
		el("label", { class: "field" }, el("span", {}, t("menu.status")), select),
		el("label", { class: "field" }, el("span", {}, t("menu.statusText")), message));
}

/** @param {App} app */
function noticeRow(app) {
	const { t } = app, has = "Notification" in window;
	const denied = has && Notification.permission === "denied";
	return toggleRow(t("menu.notices"), t(!isSecureContext ? "push.needsHttps" : !has ? "push.unsupported" : denied ? "notices.denied" : "menu.noticesHint"), {
		checked: has && Notification.permission === "granted" && Boolean(app.store.get("notices")),
		disabled: !has || denied,
		async change(on, input) {
			const granted = on && await Notification.requestPermission() === "granted";
			input.checked = granted;
			app.store.set("notices", granted || null);
			if (on && !granted)
				app.tell(t("notices.denied"));
		},
	});
}

/** @param {App} app */
function pushRow(app) {
	const obstacle = pushObstacle();
	const row = toggleRow(app.t("menu.push"), app.t(obstacle || "menu.pushHint"), {
		checked: false, disabled: Boolean(obstacle),
		async change(on, input) {
			input.disabled = true;
			try {
				await (on ? subscribe(app) : unsubscribe(app));
			} catch (error) {
				input.checked = !on;
				app.tell(app.errorText(error));
			}
			input.disabled = false;
		},
	});
	isSubscribed(app).then((is) => {
		/** @type {HTMLInputElement} */ (row.querySelector("input")).checked = is;
	}, () => {});
	return row;
}

/** @param {App} app */
function installRow(app) {
	const why = !isSecureContext ? "install.needsHttps" : canInstall() ? "" : "install.byBrowser";
	return el("div", { class: "menu-install" }, el("button", { disabled: !canInstall(), onclick: install },
		app.t("install.button")), why && el("span", { class: "soft small" }, app.t(why)));
}

/** @param {App} app */
function languageField(app) {
	const { t } = app;
	const select = /** @type {HTMLSelectElement} */ (el("select", { onchange: () => {
		app.store.set("language", select.value || null);
		location.reload();
	} }, el("option", { value: "" }, t("menu.languageAuto")), app.languages.map((language) =>
		el("option", { value: language, lang: language, selected: app.store.get("language") === language },
			new Intl.DisplayNames([language], { type: "language" }).of(language) ?? language))));
	return el("label", { class: "field" }, el("span", {}, t("menu.language")), select);
}

/** @param {App} app */
export function openMenu(app) {
	const { t, store } = app;
	const dialog = openDialog(app, t("menu.title"), [el("div", { class: "menu" },
		statusFields(app),
		toggleRow(t("menu.sound"), "", { checked: store.get("sound") !== false, change(on) {
			store.set("sound", on ? null : false);
			if (on)
				playSound("message");
		} }),
		noticeRow(app), pushRow(app),
		toggleRow(t("menu.keys"), t("menu.keysHint"), { checked: store.get("keys") !== false,
			change: (on) => store.set("keys", on ? null : false) }),
		languageField(app), installRow(app),
		el("div", { class: "menu-end" },
			el("button", { class: "quiet", onclick: () => {
				dialog.close();
				app.bus.emit("help");
			} }, icon(icons.keyboard), t("keys.title")),
			el("button", { class: "quiet", onclick: () => app.logout() }, icon(icons.logout), t("logout"))))]);
}
