// SPDX-License-Identifier: MIT
// What a page of the site may tell the chat: the page API of Rocket.Chat's widget (rocketchat.js passes it on).

/**
 * @param {any} ctx  what the panel shares with its parts
 * @returns {Record<string, (...args: any[]) => void | Promise<void>>}
 */
export function createPageCalls(ctx) {
	const { visitor } = ctx;

	/** Adds to the registration; of somebody who has none it becomes part later. @param {any} change */
	function say(change) {
		visitor.update(change);
		if (visitor.data.registered)
			visitor.register().catch(() => {});
	}

	/**
	 * The next conversation is for the department with that id or name; the one that goes on stays where it is.
	 * @param {string} wanted  empty: for any
	 */
	async function setDepartment(wanted) {
		const { departments } = ctx.config ?? await ctx.readConfig();
		const found = departments.find((/** @type {any} */ one) => one._id === wanted || one.name.toLowerCase() === wanted.toLowerCase());
		const department = found?._id ?? wanted;
		if (department === (visitor.data.department ?? ""))
			return;
		visitor.update({ department });
		if (visitor.data.registered)
			await visitor.register();
		await ctx.readConfig();
	}

	/** @param {string} key @param {any} [value] @param {boolean} [overwrite] */
	function setCustomField(key, value = "", overwrite = true) {
		visitor.page.customFields.set(key, { value: String(value), overwrite });
		if (visitor.data.registered)
			ctx.api.post("livechat/custom.field", { token: visitor.token(), key, value: String(value), overwrite }).catch(() => {});
	}

	/** The page knows the visitor by a token of its own. @param {string} token */
	function setGuestToken(token) {
		if (token === visitor.data.token)
			return;
		ctx.conversation.clear();
		visitor.update({ token, rid: undefined, open: false, ended: false, registered: false });
		void ctx.readConfig().catch(() => {});
	}

	/** @param {{token?: string, name?: string, email?: string, phone?: string, username?: string, department?: string}} guest */
	async function registerGuest({ token, name, email, phone, username, department }) {
		if (token)
			setGuestToken(token);
		Object.assign(visitor.page, { phone, username });
		await visitor.register({ ...name && { name }, ...email && { email }, ...department && { department } });
		ctx.registered();
	}

	return {
		setDepartment: (wanted) => setDepartment(String(wanted ?? "")),
		clearDepartment: () => setDepartment(""),
		/** @param {{_id?: string}} agent */
		setAgent(agent) {
			visitor.page.agentId = agent?._id;
		},
		clearAgent() {
			visitor.page.agentId = undefined;
		},
		setCustomField, setGuestToken,
		registerGuest: (guest) => registerGuest(guest ?? {}),
		setGuestName: (name) => say({ name }),
		setGuestEmail: (email) => say({ email }),
		setGuestMetadata: (fields) => Object.entries(fields ?? {}).forEach(([key, value]) => setCustomField(key, value)),
		setParentUrl: (url) => ctx.visited({ href: url, title: document.title }, true),
		pageVisited: () => ctx.visited({ href: location.href, title: document.title }),
		setTheme(theme) {
			ctx.theme = { ...ctx.theme, ...theme };
			if (theme.color)
				ctx.paint("accent", theme.color);
			if (theme.fontColor)
				ctx.frame.style.setProperty("--lc-on-header", theme.fontColor);
			ctx.draw();
		},
	};
}
