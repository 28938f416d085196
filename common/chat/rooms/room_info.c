/* SPDX-License-Identifier: MIT */
#include "chat/rooms/room_info.h"

#include <string.h>

#include "base/clock.h"
#include "base/str.h"
#include "chat/rooms/room_access.h"
#include "chat/visitors/field_definition.h"
#include "chat/visitors/visitor.h"
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
fields_normal(struct chat *chat, const struct field_definitions *definitions, const char *scope,
    struct info_fields *fields, struct info_field *items)
{
	enum chat_error error = CHAT_OK;

	fields->items = items;
	for (size_t i = 0; i < fields->len && !error; i++) {
		items[i].value = trimmed_or_null(chat, items[i].value);
		error = field_check(chat, definitions, scope, items[i].name, items[i].value);
	}
	return error;
}

/* Fills in the custom fields of the visitor and the room, which are checked before. */
static enum chat_error
notes_fields(struct chat *chat, const struct room_notes *notes, struct room_info *info)
{
	struct field_definitions *definitions;
	enum chat_error error;

	info->visitor_fields =
	    (struct info_fields){ .len = notes->visitor_fields_len, .max = VISITOR_FIELDS_MAX };
	info->room_fields =
	    (struct info_fields){ .len = notes->room_fields_len, .max = ROOM_FIELDS_MAX };
	if (info->visitor_fields.len + info->room_fields.len == 0)
		return CHAT_OK;
	definitions = arena_alloc(chat->mem, sizeof(*definitions));
	error = field_definitions_read(chat, definitions);
	if (!error)
		error = fields_normal(chat, definitions, FIELD_OF_VISITOR, &info->visitor_fields,
		    notes->visitor_fields);
	if (!error)
		error = fields_normal(
		    chat, definitions, FIELD_OF_ROOM, &info->room_fields, notes->room_fields);
	return error;
}

/* Finds the room if the user may change it and it is a room of this visitor. */
static enum chat_error
notes_permitted(struct chat *chat, const struct user *user, const struct room_notes *notes,
    struct room_view *view)
{
	enum chat_error error = room_for_its_agent(chat, user, notes->rid, view);

	if (error)
		return error;
	return strcmp(view->visitor.id, notes->visitor_id) == 0 ? CHAT_OK : CHAT_MISMATCH;
}

enum chat_error
room_info_save(struct chat *chat, const struct user *user, const struct room_notes *notes)
{
	struct room_info info = {
		.rid = notes->rid,
		.visitor_id = notes->visitor_id,
		.name = trimmed_or_null(chat, notes->name),
		.phone = trimmed_or_null(chat, notes->phone),
		.topic = trimmed(chat, notes->topic),
		.tags_json = notes->tags_json,
	};
	struct room_view view;
	enum chat_error error = notes_permitted(chat, user, notes, &view);
	bool too_many;
	enum db_error db_error;

	if (error)
		return error;
	error = visitor_email_read(chat, notes->email, view.visitor.email, &info.email);
	if (error)
		return error;
	error = notes_fields(chat, notes, &info);
	if (error)
		return error;
	db_error = db_room_info_save(chat->db, &info, clock_now_ms(), &too_many);
	return too_many ? CHAT_TOO_MANY : chat_error_from_db(db_error);
}
