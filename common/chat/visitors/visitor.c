/* SPDX-License-Identifier: MIT */
#include "chat/visitors/visitor.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "base/clock.h"
#include "base/crypto/ids.h"
#include "base/str.h"
#include "base/utf8.h"
#include "chat/core/address.h"
#include "chat/people/access.h"
#include "chat/visitors/field_definition.h"
#include "chat/files/tidy_files.h"
#include "chat/people/person_json.h"
#include "chat/visitors/visitor_seen.h"
#include "db/people/department.h"
#include "db/rooms/visitor_erase.h"
#include "text/one_line.h"

enum chat_error
visitor_find(struct chat *chat, const char *token, struct visitor *visitor)
{
	enum db_error error;

	*visitor = (struct visitor){ 0 };
	if (!id_valid(token, TOKEN_MAX_LEN))
		return CHAT_NO_VISITOR;
	error = db_visitor_get(chat->db, chat->mem, token, visitor);
	if (error && error != DB_NO_ROW)
		return chat_error_from_db(error);
	visitor_asks(chat, token, visitor->seen);
	return access_visitor(chat, !error);
}

/* Upper and lower case and blanks around the text do not count. */
static bool
is_same_address(const char *text, const char *stored)
{
	size_t len = strlen(stored);

	text += strspn(text, " ");
	return strncasecmp(text, stored, len) == 0 && text[len + strspn(text + len, " ")] == '\0';
}

enum chat_error
visitor_email_read(struct chat *chat, const char *text, const char *stored, const char **email)
{
	enum chat_error error;
	char *lower;

	*email = NULL;
	if (!text || utf8_is_blank(text) || (stored && is_same_address(text, stored)))
		return CHAT_OK;
	error = email_read(chat, text, email);
	if (error)
		return error;
	lower = arena_strdup(chat->mem, *email);
	for (char *p = lower; *p; p++)
		if (*p >= 'A' && *p <= 'Z')
			*p = (char)(*p - 'A' + 'a');
	*email = lower;
	return CHAT_OK;
}

static bool
is_sent(const struct visitor_field *fields, size_t len, const char *name)
{
	for (size_t i = 0; i < len; i++)
		if (strcmp(fields[i].key, name) == 0)
			return true;
	return false;
}

static enum chat_error
demanded_check(struct chat *chat, const struct field_definitions *definitions,
    const struct visitor_field *fields, size_t len)
{
	const char *missing = NULL;

	for (size_t i = 0; i < definitions->len; i++) {
		const struct field_definition *field = &definitions->items[i];

		if (field_is_demanded(field) && !is_sent(fields, len, field->id))
			missing = missing ? arena_printf(chat->mem, "%s, %s", missing, field->id)
					  : field->id;
	}
	if (!missing)
		return CHAT_OK;
	chat->complaint = arena_printf(chat->mem, "Missing required custom fields: %s", missing);
	return CHAT_FIELDS_MISSING;
}

/* Checks the custom fields before anything is stored: none that is demanded may be missing. */
static enum chat_error
fields_check(struct chat *chat, const struct visitor_field *fields, size_t len)
{
	struct field_definitions *definitions;
	enum chat_error error;

	if (len > VISITOR_FIELDS_MAX)
		return CHAT_TOO_MANY;
	if (len == 0)
		return CHAT_OK;
	definitions = arena_alloc(chat->mem, sizeof(*definitions));
	error = field_definitions_read(chat, definitions);
	for (size_t i = 0; i < len && !error; i++)
		error = field_check(
		    chat, definitions, FIELD_OF_VISITOR, fields[i].key, fields[i].value);
	return error ? error : demanded_check(chat, definitions, fields, len);
}

static struct visitor_fields
fields_of(const struct visitor_field *items, size_t len)
{
	return (struct visitor_fields){ .items = items,
		.len = len,
		.max = VISITOR_FIELDS_MAX,
		.max_in_room = ROOM_FIELDS_MAX };
}

/* An empty text that is stored stands for none. */
static void
removals_note(const struct visitor_facts *facts, struct visitor *visitor)
{
	if (facts->email && !*facts->email)
		visitor->email = "";
	if (facts->phone && !*facts->phone)
		visitor->phone = "";
}

/*
 * Converts what the client sent to the form in which it is stored; `email` is the address that the
 * visitor has, or NULL. An empty department_id stands for none.
 */
static enum chat_error
facts_to_visitor(struct chat *chat, const struct visitor_facts *facts, const char *email,
    struct visitor *visitor)
{
	struct department department;
	enum chat_error error;
	enum db_error db_error;

	*visitor = (struct visitor){ .token = facts->token,
		.username = str_or_null(facts->username),
		.name = str_or_null(facts->name),
		.phone = str_or_null(facts->phone) };
	error = fields_check(chat, facts->fields, facts->fields_len);
	if (!error)
		error = visitor_email_read(chat, facts->email, email, &visitor->email);
	if (!error && facts->by_user)
		removals_note(facts, visitor);
	if (error || !facts->department)
		return error;
	visitor->department_id = "";
	if (!*facts->department)
		return CHAT_OK;
	db_error = db_department_get(chat->db, chat->mem, facts->department, &department);
	if (db_error == DB_NO_ROW)
		return CHAT_NO_DEPARTMENT;
	visitor->department_id = department.id;
	return chat_error_from_db(db_error);
}

static enum db_error
guest_username(struct chat *chat, const char **username)
{
	int64_t number;
	enum db_error error = db_guest_number(chat->db, &number);

	*username = arena_printf(chat->mem, "guest-%lld", (long long)number);
	return error;
}

/* How the visitor comes: not at all, while a user says it. */
static void
client_note(struct chat *chat, const struct visitor_facts *facts, struct visitor *visitor)
{
	visitor->status = facts->by_user ? "offline" : "online";
	if (facts->by_user)
		return;
	visitor->ip = chat->client.ip;
	visitor->user_agent = client_header(chat, chat->client.user_agent);
	visitor->host = client_header(chat, chat->client.host);
}

enum chat_error
visitor_register(struct chat *chat, const struct visitor_facts *facts, struct visitor *visitor)
{
	struct visitor_fields fields = fields_of(facts->fields, facts->fields_len);
	enum chat_error error;
	enum db_error db_error = DB_OK;
	bool too_many = false;

	error = facts_to_visitor(chat, facts, NULL, visitor);
	if (error)
		return error;
	visitor->id = id_new_in(chat->mem);
	visitor->department_id = str_or_null(visitor->department_id);
	visitor->email = str_or_null(visitor->email);
	visitor->phone = str_or_null(visitor->phone);
	client_note(chat, facts, visitor);
	visitor->ts = visitor->updated_at = clock_now_ms();
	if (!visitor->username)
		db_error = guest_username(chat, &visitor->username);
	if (!db_error)
		db_error = db_visitor_save(
		    chat->db, VISITOR_INSERT, visitor, &fields, visitor->ts, &too_many);
	if (db_error == DB_EXISTS) {
		error = visitor_find(chat, facts->token, visitor);
		return error ? error : visitor_update(chat, facts, visitor);
	}
	return too_many ? CHAT_TOO_MANY : chat_error_from_db(db_error);
}

enum chat_error
visitor_update(struct chat *chat, const struct visitor_facts *facts, struct visitor *visitor)
{
	struct visitor_fields fields = fields_of(facts->fields, facts->fields_len);
	struct visitor changes;
	enum chat_error error;
	enum db_error db_error;
	bool too_many;

	error = facts_to_visitor(chat, facts, visitor->email, &changes);
	if (error)
		return error;
	changes.id = visitor->id;
	db_error =
	    db_visitor_save(chat->db, VISITOR_UPDATE, &changes, &fields, clock_now_ms(), &too_many);
	if (db_error)
		return chat_error_from_db(db_error);
	return too_many ? CHAT_TOO_MANY : visitor_find(chat, facts->token, visitor);
}

enum chat_error
visitor_put(struct chat *chat, const struct visitor_facts *facts, struct visitor *visitor)
{
	enum chat_error error;
	enum db_error db_error = DB_NO_ROW;

	*visitor = (struct visitor){ 0 };
	if (!id_valid(facts->token, TOKEN_MAX_LEN))
		return CHAT_EMPTY_TOKEN;
	db_error = db_visitor_get(chat->db, chat->mem, facts->token, visitor);
	if (db_error && db_error != DB_NO_ROW)
		return chat_error_from_db(db_error);
	error = db_error ? visitor_register(chat, facts, visitor)
			 : visitor_update(chat, facts, visitor);
	/* They were not seen. */
	chat->seen_token = NULL;
	if (error)
		return error;
	return chat_error_from_db(db_visitor_get(chat->db, chat->mem, facts->token, visitor));
}

/* Checks each field as one of what has it, the visitor or their rooms, and notes which. */
static enum chat_error
fields_assign(struct chat *chat, struct visitor_field *items, size_t len)
{
	struct field_definitions *definitions = arena_alloc(chat->mem, sizeof(*definitions));
	enum chat_error error;

	if (len > VISITOR_FIELDS_MAX)
		return CHAT_TOO_MANY;
	error = field_definitions_read(chat, definitions);
	for (size_t i = 0; i < len && !error; i++) {
		items[i].of_rooms = field_is_of_rooms(definitions, items[i].key);
		error = field_check(chat, definitions,
		    items[i].of_rooms ? FIELD_OF_ROOM : FIELD_OF_VISITOR, items[i].key,
		    items[i].value);
	}
	return error;
}

enum chat_error
visitor_set_fields(struct chat *chat, const char *token, struct visitor_field *items, size_t len)
{
	struct visitor_fields fields = fields_of(items, len);
	struct visitor visitor;
	enum chat_error error = visitor_find(chat, token, &visitor);
	enum db_error db_error;
	bool too_many;

	if (!error)
		error = fields_assign(chat, items, len);
	if (error)
		return error;
	db_error =
	    db_visitor_save(chat->db, VISITOR_FIELDS, &visitor, &fields, chat->now_ms, &too_many);
	return too_many ? CHAT_TOO_MANY : chat_error_from_db(db_error);
}

enum chat_error
visitor_set_status(struct chat *chat, const char *token, const char *status)
{
	static const char *const known[] = { "online", "away", "busy", "offline" };
	struct visitor visitor, changes = { .status = status };
	enum chat_error error = visitor_find(chat, token, &visitor);
	bool right = false;

	for (size_t i = 0; i < ARRAY_LEN(known); i++)
		right |= strcmp(known[i], status) == 0;
	if (error || !right)
		return error ? error : CHAT_INVALID_VALUE;
	changes.id = visitor.id;
	return chat_error_from_db(db_visitor_change(chat->db, &changes, clock_now_ms()));
}

enum chat_error
visitor_erase(struct chat *chat, const char *token, const char **id)
{
	struct visitor visitor;
	enum chat_error error = visitor_find(chat, token, &visitor);
	bool has_open_rooms;
	enum db_error db_error;

	if (error)
		return error;
	*id = visitor.id;
	db_error = db_visitor_erase(chat->db, chat->mem, visitor.id, &has_open_rooms);
	/* DB_NO_ROW: erased meanwhile, perhaps by this call before the connection was lost. */
	if (db_error && db_error != DB_NO_ROW)
		return chat_error_from_db(db_error);
	files_released(chat);
	return has_open_rooms ? CHAT_HAS_OPEN_ROOMS : CHAT_OK;
}

struct fields_write {
	struct json_out *out;
	bool any;
};

static enum db_error
field_json(const char *name, const char *value, void *arg)
{
	struct fields_write *write = arg;

	if (!write->any) {
		json_key(write->out, "livechatData");
		json_object(write->out);
		write->any = true;
	}
	json_key_text(write->out, name);
	json_string(write->out, value);
	return DB_OK;
}

void
visitor_members_json(struct json_out *out, const struct visitor *visitor, const char *token)
{
	json_put_string(out, "_id", visitor->id);
	json_put_string(out, "username", visitor->username);
	json_put_string(out, "status", visitor->status);
	json_put_time(out, "ts", visitor->ts);
	json_put_time(out, "_updatedAt", visitor->updated_at);
	json_put_string_opt(out, "name", visitor->name);
	contact_json(out, "phone", "phoneNumber", visitor->phone);
	json_put_string_opt(out, "token", token);
	contact_json(out, "visitorEmails", "address", visitor->email);
	json_put_string_opt(out, "department", visitor->department_id);
}

enum chat_error
visitor_json(struct chat *chat, struct json_out *out, const struct visitor *visitor)
{
	struct fields_write fields = { out, false };
	enum db_error error;

	json_object(out);
	visitor_members_json(out, visitor, visitor->token);
	error = db_visitor_fields(chat->db, visitor->id, field_json, &fields);
	if (fields.any)
		json_object_end(out);
	json_object_end(out);
	return chat_error_from_db(error);
}
