/* SPDX-License-Identifier: MIT */
/*
 * page.h: the pages of a website that a visitor opens. They are kept as system messages of the room.
 */
#ifndef CHAT_ROOMS_PAGE_H
#define CHAT_ROOMS_PAGE_H

#include "base/json_out.h"
#include "chat/core/chat.h"

/* The type of these system messages. */
#define PAGE_MESSAGE_TYPE "livechat_navigation_history"

struct page_visit {
	const char *token;
	const char *rid; /* NULL or empty: the visitor has no room yet */
	const char *title;
	const char *change; /* what has changed: "url" or "title" */
	const char *href;
};

/*
 * Stores the visit in the visitor's room if that is open. Without a room nothing is stored, and the
 * token need not be registered. *counts is false, and nothing is checked or stored, if the setting
 * Livechat_history_monitor_type asks for the other kind of change. CHAT_NO_VISITOR, CHAT_NO_ROOM.
 */
CHAT_CHECKED enum chat_error page_visit_store(
    struct chat *chat, const struct page_visit *visit, bool *counts);

/* Writes the visit, as its visitor gets it in the reply, as an object. */
void page_visit_json(struct chat *chat, struct json_out *out, const struct page_visit *visit);

#endif
