/* SPDX-License-Identifier: MIT */
/*
 * placeholders.h: what agents write as {{contact.name}}, {{contact.email}}, {{contact.phone}},
 * {{agent.name}} and {{agent.email}}, mostly by a canned response, becomes the data of the visitor
 * and of the agent who serves the room. What is unknown of them becomes nothing. In a room that
 * nobody serves all stay as they are, as does what is written otherwise.
 */
#ifndef CHAT_FORMAT_PLACEHOLDERS_H
#define CHAT_FORMAT_PLACEHOLDERS_H

#include "chat/core/chat.h"

/*
 * Replaces *text, if it has placeholders, by a text in the memory of the request. The database is
 * asked only if it has `{{`.
 */
CHAT_CHECKED enum db_error placeholders_fill(struct chat *chat, const char *rid, const char **text);

/* Returns whether `filled` can be what `text` became, whatever the data were. */
bool placeholders_match(const char *text, const char *filled);

#endif
