/* SPDX-License-Identifier: MIT */
#include "chat/rooms/room_info.h"

#include <string.h>

#include "base/clock.h"
#include "base/str.h"
#include "chat/core/address.h"
#include "chat/people/visitor.h"
#include "chat/rooms/room_access.h"
#include "db/rooms/room.h"

/* Returns the text without blanks at both ends. NULL stays NULL. */
static const char *
trimmed(struct chat *chat, const char *text)
{
	const char *blanks = " \t\r\n\v\f";
	size_t len;

	if (!text)
		return NULL;
	text += strspn(text, blanks);
	for (len = strlen(text); len > 0 && strchr(blanks, text[len - 1]); len--)
		continue;
	return arena_strndup(chat->mem, text, len);
}

static const char *
trimmed_or_null(struct chat *chat, const char *text)
{
	text = trimmed(chat, text);
	return str_or_null(text);
}

static enum chat_error
fields_normal(struct chat *chat, struct info_field *items, size_t len, int64_t max,
    struct info_fields *fields)
{
	*fields = (struct info_fields){ items, len, max };
	for (size_t i = 0; i < len; i++) {
		if (!*items[i].name || strlen(items[i].name) > VISITOR_FIELD_NAME_MAX)
			return CHAT_INVALID_NAME;
		items[i].value = trimmed_or_null(chat, items[i].value);
	}
	return CHAT_OK;
}

/* Checks that the user may change the room and that it is a room of this visitor. */
static enum chat_error
notes_permitted(struct chat *chat, const struct user *user, const struct room_notes *notes)
{
	struct room_view view;
	enum chat_error error = room_for_its_agent(chat, user, notes->rid, &view);

	if (error)
		return error;
	return strcmp(view.visitor.id, notes->visitor_id) == 0 ? CHAT_OK : CHAT_MISMATCH;
}

enum chat_error
room_info_save(struct chat *chat, const struct user *user, const struct room_notes *notes)
{
	struct room_info info = {
		.rid = notes->rid,
		.visitor_id = notes->visitor_id,
		.name = trimmed_or_null(chat, notes->name),
		.email = visitor_email_normal(chat, notes->email),
		.phone = trimmed_or_null(chat, notes->phone),
		.topic = trimmed(chat, notes->topic),
		.tags_json = notes->tags_json,
	};
	enum chat_error error = notes_permitted(chat, user, notes);
	bool too_many;
	enum db_error db_error;

	if (error)
		return error;
	if (info.email && !mail_address_valid(info.email))
		return CHAT_INVALID_EMAIL;
	error = fields_normal(chat, notes->visitor_fields, notes->visitor_fields_len,
	    VISITOR_FIELDS_MAX, &info.visitor_fields);
	if (!error)
		error = fields_normal(chat, notes->room_fields, notes->room_fields_len,
		    ROOM_FIELDS_MAX, &info.room_fields);
	if (error)
		return error;
	db_error = db_room_info_save(chat->db, &info, clock_now_ms(), &too_many);
	return too_many ? CHAT_TOO_MANY : chat_error_from_db(db_error);
}
