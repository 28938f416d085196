/* SPDX-License-Identifier: MIT */
/*
 * survey.h: the survey in which visitors rate a conversation.
 */
#ifndef CHAT_WIDGET_SURVEY_H
#define CHAT_WIDGET_SURVEY_H

#include <stddef.h>

#include "base/json_out.h"
#include "chat/core/chat.h"

struct survey_answer {
	const char *name; /* the question; see survey_json() */
	const char *value;
};

/* Writes the questions and the values that answer them: {"items":[...],"values":[...]}. */
void survey_json(struct json_out *out);

/*
 * Stores the valid answers, and the visitor's additionalFeedback, besides the answers that are stored
 * already. Other answers are ignored. *stored_json is an object with the answers of this call.
 * CHAT_NO_VISITOR, CHAT_NO_ROOM. CHAT_INVALID_VALUE: there is no valid answer.
 */
CHAT_CHECKED enum chat_error survey_store(struct chat *chat, const char *token, const char *rid,
    const struct survey_answer *answers, size_t count, const char **stored_json);

#endif
