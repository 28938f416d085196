/*
 * page.h: which pages of a website a visitor looks at.
 */
#ifndef CHAT_ROOMS_PAGE_H
#define CHAT_ROOMS_PAGE_H

#include "base/json_out.h"
#include "chat/core/chat.h"

/* The type of the messages that tell of it. */
#define PAGE_MESSAGE_TYPE "livechat_navigation_history"

struct page_visit {
	const char *token;
	const char *rid; /* NULL or empty: no conversation yet */
	const char *title;
	const char *change; /* "url" or "title": what has changed */
	const char *href;
};

/*
 * Notes the visit in the visitor's room while that is open. Without a room nothing is kept,
 * and the token need not be registered. *counts is false, and nothing is looked at, when only
 * that has changed which is not to be followed (setting Livechat_history_monitor_type).
 * CHAT_NO_VISITOR, CHAT_NO_ROOM.
 */
CHAT_CHECKED enum chat_error page_visit_store(
    struct chat *chat, const struct page_visit *visit, bool *counts);

/* Writes the visit as its visitor is told of it. */
void page_visit_json(struct chat *chat, struct json_out *out, const struct page_visit *visit);

#endif
