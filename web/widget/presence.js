// SPDX-License-Identifier: MIT
// Tells the page when the status of the agent changes. Only pages that listen to it cost the requests.

const ASK_MS = 60000;
const EVENT = "agent-status-change";

/** @param {any} ctx  what the panel shares with its parts */
export function watchPresence(ctx) {
	/** What was known last, and of whom. */
	let username = "", status = "";

	async function ask() {
		const { rid, open } = ctx.visitor.data;
		if (!rid || !open || document.hidden || !ctx.agent() || !ctx.isHeard(EVENT))
			return;
		const { body } = await ctx.api.get(`livechat/agent.info/${encodeURIComponent(rid)}/${encodeURIComponent(ctx.visitor.token())}`);
		const { agent } = body;
		if (agent.username === username && agent.status !== status)
			ctx.emit(EVENT, agent.status);
		({ username, status } = agent);
	}

	const askQuietly = () => void ask().catch(() => {});
	askQuietly();
	setInterval(askQuietly, ASK_MS);
}
