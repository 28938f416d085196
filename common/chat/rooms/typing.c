/* SPDX-License-Identifier: MIT */
#include "chat/rooms/typing.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/crypto/fnv.h"
#include "base/str.h"
#include "chat/rooms/typing_table.h"
#include "base/utf8.h"
#include "chat/rooms/room.h"
#include "chat/rooms/room_access.h"
#include "db/rooms/room_member.h"

/* A user's rooms in which somebody types, and in each those who do. */
#define LIST_MAX (TYPING_WAYS * TYPING_WAYS)

/* What a visitor is told of an agent whose name a setting hides. */
#define HIDDEN_NAME "Agent"

/* --- Saying it ------------------------------------------------------------------------- */

/* Also tells the inboxes of those who take part in the room. */
static enum chat_error
typing_begin(struct chat *chat, const struct room *room, const char *name, uint64_t who)
{
	struct typing typing = { .until_ms = chat->now_ms + TYPING_LASTS_MS, .who = who };
	struct typing in_room = { .until_ms = typing.until_ms };
	const char *ids, *id;
	size_t len;
	enum db_error error = db_room_user_ids(chat->db, chat->mem, room->id, &ids);

	if (error)
		return chat_error_from_db(error);
	memcpy(typing.rid, room->id, strnlen(room->id, sizeof(typing.rid) - 1));
	memcpy(in_room.rid, typing.rid, sizeof(in_room.rid));
	memcpy(typing.name, name, utf8_cut(name, strlen(name), sizeof(typing.name) - 1));
	/* Without a place nobody is told, which is no failure of this request. */
	(void)typing_put(chat->typing, TYPING_IN_ROOM, room->id, &typing, chat->now_ms);
	while (ids && (id = str_next(&ids, ",", &len)))
		(void)typing_put(chat->typing, TYPING_FOR_USER, arena_strndup(chat->mem, id, len),
		    &in_room, chat->now_ms);
	return CHAT_OK;
}

static enum chat_error
typing_say(
    struct chat *chat, const struct room *room, const char *name, const char *user_id, bool types)
{
	if (!room->open)
		return CHAT_CLOSED;
	if (types)
		return typing_begin(
		    chat, room, name, user_id ? typing_who(chat->typing, user_id) : 0);
	typing_sent(chat, room->id, user_id);
	return CHAT_OK;
}

enum chat_error
typing_say_as_visitor(struct chat *chat, const char *token, const char *rid, bool types)
{
	struct room_view view;
	enum chat_error error = room_of_visitor(chat, token, rid, &view);
	const char *name = view.visitor.name;

	return error
		   ? error
		   : typing_say(chat, &view.room, name ? name : view.visitor.username, NULL, types);
}

enum chat_error
typing_say_as_user(struct chat *chat, const struct user *user, const char *rid, bool types)
{
	struct room_view view;
	enum chat_error error = room_for_member(chat, user, rid, &view);

	return error ? error
		     : typing_say(chat, &view.room, user->name ? user->name : user->username,
			   user->id, types);
}

void
typing_sent(struct chat *chat, const char *rid, const char *user_id)
{
	if (chat->typing && typing_anybody(chat->typing, chat->now_ms))
		typing_end(chat->typing, TYPING_IN_ROOM, rid,
		    user_id ? typing_who(chat->typing, user_id) : 0);
}

/* --- Telling it ------------------------------------------------------------------------ */

static int
by_room_and_name(const void *one, const void *other)
{
	const struct typing *a = one, *b = other;
	int order = strcmp(a->rid, b->rid);

	return order ? order : strcmp(a->name, b->name);
}

/* Finds those who type in the room, in a steady order, but the one who asks. */
static size_t
others_find(struct chat *chat, const char *rid, uint64_t self, struct typing found[TYPING_WAYS])
{
	size_t count = typing_find(chat->typing, TYPING_IN_ROOM, rid, chat->now_ms, found);
	size_t kept = 0;

	for (size_t i = 0; i < count; i++)
		if (found[i].who != self)
			found[kept++] = found[i];
	if (kept > 1)
		qsort(found, kept, sizeof(*found), by_room_and_name);
	return kept;
}

/* A header field may have no other bytes. */
static char *
put_encoded(char *at, const char *name)
{
	static const char digits[] = "0123456789ABCDEF";

	for (; *name; name++) {
		unsigned char byte = (unsigned char)*name;

		if (byte < 0x80 && (isalnum(byte) || strchr("-._~", byte))) {
			*at++ = (char)byte;
			continue;
		}
		*at++ = '%';
		*at++ = digits[byte >> 4];
		*at++ = digits[byte & 15];
	}
	return at;
}

/* Finds what the user is told, or with NULL the visitor, who may not learn the names. */
static size_t
told_find(
    struct chat *chat, const char *rid, const struct user *user, struct typing found[TYPING_WAYS])
{
	size_t count;

	if (!typing_anybody(chat->typing, chat->now_ms))
		return 0;
	count = others_find(chat, rid, user ? typing_who(chat->typing, user->id) : 0, found);
	if (!user && !setting_bool(chat->settings, SETTING_SHOW_AGENT_INFO))
		for (size_t i = 0; i < count; i++)
			snprintf(found[i].name, sizeof(found[i].name), "%s", HIDDEN_NAME);
	return count;
}

const char *
typing_names(struct chat *chat, const char *rid, const struct user *user)
{
	struct typing found[TYPING_WAYS];
	size_t count = told_find(chat, rid, user, found);
	char *names, *at;

	if (count == 0)
		return NULL;
	names = at = arena_alloc(chat->mem, count * (3 * sizeof(found[0].name) + 1));
	for (size_t i = 0; i < count; i++) {
		if (i > 0)
			*at++ = ',';
		at = put_encoded(at, found[i].name);
	}
	*at = '\0';
	return names;
}

void
typing_names_json(struct chat *chat, struct json_out *out, const char *rid, const struct user *user)
{
	struct typing found[TYPING_WAYS];
	size_t count = told_find(chat, rid, user, found);

	if (count == 0)
		return;
	json_key(out, "typing");
	json_array(out);
	for (size_t i = 0; i < count; i++)
		json_string(out, found[i].name);
	json_array_end(out);
}

uint64_t
typing_hash(struct chat *chat, uint64_t hash, const struct user *user, struct typing_list *list)
{
	struct typing rooms[TYPING_WAYS];
	size_t count;
	uint64_t self;

	*list = (struct typing_list){ .len = 0 };
	if (!typing_anybody(chat->typing, chat->now_ms))
		return hash;
	count = typing_find(chat->typing, TYPING_FOR_USER, user->id, chat->now_ms, rooms);
	if (count == 0)
		return hash;
	self = typing_who(chat->typing, user->id);
	list->items = arena_alloc(chat->mem, LIST_MAX * sizeof(*list->items));
	for (size_t i = 0; i < count; i++)
		list->len += others_find(chat, rooms[i].rid, self, list->items + list->len);
	qsort(list->items, list->len, sizeof(*list->items), by_room_and_name);
	for (size_t i = 0; i < list->len; i++)
		hash = fnv64_text(fnv64_text(hash, list->items[i].rid), list->items[i].name);
	return hash;
}

void
typing_list_json(struct json_out *out, const struct typing_list *list)
{
	json_array(out);
	for (size_t i = 0; i < list->len; i++) {
		json_object(out);
		json_put_string(out, "rid", list->items[i].rid);
		json_put_string(out, "name", list->items[i].name);
		json_object_end(out);
	}
	json_array_end(out);
}
