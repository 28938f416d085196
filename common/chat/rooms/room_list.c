/* SPDX-License-Identifier: MIT */
#include "chat/rooms/room_list.h"

#include <string.h>

#include "chat/format/message_json.h"
#include "chat/people/person_json.h"
#include "chat/rooms/room_access.h"
#include "chat/rooms/room_json.h"

struct room_search
room_search_all(void)
{
	return (struct room_search){ .created_from_ms = SEARCH_FROM_EVER,
		.created_to_ms = SEARCH_TO_EVER,
		.closed_from_ms = SEARCH_FROM_EVER,
		.closed_to_ms = SEARCH_TO_EVER };
}

bool
search_list_add(struct search_list *list, const char *item)
{
	if (list->len == SEARCH_LIST_MAX)
		return false;
	list->items[list->len++] = item;
	return true;
}

const char *
room_tag_json(struct chat *chat, const char *tag)
{
	struct json_text text;

	json_text_begin(&text);
	json_string(&text.out, tag);
	return json_text_end(&text, chat->mem);
}

void
room_search_name(struct chat *chat, struct room_search *search, const char *name)
{
	size_t len = strlen(name);

	if (len >= 2 && name[0] == '"' && name[len - 1] == '"')
		search->exact_name = arena_strndup(chat->mem, name + 1, len - 2);
	else if (len > 0)
		search->name = name;
}

enum chat_error
room_list_permitted(struct chat *chat, const struct user *user, const struct room_search *search)
{
	bool own = user_may(user, PERMISSION_VIEW_L_ROOM) && search->agents.len == 1 &&
		   strcmp(search->agents.items[0], user->id) == 0;

	return access_granted(chat, ACCESS_SELF, user, own) ? CHAT_OK : CHAT_NOT_YOURS;
}

/*
 * Reads the message's text if it was left out (see ROOM_SEARCH_BYTES_MAX), into memory that is used
 * again for the next room.
 */
static enum db_error
message_complete(struct chat *chat, struct arena *mem, struct message *message)
{
	struct message_view view;
	enum db_error error;

	if (!message->id || message->shown_json)
		return DB_OK;
	error = db_message_by_id(chat->db, mem, message->id, &view);
	view.message.read_ts = message->read_ts;
	*message = view.message;
	/* Without a row it was deleted meanwhile. */
	return error == DB_NO_ROW ? DB_OK : error;
}

static void
transcript_request_json(struct json_out *out, const struct transcript_wish *wish)
{
	json_key(out, "transcriptRequest");
	json_object(out);
	json_put_time(out, "requestedAt", wish->ts);
	json_key(out, "requestedBy");
	json_object(out);
	json_put_string(out, "_id", wish->by.id);
	json_put_string(out, "username", wish->by.username);
	json_put_string_opt(out, "name", wish->by.name);
	json_put_int(out, "utcOffset", 0);
	json_object_end(out);
	json_put_string(out, "email", wish->email);
	json_put_string(out, "subject", wish->subject);
	json_object_end(out);
}

static void
room_result_json(struct chat *chat, struct json_out *out, const struct room_result *found)
{
	json_object(out);
	room_members_json_for_agent(chat, out, &found->view);
	custom_fields_json(out, found->fields);
	if (found->department_name) {
		json_key(out, "department");
		json_object(out);
		json_put_string(out, "_id", found->view.room.department_id);
		json_put_string(out, "name", found->department_name);
		json_object_end(out);
	}
	if (found->transcript.email)
		transcript_request_json(out, &found->transcript);
	if (found->closing.id) {
		json_key(out, "closingMessage");
		message_json(chat, out, &found->closing);
	}
	json_object_end(out);
}

/* Writes each room that `wanted` (NULL: all) names, and counts them. */
static enum db_error
room_results_write(struct chat *chat, struct json_out *out, struct room_result *rooms,
    room_wanted_fn *wanted, void *arg, int64_t *count)
{
	struct arena *mem = arena_new();
	enum db_error error = DB_OK;

	for (; rooms && !error; rooms = rooms->next) {
		if (wanted && !wanted(&rooms->view.room, arg))
			continue;
		error = message_complete(chat, mem, &rooms->view.last);
		if (!error)
			error = message_complete(chat, mem, &rooms->closing);
		if (!error)
			room_result_json(chat, out, rooms);
		arena_reset(mem);
		++*count;
	}
	arena_free(mem);
	return error;
}

enum db_error
rooms_write_by_id(struct chat *chat, struct json_out *out, const struct search_list *ids,
    room_wanted_fn *wanted, void *arg, int64_t *count)
{
	struct room_result *rooms;
	enum db_error error = db_rooms_by_id(chat->db, chat->mem, ids, &rooms);

	return error ? error : room_results_write(chat, out, rooms, wanted, arg, count);
}

enum chat_error
room_list_write(struct chat *chat, struct json_out *out, const struct room_search *filter,
    const struct paging *paging, struct list_size *size)
{
	struct room_search search = *filter;
	struct room_result *rooms = NULL;
	enum db_error error = DB_OK;

	*size = (struct list_size){ 0 };
	search.page = paging_page(paging, room_sort_names);
	if (!search.on_hold)
		error = db_room_search(chat->db, chat->mem, &search, &rooms, &size->total);
	if (error)
		return chat_error_from_db(error);
	json_array(out);
	error = room_results_write(chat, out, rooms, NULL, NULL, &size->count);
	json_array_end(out);
	return chat_error_from_db(error);
}

enum chat_error
chat_history_write(struct chat *chat, struct json_out *out, const struct user *user,
    const char *rid, const char *visitor_id, struct room_search *search,
    const struct paging *paging, struct list_size *size)
{
	struct room_view view;
	enum chat_error error = room_for_agent(chat, user, rid, &view);

	if (error)
		return error;
	/* Access to one visitor's room must not reveal the rooms of another visitor. */
	if (strcmp(view.visitor.id, visitor_id) != 0)
		return CHAT_MISMATCH;
	search->visitor_id = visitor_id;
	return room_list_write(chat, out, search, paging, size);
}

static bool
closed_room_is_shown(const struct user *user, const struct room *room)
{
	return user_may(user, PERMISSION_VIEW_LIVECHAT_ROOMS) ||
	       (room->served_by_id && strcmp(room->served_by_id, user->id) == 0);
}

enum db_error
closed_rooms_write(struct chat *chat, struct json_out *out, const struct user *user,
    struct room_result *rooms, int64_t *count)
{
	struct arena *mem = arena_new();
	enum db_error error = DB_OK;

	json_array(out);
	for (; rooms && !error; rooms = rooms->next, ++*count) {
		bool shown = closed_room_is_shown(user, &rooms->view.room);

		if (shown)
			error = message_complete(chat, mem, &rooms->view.last);
		if (!error)
			room_json_closed(chat, out, &rooms->view, shown);
		arena_reset(mem);
	}
	json_array_end(out);
	arena_free(mem);
	return error;
}
