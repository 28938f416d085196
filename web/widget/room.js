// SPDX-License-Identifier: MIT
// What a conversation needs, and a visitor who has none does not: it is loaded when they begin to write.

import { createConversation } from "./conversation.js";
import { deliver, enterRoom } from "./deliver.js";
import { createMessages } from "./messages.js";
import { watchPages } from "./pages.js";
import { watchPresence } from "./presence.js";
import roomSheet from "./room.css" with { type: "css" };

/** @typedef {ReturnType<typeof createRoom>} Room */

/** @param {any} ctx  what the panel shares with its parts */
export function createRoom(ctx) {
	ctx.style(roomSheet);
	watchPresence(ctx);
	return {
		conversation: createConversation(ctx),
		pages: watchPages(() => ctx.config?.settings.historyMonitorType, ctx.visited),
		createMessages: () => createMessages(ctx),
		/** @param {import("../shared/outbox.js").Waiting} waiting */
		deliver: (waiting) => deliver(ctx, waiting),
		enter: () => enterRoom(ctx),
	};
}
