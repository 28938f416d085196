/* SPDX-License-Identifier: MIT */
#include "chat/messages/history.h"

#include "base/clock.h"
#include "base/crypto/ids.h"
#include "chat/format/message_json.h"
#include "chat/messages/poll.h"
#include "chat/people/access.h"
#include "chat/rooms/page.h"
#include "chat/rooms/room_access.h"
#include "db/messages/note.h"
#include "db/rooms/room.h"

/* What the row functions need and count. The rows come with the newest message first. */
struct history_rows {
	struct chat *chat;
	struct json_out *out;
	const char *token;
	int64_t count;
	int64_t oldest_ms;
};

static enum db_error
visitor_row(const struct message *message, void *arg)
{
	struct history_rows *rows = arg;

	rows->count++;
	rows->oldest_ms = message->ts;
	message_json_for_visitor(rows->chat, rows->out, message, rows->token);
	return DB_OK;
}

/* This is the only list for agents that contains the token of the visitor (see message_json.h). */
static enum db_error
agent_row(const struct message *message, void *arg)
{
	struct history_rows *rows = arg;

	message_json_with_token(rows->chat, rows->out, message, rows->token);
	rows->count++;
	return DB_OK;
}

static enum db_error
page_row(const struct message *message, void *arg)
{
	struct history_rows *rows = arg;

	message_json(rows->chat, rows->out, message);
	rows->count++;
	return DB_OK;
}

static int64_t
history_limit(struct chat *chat, int64_t asked)
{
	int64_t max = setting_int(chat->settings, SETTING_HISTORY_LIMIT_MAX);
	int64_t limit = asked < 0 ? -asked : asked;

	if (limit == 0)
		limit = setting_int(chat->settings, SETTING_HISTORY_LIMIT_DEFAULT);
	return limit > max ? max : limit;
}

const char *
history_hidden_types(struct chat *chat)
{
	const char *types = setting_text(chat->settings, SETTING_HIDE_SYSTEM_MESSAGES);

	if (setting_bool(chat->settings, SETTING_VISITOR_NAVIGATION_AS_A_MESSAGE))
		return types;
	return *types ? arena_printf(chat->mem, "%s,%s", types, PAGE_MESSAGE_TYPE)
		      : PAGE_MESSAGE_TYPE;
}

enum chat_error
history_write(struct chat *chat, struct json_out *out, const struct history_query *query,
    int64_t *unread_not_loaded, struct room_state *room)
{
	struct history_rows rows = { .chat = chat, .out = out, .token = query->token };
	struct history_page page = {
		.token = query->token,
		.rid = query->rid,
		.from_ms = query->has_from ? query->from_ms : CLOCK_MIN_MS,
		.end_ms = query->has_end ? query->end_ms : CLOCK_MAX_MS,
		.hidden_types = history_hidden_types(chat),
		.limit = history_limit(chat, query->limit),
		.offset = query->offset > 0 ? query->offset : 0,
	};
	enum chat_error error;
	enum db_error db_error;

	*unread_not_loaded = 0;
	if (!id_valid(query->token, TOKEN_MAX_LEN))
		return CHAT_NO_VISITOR;
	json_array(out);
	db_error = db_message_history(chat->db, &page, visitor_row, &rows, room);
	if (!db_error && rows.count == 0 && !room->id) {
		/* Without rows it is not known whether token and room exist. */
		error = room_state_for_visitor(chat, query->token, query->rid, room);
		if (error)
			return error;
		/* A message that was sent between the two statements belongs to the state that was read. */
		if (room->last_ts >= page.from_ms)
			db_error = db_message_history(chat->db, &page, visitor_row, &rows, room);
	}
	json_array_end(out);
	if (db_error || rows.count == 0)
		return chat_error_from_db(db_error);
	visitor_sees(chat, query->token, query->rid, room);
	/* db_message_history() returns rows only for a room of the visitor with this token. */
	error = access_room_of_visitor(chat, true, true);
	if (error)
		return error;
	if (query->has_last_seen && rows.oldest_ms > query->last_seen_ms)
		db_error = db_message_count_between(chat->db, query->rid, query->last_seen_ms,
		    rows.oldest_ms, page.hidden_types, unread_not_loaded);
	return chat_error_from_db(db_error);
}

enum chat_error
history_write_for_agent(struct chat *chat, struct json_out *out, const struct room_state *room,
    const char *search, const struct paging *paging, int64_t *total)
{
	const struct message_list list = { .rid = room->id,
		.read_ts = room->read_ts,
		.search = search,
		.with_notes = room->notes_ts != 0,
		.page = paging_page(paging, message_sort_names) };
	struct history_rows rows = { .chat = chat, .out = out, .token = room->visitor_token };
	int64_t notes = 0;
	enum db_error error = DB_OK;

	*total = room->listed;
	if (search)
		error = db_message_search_count(chat->db, chat->mem, &list, total);
	if (!error && list.with_notes)
		error = db_note_count(chat->db, chat->mem, room->id, search, &notes);
	*total += notes;
	json_array(out);
	if (!error)
		error = db_message_list(chat->db, chat->mem, &list, agent_row, &rows);
	json_array_end(out);
	if (!error && setting_bool(chat->settings, SETTING_MESSAGE_READ_RECEIPT_ENABLED) &&
	    room->read_ts < room->last_ts)
		error = db_room_mark_read(chat->db, room->id, room->last_ts);
	return chat_error_from_db(error);
}

static enum db_error
found_row(const struct message *message, void *arg)
{
	struct history_rows *rows = arg;

	message_json(rows->chat, rows->out, message);
	return DB_OK;
}

enum chat_error
history_write_found(struct chat *chat, struct json_out *out, const struct room_state *room,
    const char *search, const struct paging *paging)
{
	const struct message_list list = { .rid = room->id,
		.read_ts = room->read_ts,
		.search = search,
		.page = paging_page(paging, NULL) };
	struct history_rows rows = { .chat = chat, .out = out };
	enum db_error error;

	json_array(out);
	error = db_message_list(chat->db, chat->mem, &list, found_row, &rows);
	json_array_end(out);
	return chat_error_from_db(error);
}

enum chat_error
history_write_visited(struct chat *chat, struct json_out *out, const struct room_state *room,
    const struct paging *paging, struct list_size *size)
{
	const struct message_type_list list = { .rid = room->id,
		.type = PAGE_MESSAGE_TYPE,
		.page = paging_page(paging, message_sort_names) };
	struct history_rows rows = { .chat = chat, .out = out };
	enum db_error error;

	json_array(out);
	error = db_message_of_type(chat->db, &list, page_row, &rows, &size->total);
	json_array_end(out);
	size->count = rows.count;
	return chat_error_from_db(error);
}
