/* SPDX-License-Identifier: MIT */
#include "db/people/custom_field.h"

#include <string.h>

#include "db/mysql/stmt.h"

/* The statements read backwards, so that each field goes to the front of its list. */
static enum db_error
field_row(const struct db_cell *row, void *arg)
{
	struct fields_read *read = arg;

	for (size_t i = 0; i < read->len; i++) {
		struct custom_field *field;

		if (strcmp(read->ids[i], row[0].bytes) != 0)
			continue;
		field = arena_alloc(read->mem, sizeof(*field));
		field->name = arena_strdup(read->mem, row[1].bytes);
		field->value = arena_strdup(read->mem, row[2].bytes);
		field->next = *read->fields[i];
		*read->fields[i] = field;
	}
	return DB_OK;
}

enum db_error
fields_read_end(struct db *db, struct fields_read *read)
{
	struct db_arg args[FIELDS_READ_MAX];
	enum db_error error;

	if (read->len == 0)
		return DB_OK;
	for (size_t i = 0; i < FIELDS_READ_MAX; i++)
		args[i] = db_text(i < read->len ? read->ids[i] : NULL);
	error = db_query(db, read->sql, args, FIELDS_READ_MAX, field_row, read);
	read->len = 0;
	return error;
}

enum db_error
fields_read_add(
    struct db *db, struct fields_read *read, const char *id, struct custom_field **fields)
{
	read->ids[read->len] = id;
	read->fields[read->len++] = fields;
	return read->len == FIELDS_READ_MAX ? fields_read_end(db, read) : DB_OK;
}
