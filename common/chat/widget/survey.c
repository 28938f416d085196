/* SPDX-License-Identifier: MIT */
#include "chat/widget/survey.h"

#include <string.h>

#include "base/str.h"
#include "chat/rooms/room.h"

/* Rocket.Chat and its clients spell agentResposiveness like this. */
static const char *const items[] = { "satisfaction", "agentKnowledge", "agentResposiveness",
	"agentFriendliness" };
static const char *const values[] = { "1", "2", "3", "4", "5" };

#define ITEMS (ARRAY_LEN(items))
#define VALUES (ARRAY_LEN(values))
#define ADDITIONAL_FEEDBACK "additionalFeedback"

static bool
is_one_of(const char *const *list, size_t len, const char *text)
{
	for (size_t i = 0; i < len; i++)
		if (strcmp(list[i], text) == 0)
			return true;
	return false;
}

static void
list_json(struct json_out *out, const char *name, const char *const *list, size_t len)
{
	json_key(out, name);
	json_array(out);
	for (size_t i = 0; i < len; i++)
		json_string(out, list[i]);
	json_array_end(out);
}

void
survey_json(struct json_out *out)
{
	json_object(out);
	list_json(out, "items", items, ITEMS);
	list_json(out, "values", values, VALUES);
	json_object_end(out);
}

static bool
is_answer(const struct survey_answer *answer)
{
	return strcmp(answer->name, ADDITIONAL_FEEDBACK) == 0 ||
	       (is_one_of(items, ITEMS, answer->name) && is_one_of(values, VALUES, answer->value));
}

/* Returns the last valid answer to the question. NULL: there is none. */
static const char *
answer_find(const struct survey_answer *answers, size_t count, const char *name)
{
	while (count-- > 0)
		if (strcmp(answers[count].name, name) == 0 && is_answer(&answers[count]))
			return answers[count].value;
	return NULL;
}

/* Returns an object with the valid answers. NULL: there is none. */
static const char *
answers_json(struct chat *chat, const struct survey_answer *answers, size_t count)
{
	struct json_text text;
	const char *json;
	bool any = false;

	json_text_begin(&text);
	json_object(&text.out);
	for (size_t i = 0; i <= ITEMS; i++) {
		const char *name = i < ITEMS ? items[i] : ADDITIONAL_FEEDBACK;
		const char *value = answer_find(answers, count, name);

		json_put_string_opt(&text.out, name, value);
		any |= value != NULL;
	}
	json_object_end(&text.out);
	json = json_text_end(&text, chat->mem);
	return any ? json : NULL;
}

enum chat_error
survey_store(struct chat *chat, const char *token, const char *rid,
    const struct survey_answer *answers, size_t count, const char **stored_json)
{
	struct room_view view;
	enum chat_error error = room_of_visitor(chat, token, rid, &view);

	if (error)
		return error;
	*stored_json = answers_json(chat, answers, count);
	if (!*stored_json)
		return CHAT_INVALID_VALUE;
	return chat_error_from_db(db_room_survey_put(chat->db, rid, *stored_json));
}
