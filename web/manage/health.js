// SPDX-License-Identifier: MIT
// What keeps the chat from working, or soon will: as the server sees itself, and as this browser reaches it.

import { el, icon } from "../shared/dom.js";
import { lookAtArrival } from "./arrival.js";
import { lookForSecrets } from "./published.js";
import { badge, copyButton, pageHead, signs, whenLoaded } from "./parts.js";

/** @typedef {import("./manage.js").Manage} Manage */
/** @typedef {import("./arrival.js").Finding} Finding */

/** The levels, the worst first. */
const LEVELS = ["failure", "warning", "ok"];
/** @type {Record<string, import("./parts.js").Tone>} */
const TONES = { ok: "good", warning: "warn", failure: "bad" };

/** What the server says is English, as its log is. @param {Manage} ctx @param {Finding} finding */
function findingRow(ctx, { level, subject, text, remedy, isOwn, lines }) {
	const { t } = ctx, lang = isOwn ? null : "en", key = `health.subject.${subject}`;
	return el("li", { class: `m-finding ${TONES[level]}` }, icon(signs[/** @type {"good"} */ (TONES[level])]),
		el("div", { class: "m-finding-text" },
			el("p", { class: "m-row-title" }, t(key) === key ? subject : t(key), badge(t(`health.level.${level}`), TONES[level])),
			el("p", { lang }, text),
			remedy && el("p", { class: "m-remedy" }, el("strong", {}, t("health.remedy")), " ", el("span", { lang }, remedy)),
			lines && el("div", { class: "m-log-head" }, el("strong", {}, ".htaccess"), copyButton(ctx, () => lines)),
			lines && el("pre", { class: "m-code", tabindex: "0", "aria-label": t("health.lines") }, lines)));
}

/** @param {Manage} ctx @param {string} title @param {Finding[]} findings */
const findingList = (ctx, title, findings) => findings.length > 0 && el("section", { class: "m-findings" }, el("h2", {}, title),
	el("ul", { class: "m-list", "aria-label": title }, ...findings.map((one) => findingRow(ctx, one))));

/** @param {Manage} ctx @param {{lines: string[], file?: string}} log */
function logEnd(ctx, { lines, file }) {
	const { t } = ctx;
	const newestFirst = [...lines].reverse();
	return el("section", { class: "m-findings" },
		el("div", { class: "m-log-head" }, el("h2", {}, t("health.log")), lines.length > 0 && copyButton(ctx, () => lines.join("\n"))),
		el("p", { class: "soft small" }, file ? t(lines.length ? "health.logLead" : "health.logEmpty", { file }) : t("health.logNone")),
		lines.length > 0 && el("pre", { class: "m-code m-log", tabindex: "0", lang: "en", "aria-label": t("health.log") },
			...newestFirst.map((line) => el("span", {}, `${line}\n`))));
}

/** @typedef {{text: string, times: number, lastAt: string, requestId?: string}} LoggedError */

/** @param {Manage} ctx @param {LoggedError[]} errors */
function errorList({ t, dateTime }, errors) {
	/** @param {LoggedError} error */
	const when = ({ times, lastAt, requestId }) => [t("health.errorTimes", { count: times }), t("health.errorLast", { time: dateTime(lastAt) }),
		requestId && t("health.errorRequest", { id: requestId })].filter(Boolean).join(" · ");
	return errors.length > 0 && el("section", { class: "m-findings" }, el("h2", {}, t("health.errors")),
		el("p", { class: "soft small" }, t("health.errorsLead")),
		el("ul", { class: "m-list", "aria-label": t("health.errors") }, ...errors.map((error) => el("li", { class: "m-finding" },
			el("div", { class: "m-finding-text" }, el("p", { lang: "en" }, error.text), el("p", { class: "soft small" }, when(error)))))));
}

/** @param {Manage} ctx */
async function look(ctx) {
	const { t } = ctx;
	const { body } = await ctx.api.get("livechat/health"), seen = [...await lookAtArrival(ctx, body.uploadLines), ...await lookForSecrets(ctx)];
	// Looking may have been a reason for lines.
	const { body: log } = await ctx.api.get("livechat/health.log");
	/** @type {Finding[]} */
	const found = [...body.findings, ...seen].sort((a, b) => LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level));
	const wrong = found.filter((one) => one.level !== "ok");
	const result = wrong.length ? t("health.found", { count: wrong.length }) : t("health.allRight");
	ctx.say(result);
	return el("div", {}, el("p", { class: `m-result ${TONES[found[0].level]}` }, icon(signs[/** @type {"good"} */ (TONES[found[0].level])]),
		result), findingList(ctx, t("health.wrong"), wrong), findingList(ctx, t("health.right"), found.filter((one) => !wrong.includes(one))),
	errorList(ctx, log.errors), logEnd(ctx, /** @type {any} */ (log)));
}

/** @param {Manage} ctx */
export function healthPage(ctx) {
	const { t } = ctx;
	const place = el("div", {});
	const show = () => place.replaceChildren(whenLoaded(ctx, () => look(ctx)));
	show();
	return el("div", {}, pageHead(ctx, { title: t("health.title"), lead: t("health.lead"),
		actions: [el("button", { type: "button", onclick: show }, t("health.again"))] }), place);
}
