/* SPDX-License-Identifier: MIT */
#include "chat/rooms/served.h"

struct served_write {
	struct json_out *out;
	int64_t count;
};

static enum db_error
served_json(const struct served_rooms *served, void *arg)
{
	struct served_write *write = arg;
	struct json_out *out = write->out;

	json_object(out);
	json_put_int(out, "chats", served->rooms);
	json_key(out, "user");
	json_object(out);
	json_put_string(out, "_id", served->agent.id);
	json_put_string(out, "username", served->agent.username);
	json_put_string(out, "status", served->status);
	json_object_end(out);
	json_key(out, "department");
	json_object(out);
	json_put_string_opt(out, "_id", served->department_id);
	json_put_string_opt(out, "name", served->department_name);
	json_object_end(out);
	json_object_end(out);
	write->count++;
	return DB_OK;
}

enum chat_error
served_list_write(struct chat *chat, struct json_out *out, const struct served_list *filter,
    const struct paging *paging, struct list_size *size)
{
	struct served_list list = *filter;
	struct served_write write = { out, 0 };
	enum db_error error;

	list.page = paging_page(paging, served_sort_names);
	json_array(out);
	error = db_served_list(chat->db, &list, served_json, &write, &size->total);
	json_array_end(out);
	size->count = write.count;
	return chat_error_from_db(error);
}

static enum db_error
source_json(const char *source, void *arg)
{
	struct json_out *out = arg;

	json_object(out);
	json_put_string(out, "type", source);
	json_object_end(out);
	return DB_OK;
}

enum chat_error
room_sources_write(struct chat *chat, struct json_out *out)
{
	enum db_error error;

	json_array(out);
	error = db_room_sources(chat->db, source_json, out);
	json_array_end(out);
	return chat_error_from_db(error);
}
