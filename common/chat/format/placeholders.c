/* SPDX-License-Identifier: MIT */
#include "chat/format/placeholders.h"

#include <string.h>

#include "base/buf.h"
#include "base/str.h"
#include "db/people/agent.h"
#include "db/rooms/room.h"

enum placeholder {
	CONTACT_NAME,
	CONTACT_EMAIL,
	CONTACT_PHONE,
	AGENT_NAME,
	AGENT_EMAIL,
	PLACEHOLDER__MAX
};

static const char *const names[PLACEHOLDER__MAX] = {
	[CONTACT_NAME] = "{{contact.name}}",
	[CONTACT_EMAIL] = "{{contact.email}}",
	[CONTACT_PHONE] = "{{contact.phone}}",
	[AGENT_NAME] = "{{agent.name}}",
	[AGENT_EMAIL] = "{{agent.email}}",
};

/* Returns where the first placeholder begins, and which it is; NULL: there is none. */
static const char *
placeholder_find(const char *text, enum placeholder *found)
{
	for (text = strstr(text, "{{"); text; text = strstr(text + 1, "{{"))
		for (*found = 0; *found < PLACEHOLDER__MAX; (*found)++)
			if (strncmp(text, names[*found], strlen(names[*found])) == 0)
				return text;
	return NULL;
}

/* The values are not searched for placeholders in their turn. */
static const char *
text_filled(struct arena *mem, const char *text, const char *const values[PLACEHOLDER__MAX])
{
	struct buf buf = { 0 };
	enum placeholder found;
	const char *begin;

	while ((begin = placeholder_find(text, &found))) {
		buf_put(&buf, text, (size_t)(begin - text));
		buf_puts(&buf, values[found] ? values[found] : "");
		text = begin + strlen(names[found]);
	}
	buf_puts(&buf, text);
	return buf_take(&buf, mem);
}

enum db_error
placeholders_fill(struct chat *chat, const char *rid, const char **text)
{
	struct room_view view;
	struct agent agent;
	enum placeholder found;
	enum db_error error;

	if (!placeholder_find(*text, &found))
		return DB_OK;
	error = db_room_get(chat->db, chat->mem, rid, &view);
	if (!error && view.room.served_by_id)
		error = db_agent_get(chat->db, chat->mem, view.room.served_by_id, &agent);
	/* The room, or its agent, was removed meanwhile. */
	if (error == DB_NO_ROW || (!error && !view.room.served_by_id))
		return DB_OK;
	if (!error)
		*text = text_filled(chat->mem, *text,
		    (const char *const[PLACEHOLDER__MAX]){
			[CONTACT_NAME] = view.visitor.name,
			[CONTACT_EMAIL] = view.visitor.email,
			[CONTACT_PHONE] = view.visitor.phone,
			[AGENT_NAME] = agent.name,
			[AGENT_EMAIL] = agent.email,
		    });
	return error;
}

/* What stands between two placeholders is looked for from left to right. */
bool
placeholders_match(const char *text, const char *filled)
{
	enum placeholder found;
	const char *begin = placeholder_find(text, &found), *at;
	size_t len = begin ? (size_t)(begin - text) : strlen(text);

	if (!begin)
		return strcmp(text, filled) == 0;
	if (strncmp(text, filled, len) != 0)
		return false;
	for (filled += len; begin; filled = at + len) {
		text = begin + strlen(names[found]);
		begin = placeholder_find(text, &found);
		len = begin ? (size_t)(begin - text) : strlen(text);
		if (!begin)
			return strlen(filled) >= len &&
			       strcmp(filled + strlen(filled) - len, text) == 0;
		at = memmem(filled, strlen(filled), text, len);
		if (!at)
			return false;
	}
	return false;
}
