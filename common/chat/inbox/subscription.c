/* SPDX-License-Identifier: MIT */
#include "chat/inbox/subscription.h"

#include <string.h>

#include "base/str.h"
#include "chat/core/forgotten.h"
#include "chat/people/person_json.h"
#include "chat/rooms/room_access.h"
#include "chat/rooms/room_list.h"
#include "db/inbox/inbox.h"

/* As in Rocket.Chat's own direct rooms, two ids in a row make one that nothing else has. */
static const char *
subscription_id(struct chat *chat, const char *rid, const struct user *user)
{
	return arena_join(chat->mem, (const char *const[]){ rid, user->id, NULL });
}

static int64_t
subscription_updated_at(const struct room *room)
{
	int64_t read_ts =
	    room->read_ts > room->visitor_read_ts ? room->read_ts : room->visitor_read_ts;

	return room->updated_at > read_ts ? room->updated_at : read_ts;
}

static void
subscription_json(
    struct chat *chat, struct json_out *out, const struct user *user, const struct inbox_room *row)
{
	const struct author u = { user->id, user->username, user->name };
	const struct room *room = &row->room;

	json_object(out);
	json_put_string(out, "_id", subscription_id(chat, room->id, user));
	json_put_string(out, "rid", room->id);
	json_put_string(out, "t", "l");
	json_put_string(out, "name", room->fname);
	json_put_string(out, "fname", room->fname);
	person_json(out, "u", &u);
	json_put_bool(out, "open", true);
	json_put_bool(out, "alert", row->unread > 0);
	json_put_int(out, "unread", row->unread);
	json_put_int(out, "userMentions", 0);
	json_put_int(out, "groupMentions", 0);
	json_put_time(out, "ts", room->served_at ? room->served_at : room->ts);
	if (room->read_ts)
		json_put_time(out, "ls", room->read_ts);
	json_put_string_opt(out, "department", room->department_id);
	json_key(out, "v");
	json_object(out);
	json_put_string(out, "_id", row->visitor.id);
	json_put_string(out, "username", row->visitor.username);
	json_put_string(out, "status", row->visitor.status);
	if (room->visitor_read_ts)
		json_put_time(out, "lastReadTs", room->visitor_read_ts);
	json_object_end(out);
	json_put_time(out, "_updatedAt", subscription_updated_at(room));
	json_object_end(out);
}

/* --- Lists ------------------------------------------------------------------------------- */

struct subscriptions_walk {
	struct chat *chat;
	struct json_out *out;
	const struct user *user;
	int64_t since_ms;
	const char *rid; /* NULL: any room */
	bool found;
};

static enum db_error
subscription_row(const struct inbox_room *row, void *arg)
{
	struct subscriptions_walk *walk = arg;

	if (walk->rid ? strcmp(walk->rid, row->room.id) != 0
		      : subscription_updated_at(&row->room) <= walk->since_ms)
		return DB_OK;
	walk->found = true;
	subscription_json(walk->chat, walk->out, walk->user, row);
	return DB_OK;
}

static enum db_error
subscriptions_walk(struct subscriptions_walk *walk)
{
	struct db *db = walk->chat->db;
	enum db_error error = db_inbox_served(db, walk->user->id, -1, subscription_row, walk);

	return error ? error : db_inbox_joined(db, walk->user->id, subscription_row, walk);
}

struct departed_write {
	struct chat *chat;
	struct json_out *out;
	const struct user *of_user; /* NULL: the ids are those of the rooms */
};

static enum db_error
departed_row(const char *rid, int64_t left_at, void *arg)
{
	struct departed_write *write = arg;

	json_object(write->out);
	json_put_string(write->out, "_id",
	    write->of_user ? subscription_id(write->chat, rid, write->of_user) : rid);
	json_put_time(write->out, "_deletedAt", left_at);
	json_object_end(write->out);
	return DB_OK;
}

/*
 * Whether the agent may have been left by rooms since then of which nothing is known any more. Who asks
 * is told all that is open, and so.
 */
static bool
is_forgotten(struct chat *chat, struct json_out *out, int64_t since_ms)
{
	bool forgotten = since_ms != SINCE_EVER && since_ms < chat->now_ms - DEPARTURES_TOLD_MS;

	if (forgotten)
		json_put_bool(out, "reset", true);
	return forgotten;
}

/* What is written as `update`, and as `remove`. */
struct changes_write {
	struct departed_write removed;
	const struct user *user;
	int64_t since_ms;
	int64_t
	    update_since_ms; /* of `update`: earlier, if what was removed since then is forgotten */
	enum db_error (*updated)(const struct changes_write *write);
	bool begun;
};

/*
 * Both lists are of one moment: a room that leaves between two statements would be in both, or in
 * neither for good.
 */
static enum db_error
changes_in_transaction(struct db *db, void *arg)
{
	struct changes_write *write = arg;
	struct json_out *out = write->removed.out;
	enum db_error error;

	/* What was written before the connection broke cannot be written again. */
	if (write->begun)
		return DB_DOWN;
	write->begun = true;
	json_key(out, "update");
	json_array(out);
	error = write->updated(write);
	json_array_end(out);
	json_key(out, "remove");
	json_array(out);
	if (!error && write->since_ms != SINCE_EVER)
		error = db_inbox_departed(
		    db, write->user->id, write->since_ms, departed_row, &write->removed);
	json_array_end(out);
	return error;
}

static enum chat_error
changes_write(struct changes_write *write)
{
	struct chat *chat = write->removed.chat;

	/* A date of a time that has not come says nothing, as when the clock was set back: all is told. */
	if (write->since_ms > chat->now_ms)
		write->since_ms = 0;
	write->update_since_ms = write->since_ms;
	if (is_forgotten(chat, write->removed.out, write->since_ms))
		write->update_since_ms = SINCE_EVER;
	return chat_error_from_db(db_transaction(chat->db, changes_in_transaction, write));
}

static enum db_error
subscriptions_updated(const struct changes_write *write)
{
	struct subscriptions_walk walk = { .chat = write->removed.chat,
		.out = write->removed.out,
		.user = write->user,
		.since_ms = write->update_since_ms };

	return subscriptions_walk(&walk);
}

enum chat_error
subscriptions_write(
    struct chat *chat, struct json_out *out, const struct user *user, int64_t since_ms)
{
	struct changes_write write = { .removed = { chat, out, user },
		.user = user,
		.since_ms = since_ms,
		.updated = subscriptions_updated };

	return changes_write(&write);
}

enum chat_error
subscription_write(
    struct chat *chat, struct json_out *out, const struct user *user, const char *rid)
{
	struct subscriptions_walk walk = { .chat = chat, .out = out, .user = user, .rid = rid };
	enum db_error error = subscriptions_walk(&walk);

	if (!walk.found)
		json_null(out);
	return chat_error_from_db(error);
}

/* --- Rooms ------------------------------------------------------------------------------- */

struct rooms_walk {
	struct chat *chat;
	struct json_out *out;
	int64_t since_ms;
	struct search_list ids; /* those that are to be written next */
};

static bool
room_is_newer(const struct room *room, void *arg)
{
	const struct rooms_walk *walk = arg;

	return room->open && room->updated_at > walk->since_ms;
}

static enum db_error
rooms_flush(struct rooms_walk *walk)
{
	int64_t count = 0;
	enum db_error error =
	    rooms_write_by_id(walk->chat, walk->out, &walk->ids, room_is_newer, walk, &count);

	walk->ids.len = 0;
	return error;
}

static enum db_error
rooms_updated(const struct changes_write *write)
{
	struct chat *chat = write->removed.chat;
	struct rooms_walk walk = {
		.chat = chat, .out = write->removed.out, .since_ms = write->update_since_ms
	};
	const char *ids, *id;
	size_t len;
	enum db_error error = db_inbox_open(chat->db, chat->mem, write->user->id, &ids);

	while (!error && ids && (id = str_next(&ids, ",", &len)))
		if (search_list_add(&walk.ids, arena_strndup(chat->mem, id, len)) &&
		    walk.ids.len == SEARCH_LIST_MAX)
			error = rooms_flush(&walk);
	return error ? error : rooms_flush(&walk);
}

enum chat_error
subscribed_rooms_write(
    struct chat *chat, struct json_out *out, const struct user *user, int64_t since_ms)
{
	struct changes_write write = { .removed = { .chat = chat, .out = out },
		.user = user,
		.since_ms = since_ms,
		.updated = rooms_updated };

	return changes_write(&write);
}

enum chat_error
subscribed_room_write(
    struct chat *chat, struct json_out *out, const struct user *user, const char *rid)
{
	struct search_list ids = { { rid }, 1 };
	struct room_view view;
	int64_t count = 0;
	enum chat_error error = room_for_agent(chat, user, rid, &view);

	if (error)
		return error;
	error = chat_error_from_db(rooms_write_by_id(chat, out, &ids, NULL, NULL, &count));
	return !error && count == 0 ? CHAT_NO_ROOM : error;
}

/* --- Reading ----------------------------------------------------------------------------- */

enum chat_error
subscription_read(struct chat *chat, const struct user *user, const char *rid)
{
	struct room_view view;
	enum chat_error error = room_for_member(chat, user, rid, &view);

	if (error)
		return error;
	if (!view.room.open)
		return CHAT_NO_ROOM;
	return chat_error_from_db(db_room_mark_read(chat->db, rid, view.room.last_ts));
}
