// SPDX-License-Identifier: MIT
// What a visitor is asked: before a conversation, after it, and while nobody is there.

import { isBeingSent, setBeingSent } from "../shared/being_sent.js";
import { el } from "../shared/dom.js";

/**
 * known: what is known of the visitor already; the field follows it as long as nobody has typed something else.
 * @typedef {{name: string, label: string, type?: string, known?: () => string | undefined, required?: boolean, pattern?: string,
 *     options?: [string, string][], autocomplete?: string, max?: number}} Field
 */

let fieldCount = 0;

/** @param {any} ctx @param {Field} field @param {string} [typed]  what the visitor had typed when the page was left */
function fieldNode(ctx, { name, label, type = "text", known, required = false, pattern, options, autocomplete, max }, typed) {
	const id = `lc-field-${++fieldCount}`;
	const shared = { id, name, required, "aria-describedby": `${id}-error`, class: "field" };
	const input = /** @type {any} */ (options ? el("select", shared, ...options.map(([one, text]) => el("option", { value: one }, text)))
		: type === "textarea" ? el("textarea", { ...shared, rows: 4, dir: "auto" })
			: el("input", { ...shared, type, autocomplete, maxlength: max, dir: type === "email" ? "ltr" : "auto" }));
	const error = el("span", { class: "error", id: `${id}-error` });
	let filled = "";
	input.value = typed || filled;

	/** The page can say who its visitor is at any time, also when the form is open. */
	function fill() {
		if (input.value !== filled)
			return;
		input.value = known?.() ?? "";
		filled = input.value;
	}

	/** Says what is wrong, and returns whether anything is. */
	const check = () => {
		const text = input.value.trim();
		error.textContent = required && !text ? ctx.t("required")
			: type === "email" && text && !/^[^@\s]+@[^@\s]+$/.test(text) ? ctx.t("badEmail")
				: pattern && text && !new RegExp(pattern).test(text) ? ctx.t("badValue") : "";
		input.setAttribute("aria-invalid", String(Boolean(error.textContent)));
		return !error.textContent;
	};
	input.addEventListener("input", () => error.textContent && check());
	fill();
	return { name, input, check, fill, node: el("div", { class: "row" },
		el("label", { for: id }, label, required ? null : el("small", {}, ` (${ctx.t("optional")})`)), input, error) };
}

/**
 * A form whose fields are checked where they are, and that says when it could not be sent.
 * @param {any} ctx
 * @param {{intro?: string, fields: Field[], submit: string, send: (values: Record<string, string>) => Promise<void>, keep?: string,
 *     after?: Node | null}} options  keep: what is typed is stored under this name
 */
export function createForm(ctx, { intro, fields, submit, send, keep, after = null }) {
	const kept = (keep && ctx.store.get(keep)) || {};
	const rows = fields.map((field) => fieldNode(ctx, field, kept[field.name]));
	const failure = el("p", { class: "error", role: "alert" });
	const button = el("button", { type: "submit", class: "primary" }, submit);
	const values = () => Object.fromEntries(rows.map(({ name, input }) => [name, input.value.trim()]));
	return el("form", { part: "form", class: "form", novalidate: true,
		onfill: () => rows.forEach((row) => row.fill()),
		oninput: () => keep && ctx.store.set(keep, values()),
		onsubmit: async (event) => {
			event.preventDefault();
			if (isBeingSent(button))
				return;
			const wrong = rows.filter((row) => !row.check());
			failure.textContent = "";
			if (wrong.length) {
				wrong[0].input.focus();
				return;
			}
			setBeingSent(button, true);
			try {
				await send(values());
				if (keep)
					ctx.store.set(keep, null);
			} catch (error) {
				failure.textContent = ctx.failure(/** @type {Error} */ (error));
			}
			setBeingSent(button, false);
		} }, intro ? el("p", { class: "intro" }, intro) : null, ...rows.map(({ node }) => node), failure, button, after);
}

/** @param {any} ctx @param {string} shown  the member of a department that says whether it may be chosen here @returns {Field[]} */
function departmentField(ctx, shown) {
	const options = ctx.config.departments.filter((/** @type {any} */ one) => one[shown]).map((/** @type {any} */ one) => [one._id, one.name]);
	return options.length ? [{ name: "department", label: ctx.t("department"), known: () => ctx.visitor.data.department,
		options: [["", ctx.t("anyDepartment")], ...options] }] : [];
}

/** @param {any} ctx @returns {Field[]} */
function customFields(ctx) {
	return ctx.config.customFields.map((/** @type {any} */ one) => ({ name: `custom:${one._id}`, label: one.label,
		required: one.required, pattern: one.regexp, known: () => ctx.visitor.page.customFields.get(one._id)?.value ?? one.defaultValue,
		options: one.type === "select" ? [...one.required ? [] : [["", "–"]], ...one.options.map((/** @type {string} */ value) => [value, value])] : undefined }));
}

/** @param {any} ctx @returns {Field[]} */
function registrationFields(ctx) {
	const { config: { settings }, visitor } = ctx;
	return [
		...settings.nameFieldRegistrationForm ? [{ name: "name", label: ctx.t("name"), required: true, max: 255, known: () => visitor.data.name, autocomplete: "name" }] : [],
		...settings.emailFieldRegistrationForm ? [{ name: "email", label: ctx.t("email"), required: true, max: 254, type: "email", known: () => visitor.data.email, autocomplete: "email" }] : [],
		...departmentField(ctx, "showOnRegistration"), ...customFields(ctx)];
}

/** Whether the visitor has to fill in a form first. @param {any} ctx */
export const asksFirst = (ctx) => ctx.config.settings.registrationForm && registrationFields(ctx).length > 0;

/** @param {any} ctx */
export function registrationForm(ctx) {
	return createForm(ctx, { intro: ctx.config.messages.registrationFormMessage || ctx.t("registerIntro"), keep: "form",
		fields: registrationFields(ctx), submit: ctx.t("start"),
		send: async ({ name, email, department, ...rest }) => {
			await ctx.hearing.told();
			const { department: preset } = ctx.visitor.data;
			ctx.emit("pre-chat-form-submit", { name, email, department });
			await ctx.visitor.register({ name, email, department: department || (department === "" && preset ? "" : preset),
				customFields: Object.entries(rest).filter(([, value]) => value).map(([key, value]) => ({ key: key.slice(7), value, overwrite: true })) });
			ctx.registered();
		} });
}

/** @param {any} ctx */
export function offlineForm(ctx) {
	const { config: { messages, opensAt, settings }, visitor } = ctx;
	const opens = opensAt ? ctx.t("opensAt", { time: Date.parse(opensAt) - Date.now() < 6 * 86400000 ? ctx.texts.weekdayTime(opensAt)
		: ctx.texts.dayTime(opensAt) }) : "";
	const heading = opens && el("p", { class: "opens" }, opens);
	if (!settings.displayOfflineForm)
		return el("div", { class: "form" }, el("p", { class: "intro" }, messages.offlineUnavailableMessage || ctx.t("offlineUnavailable")), heading);
	const form = createForm(ctx, { intro: messages.offlineMessage || ctx.t("offlineIntro"), submit: ctx.t("sendOffline"), keep: "form",
		fields: [{ name: "name", label: ctx.t("name"), required: true, max: 255, known: () => visitor.data.name, autocomplete: "name" },
			{ name: "email", label: ctx.t("email"), required: true, max: 254, type: "email", known: () => visitor.data.email, autocomplete: "email" },
			...departmentField(ctx, "showOnOfflineForm"),
			{ name: "message", label: ctx.t("message"), required: true, type: "textarea", known: ctx.unsent }],
		send: async ({ department, ...values }) => {
			ctx.emit("offline-form-submit", { ...values, department });
			await ctx.api.post("livechat/offline.message", { ...values, host: location.origin, ...department && { department } });
			ctx.offlineSent();
		} });
	form.firstElementChild?.after(...heading ? [heading] : []);
	return form;
}

/** @param {any} ctx */
export function consentForm(ctx) {
	return createForm(ctx, { intro: ctx.config.messages.dataProcessingConsentText || ctx.t("consentText"), fields: [], submit: ctx.t("accept"),
		send: async () => ctx.visitor.update({ consent: true }),
		after: ctx.fullPage ? null : el("button", { type: "button", class: "secondary", onclick: () => ctx.close() }, ctx.t("decline")) });
}
