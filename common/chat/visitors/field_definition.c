/* SPDX-License-Identifier: MIT */
#include "chat/visitors/field_definition.h"

#include <string.h>

#include "base/clock.h"
#include "text/pattern.h"

#define BLANKS " \t\r\n"

static void
definition_json(struct json_out *out, const struct field_definition *field)
{
	json_object(out);
	json_put_string(out, "_id", field->id);
	json_put_string(out, "label", field->label);
	json_put_string(out, "scope", field->scope);
	json_put_string(out, "visibility", field->visibility);
	json_put_string_opt(out, "type", field->type);
	json_put_string_opt(out, "regexp", field->regexp);
	json_put_bool(out, "required", field->required);
	json_put_string_opt(out, "defaultValue", field->default_value);
	json_put_string_opt(out, "options", field->options);
	json_put_bool(out, "public", field->is_public);
	json_put_bool(out, "searchable", field->searchable);
	json_put_time(out, "_updatedAt", field->updated_at);
	json_object_end(out);
}

struct list_write {
	struct json_out *out;
	int64_t count;
};

static enum db_error
list_row(const struct field_definition *field, void *arg)
{
	struct list_write *write = arg;

	definition_json(write->out, field);
	write->count++;
	return DB_OK;
}

enum chat_error
field_definition_list_write(struct chat *chat, struct json_out *out, const char *text,
    const struct paging *paging, struct list_size *size)
{
	const struct page page = paging_page(paging, field_definition_sort_names);
	struct list_write write = { .out = out };
	enum db_error error;

	json_array(out);
	error = db_field_definition_list(
	    chat->db, chat->mem, text, &page, list_row, &write, &size->total);
	json_array_end(out);
	size->count = write.count;
	return chat_error_from_db(error);
}

enum chat_error
field_definition_show(struct chat *chat, struct json_out *out, const char *id)
{
	struct field_definition field;
	enum db_error error = db_field_definition_by_id(chat->db, chat->mem, id, &field);

	if (error == DB_NO_ROW)
		json_null(out);
	else if (!error)
		definition_json(out, &field);
	return error == DB_NO_ROW ? CHAT_OK : chat_error_from_db(error);
}

/* The next of the options, without the blanks around it; NULL: there is none. */
static const char *
option_next(const char **options, size_t *len)
{
	const char *option;

	do {
		if (!**options)
			return NULL;
		*options += **options == ',';
		option = *options += strspn(*options, BLANKS);
		*len = strcspn(option, ",");
		*options += *len;
		while (*len > 0 && strchr(BLANKS, option[*len - 1]))
			--*len;
	} while (*len == 0);
	return option;
}

static void
options_json(struct json_out *out, const char *options)
{
	const char *option;
	size_t len;

	json_key(out, "options");
	json_array(out);
	while ((option = option_next(&options, &len)))
		json_string_len(out, option, len);
	json_array_end(out);
}

static enum db_error
asked_row(const struct field_definition *field, void *arg)
{
	struct json_out *out = arg;

	if (!field->is_public || strcmp(field->scope, FIELD_OF_VISITOR) != 0 ||
	    strcmp(field->visibility, "visible") != 0)
		return DB_OK;
	json_object(out);
	json_put_string(out, "_id", field->id);
	json_put_string(out, "label", field->label);
	json_put_string_opt(out, "regexp", field->regexp);
	json_put_bool(out, "required", field->required);
	json_put_string_opt(out, "type", field->type);
	json_put_string(out, "defaultValue", field->default_value);
	if (field->options)
		options_json(out, field->options);
	json_object_end(out);
	return DB_OK;
}

enum chat_error
field_definition_asked_write(struct chat *chat, struct json_out *out)
{
	enum db_error error;

	json_array(out);
	error = db_field_definition_all(chat->db, asked_row, out);
	json_array_end(out);
	return chat_error_from_db(error);
}

static enum chat_error
definition_create(struct chat *chat, const struct field_definition *field)
{
	struct field_definition found;
	int64_t count;
	enum db_error error = db_field_definition_count(chat->db, &count);

	if (!error && count >= FIELD_DEFINITIONS_MAX) {
		error = db_field_definition_by_id(chat->db, chat->mem, field->id, &found);
		if (error == DB_NO_ROW)
			return CHAT_TOO_MANY;
		return error ? chat_error_from_db(error) : CHAT_EXISTS;
	}
	if (!error)
		error = db_field_definition_insert(chat->db, field);
	return error == DB_EXISTS ? CHAT_EXISTS : chat_error_from_db(error);
}

enum chat_error
field_definition_save(
    struct chat *chat, struct json_out *out, const char *id, struct field_definition *field)
{
	enum chat_error error;
	enum db_error db_error;

	chat->complaint = field->regexp ? pattern_complaint(field->regexp) : NULL;
	if (chat->complaint)
		return CHAT_INVALID_VALUE;
	field->updated_at = clock_now_ms();
	if (id) {
		field->id = id;
		db_error = db_field_definition_update(chat->db, field);
		error = db_error == DB_NO_ROW ? CHAT_NO_ENTRY : chat_error_from_db(db_error);
	} else {
		error = definition_create(chat, field);
	}
	definition_json(out, field);
	return error;
}

enum chat_error
field_definition_remove(struct chat *chat, const char *id)
{
	enum db_error error = db_field_definition_remove(chat->db, id);

	return error == DB_NO_ROW ? CHAT_NO_ENTRY : chat_error_from_db(error);
}

struct definitions_read {
	struct field_definitions *definitions;
	struct arena *mem;
};

static enum db_error
definitions_row(const struct field_definition *field, void *arg)
{
	struct definitions_read *read = arg;
	struct field_definition *copy;

	/* Two that were created at the same time may have made one too many. */
	if (read->definitions->len == FIELD_DEFINITIONS_MAX)
		return DB_OK;
	copy = &read->definitions->items[read->definitions->len++];
	*copy = *field;
	copy->id = arena_strdup(read->mem, field->id);
	copy->label = arena_strdup(read->mem, field->label);
	copy->scope = arena_strdup(read->mem, field->scope);
	copy->visibility = arena_strdup(read->mem, field->visibility);
	copy->type = arena_strdup(read->mem, field->type);
	copy->regexp = arena_strdup(read->mem, field->regexp);
	copy->default_value = NULL;
	copy->options = arena_strdup(read->mem, field->options);
	return DB_OK;
}

enum chat_error
field_definitions_read(struct chat *chat, struct field_definitions *definitions)
{
	struct definitions_read read = { definitions, chat->mem };

	definitions->len = 0;
	return chat_error_from_db(db_field_definition_all(chat->db, definitions_row, &read));
}

const struct field_definition *
field_definition_find(
    const struct field_definitions *definitions, const char *scope, const char *name)
{
	for (size_t i = 0; i < definitions->len; i++) {
		const struct field_definition *field = &definitions->items[i];

		if (strcmp(field->id, name) == 0 && strcmp(field->scope, scope) == 0)
			return field;
	}
	return NULL;
}

static bool
is_option(const char *options, const char *value)
{
	const char *option;
	size_t len;

	while ((option = option_next(&options, &len)))
		if (strlen(value) == len && memcmp(option, value, len) == 0)
			return true;
	return false;
}

static bool
is_allowed(const struct field_definition *field, const char *value)
{
	if (!*value)
		return !field->required;
	if (field->regexp && !pattern_found(field->regexp, value))
		return false;
	return !field->type || strcmp(field->type, "select") != 0 || !field->options ||
	       is_option(field->options, value);
}

enum chat_error
field_value_check(struct chat *chat, const struct field_definition *field, const char *value)
{
	if (is_allowed(field, value ? value : ""))
		return CHAT_OK;
	chat->complaint = arena_printf(
	    chat->mem, "Invalid value for %s field", *field->label ? field->label : field->id);
	return CHAT_INVALID_FIELD;
}

enum chat_error
field_check(struct chat *chat, const struct field_definitions *definitions, const char *scope,
    const char *name, const char *value)
{
	const struct field_definition *field;

	if (!*name || strlen(name) > FIELD_NAME_MAX)
		return CHAT_INVALID_NAME;
	/* What was stored before it had to be defined can be removed. */
	if (definitions->len == 0 || !value)
		return CHAT_OK;
	field = field_definition_find(definitions, scope, name);
	if (!field)
		return CHAT_INVALID_NAME;
	return field_value_check(chat, field, value);
}

bool
field_is_of_rooms(const struct field_definitions *definitions, const char *name)
{
	return field_definition_find(definitions, FIELD_OF_ROOM, name);
}

bool
field_is_demanded(const struct field_definition *field)
{
	return field->required && strcmp(field->scope, FIELD_OF_VISITOR) == 0 &&
	       strcmp(field->visibility, "visible") == 0;
}
