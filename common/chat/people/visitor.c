/* SPDX-License-Identifier: MIT */
#include "chat/people/visitor.h"

#include <ctype.h>
#include <string.h>

#include "base/clock.h"
#include "base/ids.h"
#include "base/str.h"
#include "base/utf8.h"
#include "chat/people/access.h"
#include "chat/people/person_json.h"
#include "db/people/department.h"

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
	return access_visitor(chat, !error);
}

/* Cuts the text to `max` characters. NULL stays NULL. */
static const char *
text_cut(struct chat *chat, const char *text, size_t max)
{
	return text ? arena_strndup(chat->mem, text, utf8_cut(text, strlen(text), max)) : NULL;
}

const char *
visitor_email_normal(struct chat *chat, const char *email)
{
	const char *blanks = " \t\r\n";
	char *copy;
	size_t len;

	if (!email)
		return NULL;
	email += strspn(email, blanks);
	for (len = strlen(email); len > 0 && strchr(blanks, email[len - 1]); len--)
		continue;
	copy = arena_strndup(chat->mem, email, len);
	for (char *p = copy; *p; p++)
		if (*p >= 'A' && *p <= 'Z')
			*p = (char)(*p - 'A' + 'a');
	return *copy ? copy : NULL;
}

/* Checks the custom fields before anything is stored. */
static enum chat_error
field_names_check(const struct visitor_field *fields, size_t len)
{
	if (len > VISITOR_FIELDS_MAX)
		return CHAT_TOO_MANY;
	for (size_t i = 0; i < len; i++)
		if (!*fields[i].key || strlen(fields[i].key) > VISITOR_FIELD_NAME_MAX)
			return CHAT_INVALID_NAME;
	return CHAT_OK;
}

static enum chat_error
fields_put(
    struct chat *chat, const char *visitor_id, const struct visitor_field *fields, size_t len)
{
	enum db_error error = DB_OK;
	int64_t others;

	for (size_t i = 0; i < len && !error; i++) {
		const struct visitor_field *field = &fields[i];

		error = db_visitor_field_count(chat->db, visitor_id, field->key, &others);
		if (!error && others >= VISITOR_FIELDS_MAX)
			return CHAT_TOO_MANY;
		if (!error)
			error = db_visitor_field_put(
			    chat->db, visitor_id, field->key, field->value, field->overwrite);
	}
	return chat_error_from_db(error);
}

/* Converts what the client sent to the form in which it is stored. */
static enum chat_error
facts_to_visitor(struct chat *chat, const struct visitor_facts *facts, struct visitor *visitor)
{
	struct department department;
	enum chat_error error;
	enum db_error db_error;

	*visitor = (struct visitor){ .token = facts->token,
		.username = str_or_null(facts->username),
		.name = str_or_null(facts->name),
		.email = visitor_email_normal(chat, facts->email),
		.phone = str_or_null(facts->phone) };
	error = field_names_check(facts->fields, facts->fields_len);
	if (error || !str_or_null(facts->department))
		return error;
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

/* These headers may contain any bytes, but agents see them: other text than valid UTF-8 is dropped. */
static const char *
client_text(struct chat *chat, const char *text)
{
	if (!text || !*text || !utf8_valid(text, strlen(text), NULL))
		return NULL;
	for (const char *p = text; *p; p++)
		if (iscntrl((unsigned char)*p))
			return NULL;
	return text_cut(chat, text, 255);
}

enum chat_error
visitor_register(struct chat *chat, const struct visitor_facts *facts, struct visitor *visitor)
{
	enum chat_error error;
	enum db_error db_error = DB_OK;

	error = facts_to_visitor(chat, facts, visitor);
	if (error)
		return error;
	visitor->id = id_new_in(chat->mem);
	visitor->status = "online";
	visitor->ip = chat->client.ip;
	visitor->user_agent = client_text(chat, chat->client.user_agent);
	visitor->host = client_text(chat, chat->client.host);
	visitor->ts = visitor->updated_at = clock_now_ms();
	if (!visitor->username)
		db_error = guest_username(chat, &visitor->username);
	if (!db_error)
		db_error = db_visitor_insert(chat->db, visitor);
	if (db_error == DB_EXISTS) {
		error = visitor_find(chat, facts->token, visitor);
		return error ? error : visitor_update(chat, facts, visitor);
	}
	return db_error ? chat_error_from_db(db_error)
			: fields_put(chat, visitor->id, facts->fields, facts->fields_len);
}

enum chat_error
visitor_update(struct chat *chat, const struct visitor_facts *facts, struct visitor *visitor)
{
	struct visitor changes;
	enum chat_error error;
	enum db_error db_error;

	error = facts_to_visitor(chat, facts, &changes);
	if (!error)
		error = fields_put(chat, visitor->id, facts->fields, facts->fields_len);
	if (error)
		return error;
	changes.id = visitor->id;
	db_error = db_visitor_update(chat->db, &changes, clock_now_ms());
	return db_error ? chat_error_from_db(db_error) : visitor_find(chat, facts->token, visitor);
}

enum chat_error
visitor_set_fields(
    struct chat *chat, const char *token, const struct visitor_field *fields, size_t fields_len)
{
	struct visitor visitor;
	enum chat_error error = visitor_find(chat, token, &visitor);

	if (!error)
		error = field_names_check(fields, fields_len);
	return error ? error : fields_put(chat, visitor.id, fields, fields_len);
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
	return chat_error_from_db(db_visitor_update(chat->db, &changes, clock_now_ms()));
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
	db_error = db_visitor_erase(chat->db, visitor.id, &has_open_rooms);
	/* DB_NO_ROW: erased meanwhile, perhaps by this call before the connection was lost. */
	if (db_error && db_error != DB_NO_ROW)
		return chat_error_from_db(db_error);
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
