/* SPDX-License-Identifier: MIT */
#include "chat/messages/sync.h"

#include <stdlib.h>
#include <string.h>

#include "base/crypto/ids.h"
#include "base/str.h"
#include "chat/core/forgotten.h"
#include "chat/format/message_json.h"
#include "chat/messages/history.h"
#include "chat/people/access.h"
#include "chat/rooms/room_access.h"
#include "db/messages/note.h"
#include "db/messages/sync.h"
#include "db/rooms/room.h"

/* Of SYNC_BYTES_MAX, what notes may take of a reply to an agent. */
#define NOTES_BYTES_MAX (1024u * 1024u)

struct sync_change {
	int64_t at_ms;
	bool removed;
	struct message message; /* if removed, only its id is set */
};

struct changes_read {
	struct chat *chat;
	struct sync *sync;
	const char *hidden_types;
	int64_t cut_ms; /* that of db_sync(), or of the first note that was left out before */
	size_t notes_bytes;
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

/* Notes that do not fit are left out, as db_sync() does it. */
static enum db_error
note_row(const struct message *note, void *arg)
{
	struct changes_read *read = arg;
	struct message kept = *note;
	size_t len = strlen(note->shown_json);

	if (read->notes_bytes > 0 && read->notes_bytes + len > NOTES_BYTES_MAX &&
	    note->ts < read->cut_ms)
		read->cut_ms = note->ts;
	if (note->ts >= read->cut_ms)
		return DB_OK;
	read->notes_bytes += len;
	db_message_dup(read->chat->mem, &kept);
	return change_row(kept.ts, false, &kept, read);
}

/*
 * Notes above the state that was read wait for the next time: changes below them may be committed
 * that were not read.
 */
static enum db_error
notes_read(struct changes_read *read, const struct sync_query *query)
{
	const struct room_state *room = &read->sync->room;

	if (!room->id || room->notes_ts <= query->since_ms)
		return DB_OK;
	return db_notes_between(read->chat->db, query->rid, query->since_ms, room->notes_ts,
	    query->limit, note_row, read);
}

/* Who begins at 0 has nothing that was deleted before. */
static bool
deletions_are_forgotten(const struct room_state *room, int64_t since_ms, int64_t now_ms)
{
	return room->id && room->stage == ROOM_CLOSED && since_ms > 0 && since_ms < room->last_ts &&
	       since_ms < now_ms - DELETIONS_TOLD_MS;
}

static enum db_error
sync_read(struct chat *chat, const char *token, const char *rid, int64_t since_ms,
    const char *hidden_types, struct sync *sync)
{
	/* One more of each kind than fits, in order to see whether there are more. */
	struct sync_query query = { token, rid, since_ms, hidden_types, SYNC_CHANGES_MAX + 1,
		sync->poller == POLLER_AGENT ? SYNC_BYTES_MAX - NOTES_BYTES_MAX : SYNC_BYTES_MAX };
	struct changes_read read = { .chat = chat, .sync = sync, .hidden_types = hidden_types };
	enum db_error error;

	sync->changes_len = 0;
	sync->changes = arena_alloc(chat->mem, 3 * (size_t)query.limit * sizeof(*sync->changes));
	error = db_sync(chat->db, chat->mem, &query, change_row, &read, &sync->room, &read.cut_ms);
	if (!error && sync->poller == POLLER_AGENT)
		error = notes_read(&read, &query);
	qsort(sync->changes, sync->changes_len, sizeof(*sync->changes), change_compare);
	/* A deletion after the first change that was left out must not be seen before that. */
	while (sync->changes_len > 0 && sync->changes[sync->changes_len - 1]->at_ms >= read.cut_ms)
		sync->changes_len--;
	sync->more = sync->changes_len > SYNC_CHANGES_MAX || read.cut_ms != INT64_MAX;
	sync->reset = deletions_are_forgotten(&sync->room, since_ms, chat->now_ms);
	if (sync->changes_len > SYNC_CHANGES_MAX)
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
	visitor_sees(chat, token, rid, &sync->room);
	return access_room_of_visitor(chat, !error, sync->room.id);
}

static bool
is_note(const struct message *message)
{
	return message->type && strcmp(message->type, NOTE_MESSAGE_TYPE) == 0;
}

enum chat_error
sync_as_agent(struct chat *chat, const struct room_state *room, int64_t since_ms, struct sync *sync)
{
	enum db_error error;
	int64_t read_ts = 0;

	sync->poller = POLLER_AGENT;
	error = sync_read(chat, room->visitor_token, room->id, since_ms, "", sync);
	if (error == DB_NO_ROW || (!error && !sync->room.id))
		return CHAT_NO_ROOM;
	if (error)
		return chat_error_from_db(error);
	if (!setting_bool(chat->settings, SETTING_MESSAGE_READ_RECEIPT_ENABLED))
		return CHAT_OK;
	/* That a note was read would change the visitor's ETag. */
	for (size_t i = 0; i < sync->changes_len; i++)
		if (!is_note(&sync->changes[i]->message))
			read_ts = sync->changes[i]->at_ms;
	if (sync->room.read_ts < read_ts)
		error = db_room_mark_read(chat->db, room->id, read_ts);
	return chat_error_from_db(error);
}

int64_t
sync_next_ms(const struct sync *sync, int64_t since_ms)
{
	return sync->changes_len > 0 ? sync->changes[sync->changes_len - 1]->at_ms : since_ms;
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
	if (sync->reset)
		json_put_bool(out, "reset", true);
	json_object_end(out);
}
