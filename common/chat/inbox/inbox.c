/* SPDX-License-Identifier: MIT */
#include "chat/inbox/inbox.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/crypto/fnv.h"
#include "base/str.h"
#include "chat/messages/poll.h"
#include "chat/people/team.h"
#include "chat/rooms/inquiry.h"
#include "chat/rooms/room_json.h"

/* A release that tells the same state differently raises this number. */
#define ETAG_FORMAT 1

/* --- The state --------------------------------------------------------------------------- */

static uint64_t
hash_self(uint64_t hash, const struct user *user)
{
	const char *const texts[] = { user->id, user->username, user->name ? user->name : "",
		user->status };

	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		hash = fnv64_text(hash, texts[i]);
	return fnv64_number(hash, user->available);
}

enum chat_error
inbox_begin(struct chat *chat, const struct user *user, const struct inbox_state *state,
    struct inbox *inbox)
{
	uint64_t hash = hash_self(fnv64_number(FNV64_BEGIN, ETAG_FORMAT), user);
	char *tag = arena_alloc(chat->mem, 17);
	enum db_error error = DB_OK;

	inbox->state = *state;
	if (!state->known)
		error = db_inbox_begin(chat->db, chat->mem, user->id, &inbox->state);
	for (size_t i = 0; i < INBOX_NUMBERS; i++)
		hash = fnv64_number(hash, (uint64_t)inbox->state.numbers[i]);
	hash = typing_hash(chat, hash, user, &inbox->typing);
	snprintf(tag, 17, "%016" PRIx64, fnv64_number(hash, settings_hash(chat->settings)));
	inbox->user = user;
	inbox->tag = tag;
	return chat_error_from_db(error);
}

static uint64_t
user_hash(const struct user *user)
{
	return fnv64_text(FNV64_BEGIN, user->id);
}

/* A cursor is the hash of the user's id and the numbers of the state, joined by dots. */
static const char *
cursor_text(struct chat *chat, const struct user *user, const struct inbox_state *state)
{
	char *text = arena_alloc(chat->mem, INBOX_CURSOR_MAX + 1), *at = text;
	char *const end = text + INBOX_CURSOR_MAX + 1;

	at += snprintf(at, (size_t)(end - at), "%" PRIx64, user_hash(user));
	for (size_t i = 0; i < INBOX_NUMBERS; i++)
		at += snprintf(at, (size_t)(end - at), ".%" PRId64, state->numbers[i]);
	return text;
}

enum inbox_cursor
inbox_cursor_read(const char *cursor, const struct user *user, struct inbox_state *since)
{
	uint64_t hash;
	char *end;

	if (!isxdigit((unsigned char)*cursor))
		return INBOX_CURSOR_INVALID;
	errno = 0;
	hash = strtoull(cursor, &end, 16);
	if (errno || *end != '.' || !inbox_state_parse(end + 1, since))
		return INBOX_CURSOR_INVALID;
	return hash == user_hash(user) ? INBOX_CURSOR_OWN : INBOX_CURSOR_FOREIGN;
}

bool
inbox_is_ahead(const struct inbox *inbox, const struct inbox_state *since)
{
	static const enum inbox_number growing[] = { INBOX_SERVED, INBOX_ROOMS, INBOX_DEPARTMENTS };

	for (size_t i = 0; i < ARRAY_LEN(growing); i++)
		if (since->numbers[growing[i]] > inbox->state.numbers[growing[i]])
			return true;
	return false;
}

bool
inbox_is_known(const struct inbox *inbox, const struct inbox_state *since)
{
	return memcmp(inbox->state.numbers, since->numbers, sizeof(since->numbers)) == 0;
}

/* --- What is told ------------------------------------------------------------------------ */

static void
self_json(struct json_out *out, const struct user *user)
{
	json_key(out, "self");
	json_object(out);
	json_put_string(out, "_id", user->id);
	json_put_string(out, "username", user->username);
	json_put_string_opt(out, "name", user->name);
	json_put_string(out, "status", user->status);
	json_put_string(out, "statusLivechat", team_status(user->available));
	json_object_end(out);
}

struct rooms_write {
	struct chat *chat;
	struct json_out *out;
	int64_t served; /* INBOX_SERVED as of the rooms that were written */
};

static enum db_error
room_row(const struct inbox_room *row, void *arg)
{
	struct rooms_write *write = arg;

	json_object(write->out);
	room_members_json_for_inbox(write->chat, write->out, row);
	json_object_end(write->out);
	return DB_OK;
}

/* The version of a room that somebody else serves would be one of their inbox. */
static enum db_error
served_row(const struct inbox_room *row, void *arg)
{
	struct rooms_write *write = arg;

	if (write->served < row->inbox_version)
		write->served = row->inbox_version;
	return room_row(row, arg);
}

/* Whether the page does not know this part of the state. */
static bool
is_news(const struct inbox *inbox, const struct inbox_state *since, enum inbox_number number)
{
	return !since || since->numbers[number] != inbox->state.numbers[number];
}

/*
 * The state was read before the rooms, which may be newer. A room's version becomes visible with all
 * lower ones, so those of the rooms count: none of them is told again.
 */
static enum db_error
rooms_write(struct rooms_write *write, const struct inbox *inbox, const struct inbox_state *since)
{
	struct db *db = write->chat->db;
	enum db_error error = DB_OK;

	json_key(write->out, "rooms");
	json_array(write->out);
	if (is_news(inbox, since, INBOX_SERVED))
		error = db_inbox_served(db, inbox->user->id,
		    since ? since->numbers[INBOX_SERVED] : -1, served_row, write);
	if (!error && is_news(inbox, since, INBOX_JOINED))
		error = db_inbox_joined(db, inbox->user->id, room_row, write);
	json_array_end(write->out);
	return error;
}

static enum db_error
open_write(struct chat *chat, struct json_out *out, const struct user *user)
{
	const char *ids, *id;
	size_t len;
	enum db_error error = db_inbox_open(chat->db, chat->mem, user->id, &ids);

	json_key(out, "open");
	json_array(out);
	while (!error && ids && (id = str_next(&ids, ",", &len)))
		json_string_len(out, id, len);
	json_array_end(out);
	return error;
}

static enum chat_error
queue_write(struct chat *chat, struct json_out *out, const struct user *user)
{
	const struct inquiry_list list = { .user_id = user->id };
	const struct paging paging = { .limit = INBOX_QUEUE_MAX };
	struct list_size size = { 0 };
	enum chat_error error;

	json_key(out, "queue");
	json_object(out);
	json_key(out, "inquiries");
	error = inquiry_list_write(chat, out, &list, &paging, &size);
	json_put_int(out, "total", size.total);
	json_object_end(out);
	return error;
}

enum chat_error
inbox_write(struct chat *chat, struct json_out *out, const struct inbox *inbox,
    const struct inbox_state *since)
{
	struct inbox_state next = inbox->state;
	struct rooms_write write = { chat, out, next.numbers[INBOX_SERVED] };
	enum db_error db_error;
	enum chat_error error = CHAT_OK;

	self_json(out, inbox->user);
	db_error = rooms_write(&write, inbox, since);
	if (!db_error &&
	    (is_news(inbox, since, INBOX_ROOMS) || is_news(inbox, since, INBOX_JOINED)))
		db_error = open_write(chat, out, inbox->user);
	if (!db_error &&
	    (is_news(inbox, since, INBOX_DEPARTMENTS) || is_news(inbox, since, INBOX_QUEUES)))
		error = queue_write(chat, out, inbox->user);
	next.numbers[INBOX_SERVED] = write.served;
	json_key(out, "typing");
	typing_list_json(out, &inbox->typing);
	json_put_string(out, "cursor", cursor_text(chat, inbox->user, &next));
	return db_error ? chat_error_from_db(db_error) : error;
}
