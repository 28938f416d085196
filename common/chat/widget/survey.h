/*
 * survey.h: how a visitor liked it.
 */
#ifndef CHAT_WIDGET_SURVEY_H
#define CHAT_WIDGET_SURVEY_H

#include <stddef.h>

#include "base/json_out.h"
#include "chat/core/chat.h"

struct survey_answer {
	const char *name;
	const char *value;
};

/* Writes what is asked: {"items":[...],"values":[...]}. */
void survey_json(struct json_out *out);

/*
 * Keeps the answers to what is asked, and further words of the visitor (additionalFeedback),
 * beside those he gave before; others are passed over. *kept_json is the object of those kept.
 * CHAT_NO_VISITOR, CHAT_NO_ROOM, CHAT_INVALID_VALUE: none could be kept.
 */
CHAT_CHECKED enum chat_error survey_store(struct chat *chat, const char *token, const char *rid,
    const struct survey_answer *answers, size_t count, const char **kept_json);

#endif
