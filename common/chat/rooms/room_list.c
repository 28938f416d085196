#include "chat/rooms/room_list.h"

#include <string.h>

#include "chat/format/message_json.h"
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

static void
fields_json(struct json_out *out, const struct custom_field *fields)
{
	if (!fields)
		return;
	json_key(out, "livechatData");
	json_object(out);
	for (; fields; fields = fields->next) {
		json_key_text(out, fields->name);
		json_string(out, fields->value);
	}
	json_object_end(out);
}

/* --- Rooms ------------------------------------------------------------------------------- */

enum chat_error
room_list_permitted(struct chat *chat, const struct user *user, const struct room_search *search)
{
	bool own = user_may(user, PERMISSION_VIEW_L_ROOM) && search->agents.len == 1 &&
		   strcmp(search->agents.items[0], user->id) == 0;

	return access_granted(chat, ACCESS_SELF, user, own) ? CHAT_OK : CHAT_NOT_YOURS;
}

static void
room_result_json(struct chat *chat, struct json_out *out, const struct room_result *found)
{
	json_object(out);
	room_members_json_for_agent(chat, out, &found->view);
	fields_json(out, found->fields);
	if (found->department_name) {
		json_key(out, "department");
		json_object(out);
		json_put_string(out, "_id", found->view.room.department_id);
		json_put_string(out, "name", found->department_name);
		json_object_end(out);
	}
	if (found->closing.id) {
		json_key(out, "closingMessage");
		message_json(chat, out, &found->closing);
	}
	json_object_end(out);
}

enum chat_error
room_list_write(struct chat *chat, struct json_out *out, const struct room_search *asked,
    const struct paging *paging, struct list_size *size)
{
	struct room_search search = *asked;
	struct room_result *rooms = NULL;
	enum db_error error = DB_OK;

	*size = (struct list_size){ 0 };
	search.page = paging_page(paging, room_sort_names);
	if (!search.on_hold)
		error = db_room_search(chat->db, chat->mem, &search, &rooms, &size->total);
	if (error)
		return chat_error_from_db(error);
	json_array(out);
	for (; rooms; rooms = rooms->next, size->count++)
		room_result_json(chat, out, rooms);
	json_array_end(out);
	return CHAT_OK;
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
	/* Who may read one visitor's room is not thereby told of another's. */
	if (strcmp(view.visitor.id, visitor_id) != 0)
		return CHAT_MISMATCH;
	search->visitor_id = visitor_id;
	return room_list_write(chat, out, search, paging, size);
}

/* --- Visitors ---------------------------------------------------------------------------- */

/* A list of one object with one member: how phones and addresses are shown. */
static void
contact_json(struct json_out *out, const char *list, const char *member, const char *value)
{
	if (!value)
		return;
	json_key(out, list);
	json_array(out);
	json_object(out);
	json_put_string(out, member, value);
	json_object_end(out);
	json_array_end(out);
}

static void
visitor_result_json(struct json_out *out, const struct visitor_result *found)
{
	const struct visitor *visitor = &found->visitor;

	json_object(out);
	json_put_string(out, "_id", visitor->id);
	json_put_string(out, "username", visitor->username);
	json_put_string(out, "status", visitor->status);
	json_put_time(out, "ts", visitor->ts);
	json_put_time(out, "_updatedAt", visitor->updated_at);
	json_put_string_opt(out, "name", visitor->name);
	contact_json(out, "phone", "phoneNumber", visitor->phone);
	contact_json(out, "visitorEmails", "address", visitor->email);
	json_put_string_opt(out, "department", visitor->department_id);
	fields_json(out, found->fields);
	if (found->last_rid) {
		json_key(out, "lastChat");
		json_object(out);
		json_put_string(out, "_id", found->last_rid);
		json_put_time(out, "ts", found->last_ts);
		json_object_end(out);
	}
	json_object_end(out);
}

enum chat_error
visitor_info_write(struct chat *chat, struct json_out *out, const char *id)
{
	struct visitor_result found;
	enum db_error error = db_visitor_by_id(chat->db, chat->mem, id, &found);

	if (error)
		return error == DB_NO_ROW ? CHAT_NO_VISITOR : chat_error_from_db(error);
	visitor_result_json(out, &found);
	return CHAT_OK;
}

enum chat_error
visitor_list_write(struct chat *chat, struct json_out *out, const char *term,
    const struct paging *paging, struct list_size *size)
{
	struct visitor_search search = { .term = term,
		.page = paging_page(paging, visitor_sort_names) };
	struct visitor_result *visitors;
	enum db_error error =
	    db_visitor_search(chat->db, chat->mem, &search, &visitors, &size->total);

	if (error)
		return chat_error_from_db(error);
	size->count = 0;
	json_array(out);
	for (; visitors; visitors = visitors->next, size->count++)
		visitor_result_json(out, visitors);
	json_array_end(out);
	return CHAT_OK;
}
