// SPDX-License-Identifier: MIT
// Tells the page of what a conversation has come to.

/**
 * A function that tells what has changed since it was last called.
 * @param {any} ctx  what the panel shares with its parts
 */
export function createTeller(ctx) {
	/** @type {any} */
	let before = { place: 0 };
	return () => {
		const now = { agent: ctx.agent(), place: ctx.conversation.place, open: ctx.visitor.data.open };
		if (now.agent && now.agent.username !== before.agent?.username)
			ctx.emit("assign-agent", { name: now.agent.name, username: now.agent.username, status: now.agent.status });
		if (now.place !== before.place)
			ctx.emit("queue-position-change", { spot: now.place });
		if (before.open && !now.open)
			ctx.emit("chat-ended");
		before = now;
	};
}
