// SPDX-License-Identifier: MIT
// The colours of a conversation that the site or its page has chosen, and whether the agent's picture is shown.

/**
 * @typedef {object} Theme  what the page says by setTheme of Rocket.Chat's page API, as far as it is about messages
 * @property {string} [background]
 * @property {string} [guestBubbleBackgroundColor]
 * @property {string} [agentBubbleBackgroundColor]
 * @property {boolean} [hideAgentAvatar]
 */

/** @param {any} ctx  what the panel shares with its parts @param {HTMLElement} list  which has the messages */
export function paintConversation(ctx, list) {
	const theme = /** @type {Theme} */ (ctx.theme ?? {});
	list.style.background = theme.background || ctx.config?.theme.background || "";
	if (theme.guestBubbleBackgroundColor)
		ctx.paint("guest", theme.guestBubbleBackgroundColor);
	if (theme.agentBubbleBackgroundColor)
		ctx.paint("agent", theme.agentBubbleBackgroundColor);
	list.classList.toggle("faceless", Boolean(theme.hideAgentAvatar));
}
