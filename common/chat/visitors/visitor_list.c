/* SPDX-License-Identifier: MIT */
#include "chat/visitors/visitor_list.h"

#include "chat/core/address.h"
#include "chat/people/person_json.h"
#include "chat/visitors/field_definition.h"
#include "chat/visitors/visitor.h"

static void
visitor_result_json(struct json_out *out, const struct visitor_result *found)
{
	json_object(out);
	visitor_members_json(out, &found->visitor, NULL);
	custom_fields_json(out, found->fields);
	json_put_string_opt(out, "contactId", found->visitor.contact_id);
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

static enum chat_error
fields_seek(struct chat *chat, const struct visitor_sought *sought, struct visitor_result *found)
{
	struct field_definitions *definitions = arena_alloc(chat->mem, sizeof(*definitions));
	struct visitor_field fields[VISITOR_FIELDS_SOUGHT_MAX];
	enum chat_error error = field_definitions_read(chat, definitions);
	enum db_error db_error;
	size_t len = 0;

	for (size_t i = 0; i < sought->fields_len && !error; i++) {
		const struct field_definition *field =
		    field_definition_find(definitions, FIELD_OF_VISITOR, sought->fields[i].key);

		if (field && field->searchable && len < VISITOR_FIELDS_SOUGHT_MAX)
			fields[len++] = sought->fields[i];
	}
	if (error || len == 0)
		return error ? error : CHAT_NO_VISITOR;
	db_error = db_visitor_by_fields(chat->db, chat->mem, fields, len, found);
	return db_error == DB_NO_ROW ? CHAT_NO_VISITOR : chat_error_from_db(db_error);
}

static enum chat_error
visitor_seek(struct chat *chat, const struct visitor_sought *sought, struct visitor_result *found)
{
	const char *email = sought->email ? mail_address_sought(chat->mem, sought->email) : NULL;
	enum db_error error;

	if (sought->id)
		error = db_visitor_by_id(chat->db, chat->mem, sought->id, found);
	else if (sought->email || sought->phone)
		error = db_visitor_by_address(chat->db, chat->mem, email, sought->phone, found);
	else
		return fields_seek(chat, sought, found);
	return error == DB_NO_ROW ? CHAT_NO_VISITOR : chat_error_from_db(error);
}

enum chat_error
visitor_sought_write(struct chat *chat, struct json_out *out, const struct visitor_sought *sought)
{
	struct visitor_result found;
	enum chat_error error = visitor_seek(chat, sought, &found);

	if (!error)
		visitor_result_json(out, &found);
	else if (error == CHAT_NO_VISITOR)
		json_null(out);
	return error == CHAT_NO_VISITOR ? CHAT_OK : error;
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
