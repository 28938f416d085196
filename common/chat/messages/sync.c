/* SPDX-License-Identifier: MIT */
#include "chat/messages/sync.h"

#include <stdlib.h>
#include <string.h>

#include "base/ids.h"
#include "base/str.h"
#include "chat/format/message_json.h"
#include "chat/messages/history.h"
#include "chat/people/access.h"
#include "db/rooms/room.h"
#include "db/rooms/sync.h"

struct sync_change {
	int64_t at_ms;
	bool removed;
	struct message message; /* if removed, only its id is set */
};

struct changes_read {
	struct chat *chat;
	struct sync *sync;
	const char *hidden_types;
};

static bool
list_has(const char *list, const char *item)
{
	const char *next;
	size_t len;

	while ((next = str_next(&list, ",", &len)))
		if (len == strlen(item) && memcmp(next, item, len) == 0)
			return true;
	return false;
}

static enum db_error
change_row(int64_t at_ms, bool removed, const struct message *message, void *arg)
{
	struct changes_read *read = arg;
	struct sync_change *change = arena_alloc(read->chat->mem, sizeof(*change));

	/* If the placeholder of a deleted message is hidden, clients must remove the message. */
	if (message->type && list_has(read->hidden_types, message->type))
		removed = true;
	*change = (struct sync_change){ at_ms, removed, *message };
	read->sync->changes[read->sync->changes_len++] = change;
	return DB_OK;
}

static int
change_compare(const void *a, const void *b)
{
	int64_t at = (*(struct sync_change *const *)a)->at_ms;
	int64_t bt = (*(struct sync_change *const *)b)->at_ms;

	return (at > bt) - (at < bt);
}

static enum db_error
sync_read(struct chat *chat, const char *token, const char *rid, int64_t since_ms,
    const char *hidden_types, struct sync *sync)
{
	/* One more of each kind than fits, in order to see whether there are more. */
	struct sync_query query = { token, rid, since_ms, hidden_types, SYNC_CHANGES_MAX + 1 };
	struct changes_read read = { chat, sync, hidden_types };
	enum db_error error;

	sync->changes_len = 0;
	sync->changes = arena_alloc(chat->mem, 2 * (size_t)query.limit * sizeof(*sync->changes));
	error = db_sync(chat->db, chat->mem, &query, change_row, &read, &sync->room);
	qsort(sync->changes, sync->changes_len, sizeof(*sync->changes), change_compare);
	sync->more = sync->changes_len > SYNC_CHANGES_MAX;
	if (sync->more)
		sync->changes_len = SYNC_CHANGES_MAX;
	return error;
}

enum chat_error
sync_as_visitor(
    struct chat *chat, const char *token, const char *rid, int64_t since_ms, struct sync *sync)
{
	enum db_error error;

	sync->poller = POLLER_VISITOR;
	if (!id_valid(token, TOKEN_MAX_LEN))
		return CHAT_NO_VISITOR;
	error = sync_read(chat, token, rid, since_ms, history_hidden_types(chat), sync);
	if (error && error != DB_NO_ROW)
		return chat_error_from_db(error);
	return access_room_of_visitor(chat, !error, sync->room.id);
}

enum chat_error
sync_as_agent(struct chat *chat, const struct room_state *room, int64_t since_ms, struct sync *sync)
{
	enum db_error error = sync_read(chat, room->visitor_token, room->id, since_ms, "", sync);
	int64_t read_ts;

	sync->poller = POLLER_AGENT;
	if (error == DB_NO_ROW || (!error && !sync->room.id))
		return CHAT_NO_ROOM;
	if (error)
		return chat_error_from_db(error);
	if (sync->changes_len == 0 ||
	    !setting_bool(chat->settings, SETTING_MESSAGE_READ_RECEIPT_ENABLED))
		return CHAT_OK;
	read_ts = sync->changes[sync->changes_len - 1]->at_ms;
	if (sync->room.read_ts < read_ts)
		error = db_room_mark_read(chat->db, room->id, read_ts);
	return chat_error_from_db(error);
}

static void
updated_json(struct chat *chat, struct json_out *out, const struct sync *sync)
{
	json_key(out, "updated");
	json_array(out);
	for (size_t i = 0; i < sync->changes_len; i++) {
		struct message message = sync->changes[i]->message;

		if (sync->changes[i]->removed)
			continue;
		message.read_ts = sync->room.read_ts;
		if (sync->poller == POLLER_VISITOR)
			message_json_for_visitor(chat, out, &message, sync->room.visitor_token);
		else
			message_json(chat, out, &message);
	}
	json_array_end(out);
}

static void
deleted_json(struct json_out *out, const struct sync *sync)
{
	json_key(out, "deleted");
	json_array(out);
	for (size_t i = 0; i < sync->changes_len; i++) {
		const struct sync_change *change = sync->changes[i];

		if (!change->removed)
			continue;
		json_object(out);
		json_put_string(out, "_id", change->message.id);
		json_put_time(out, "_deletedAt", change->at_ms);
		json_object_end(out);
	}
	json_array_end(out);
}

void
sync_json(struct chat *chat, struct json_out *out, const struct sync *sync)
{
	json_key(out, "result");
	json_object(out);
	updated_json(chat, out, sync);
	deleted_json(out, sync);
	if (sync->more)
		json_put_bool(out, "more", true);
	json_object_end(out);
}
