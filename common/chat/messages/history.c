#include "chat/messages/history.h"

#include "base/clock.h"
#include "base/ids.h"
#include "chat/messages/poll.h"
#include "chat/people/access.h"
#include "chat/rooms/page.h"
#include "chat/rooms/room_access.h"
#include "db/rooms/room.h"

/* Passes rows on and remembers the time of the last, which is the oldest. */
struct rows_passed {
	message_row_fn *row;
	void *arg;
	int64_t count;
	int64_t oldest_ms;
};

static enum db_error
row_pass(const struct message *message, void *arg)
{
	struct rows_passed *passed = arg;

	passed->count++;
	passed->oldest_ms = message->ts;
	return passed->row(message, passed->arg);
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
history_read(struct chat *chat, const struct history_query *query, message_row_fn *row, void *arg,
    int64_t *unread_not_loaded, struct room_state *room)
{
	struct rows_passed passed = { .row = row, .arg = arg };
	struct history_page page = {
		.token = query->token,
		.rid = query->rid,
		.from_ms = query->has_from ? query->from_ms : CLOCK_MIN_MS,
		.end_ms = query->has_end ? query->end_ms : CLOCK_MAX_MS,
		.hidden_types = history_hidden_types(chat),
		.limit = history_limit(chat, query->limit),
		.offset = query->offset > 0 ? query->offset : 0,
	};
	enum chat_error refused;
	enum db_error error;

	*unread_not_loaded = 0;
	if (!id_valid(query->token, TOKEN_MAX_LEN))
		return CHAT_INVALID_TOKEN;
	error = db_message_history(chat->db, &page, row_pass, &passed, room);
	if (!error && passed.count == 0 && !room->id) {
		/* Nothing has told yet that token and room are right. */
		refused = room_state_for_visitor(chat, query->token, query->rid, room);
		if (refused)
			return refused;
		/* A message that came in between belongs to the state that was just read. */
		if (room->last_ts >= page.from_ms)
			error = db_message_history(chat->db, &page, row_pass, &passed, room);
	}
	if (error)
		return chat_error_from_db(error);
	if (passed.count == 0)
		return CHAT_OK;
	/* The statement finds messages only in a room of the visitor with this token. */
	refused = access_room_of_visitor(chat, true, true);
	if (refused)
		return refused;
	if (query->has_last_seen && passed.oldest_ms > query->last_seen_ms)
		error = db_message_count_between(chat->db, query->rid, query->last_seen_ms,
		    passed.oldest_ms, page.hidden_types, unread_not_loaded);
	return chat_error_from_db(error);
}

enum chat_error
history_read_as_agent(struct chat *chat, const struct room_state *room, struct message_list *list,
    message_row_fn *row, void *arg, int64_t *total)
{
	enum db_error error = DB_OK;

	list->rid = room->id;
	list->read_ts = room->read_ts;
	*total = room->listed;
	if (list->search)
		error = db_message_search_count(chat->db, chat->mem, list, total);
	if (!error)
		error = db_message_list(chat->db, chat->mem, list, row, arg);
	if (!error && setting_bool(chat->settings, SETTING_MESSAGE_READ_RECEIPT_ENABLED) &&
	    room->read_ts < room->last_ts)
		error = db_room_mark_read(chat->db, list->rid, room->last_ts);
	return chat_error_from_db(error);
}

void
message_list_sort(struct message_list *list, const char *name, bool descending)
{
	sort_column_add(list->sort, message_sort_names, name, descending);
}
