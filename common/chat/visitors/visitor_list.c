/* SPDX-License-Identifier: MIT */
#include "chat/visitors/visitor_list.h"

#include "chat/core/address.h"
#include "chat/people/person_json.h"
#include "chat/visitors/visitor.h"
#include "db/people/visitor_search.h"

static void
visitor_result_json(struct json_out *out, const struct visitor_result *found)
{
	json_object(out);
	visitor_members_json(out, &found->visitor, NULL);
	custom_fields_json(out, found->fields);
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
		.email = mail_address_sought(chat->mem, term),
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
