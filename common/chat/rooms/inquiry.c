/* SPDX-License-Identifier: MIT */
#include "chat/rooms/inquiry.h"

#include "chat/rooms/room_json.h"
#include "db/people/department.h"

static void
inquiry_json(struct json_out *out, const struct inquiry *inquiry)
{
	json_object(out);
	json_put_string(out, "_id", inquiry->id);
	json_put_string(out, "rid", inquiry->rid);
	json_put_string(out, "t", "l");
	json_put_string(out, "name", inquiry->name);
	json_put_time(out, "ts", inquiry->ts);
	json_put_string(out, "status", inquiry->status);
	json_put_string_opt(out, "department", inquiry->department_id);
	json_put_string_opt(out, "contactId", inquiry->contact_id);
	json_key(out, "v");
	json_object(out);
	json_put_string(out, "_id", inquiry->visitor.id);
	json_put_string(out, "username", inquiry->visitor.username);
	json_put_string_opt(out, "name", inquiry->visitor.name);
	json_put_string(out, "status", inquiry->visitor_status);
	if (inquiry->visitor_ts)
		json_put_time(out, "lastMessageTs", inquiry->visitor_ts);
	json_object_end(out);
	room_source_json(out, inquiry->source);
	room_priority_json(out);
	json_put_time(out, "_updatedAt", inquiry->updated_at);
	json_object_end(out);
}

struct inquiries_write {
	struct json_out *out;
	int64_t count;
};

static enum db_error
inquiry_row(const struct inquiry *inquiry, void *arg)
{
	struct inquiries_write *write = arg;

	inquiry_json(write->out, inquiry);
	write->count++;
	return DB_OK;
}

enum chat_error
inquiry_list_write(struct chat *chat, struct json_out *out, const struct inquiry_list *filter,
    const struct paging *paging, struct list_size *size)
{
	struct inquiry_list list = *filter;
	struct inquiries_write write = { out, 0 };
	struct department department;
	enum db_error error = DB_OK;

	list.page = paging_page(paging, NULL);
	if (list.department_id)
		error = db_department_get(chat->db, chat->mem, list.department_id, &department);
	if (error)
		return error == DB_NO_ROW ? CHAT_NO_DEPARTMENT : chat_error_from_db(error);
	if (list.department_id)
		list.department_id = department.id;
	json_array(out);
	error = db_inquiry_list(chat->db, &list, inquiry_row, &write, &size->total);
	json_array_end(out);
	size->count = write.count;
	return chat_error_from_db(error);
}

enum chat_error
inquiry_of_room_write(struct chat *chat, struct json_out *out, const char *rid)
{
	struct inquiry inquiry;
	enum db_error error = db_inquiry_of_room(chat->db, chat->mem, rid, &inquiry);

	if (error == DB_OK)
		inquiry_json(out, &inquiry);
	else
		json_null(out);
	return error == DB_NO_ROW ? CHAT_OK : chat_error_from_db(error);
}
