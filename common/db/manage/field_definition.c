/* SPDX-License-Identifier: MIT */
#include "db/manage/field_definition.h"

#include "db/mysql/args.h"

#define DEFINITION_LEN 12

static struct field_definition
row_definition(const struct db_cell *row)
{
	return (struct field_definition){ .id = row[0].bytes,
		.label = row[1].bytes,
		.scope = row[2].bytes,
		.visibility = row[3].bytes,
		.type = row[4].bytes,
		.regexp = row[5].bytes,
		.required = row[6].number != 0,
		.default_value = row[7].bytes,
		.options = row[8].bytes,
		.is_public = row[9].number != 0,
		.searchable = row[10].number != 0,
		.updated_at = row[11].number };
}

struct definitions_pass {
	field_definition_fn *row;
	void *arg;
};

static enum db_error
definition_row(const struct db_cell *row, void *arg)
{
	struct definitions_pass *pass = arg;
	const struct field_definition field = row_definition(row);

	return pass->row(&field, pass->arg);
}

static void
args_add_text(struct args *args, struct arena *mem, const char *text)
{
	const char *pattern = db_like(mem, text);

	args_add_twice(args, db_text(pattern));
	args_add(args, db_text(pattern));
}

enum db_error
db_field_definition_list(struct db *db, struct arena *mem, const char *text,
    const struct page *page, field_definition_fn *row, void *arg, int64_t *total)
{
	struct definitions_pass pass = { row, arg };
	struct args args;
	enum db_error error;

	args_begin(&args);
	args_add_text(&args, mem, text);
	error = db_number(db, SQL_FIELD_DEFINITION_COUNT, args.items, args.len, total);
	if (error)
		return error;
	args_add_page(&args, page);
	return db_query(db, SQL_FIELD_DEFINITION_LIST, args.items, args.len, definition_row, &pass);
}

enum db_error
db_field_definition_all(struct db *db, field_definition_fn *row, void *arg)
{
	struct definitions_pass pass = { row, arg };

	return db_query(db, SQL_FIELD_DEFINITION_ALL, NULL, 0, definition_row, &pass);
}

enum db_error
db_field_definition_by_id(
    struct db *db, struct arena *mem, const char *id, struct field_definition *field)
{
	struct db_cell row[DEFINITION_LEN];
	enum db_error error =
	    db_one(db, mem, SQL_FIELD_DEFINITION_BY_ID, DB_ARGS(db_text(id)), row, DEFINITION_LEN);

	*field = row_definition(row);
	return error;
}

enum db_error
db_field_definition_count(struct db *db, int64_t *count)
{
	const struct db_arg none = db_text(NULL);

	return db_number(db, SQL_FIELD_DEFINITION_COUNT, DB_ARGS(none, none, none), count);
}

static enum db_error
definition_write(struct db *db, enum sql sql, const struct field_definition *field)
{
	return db_change(db, sql,
	    DB_ARGS(db_text(field->label), db_text(field->scope), db_text(field->visibility),
		db_text(field->type), db_text(field->regexp), db_int(field->required),
		db_text(field->default_value), db_text(field->options), db_int(field->is_public),
		db_int(field->searchable), db_int(field->updated_at), db_text(field->id)));
}

enum db_error
db_field_definition_insert(struct db *db, const struct field_definition *field)
{
	enum db_error error = definition_write(db, SQL_FIELD_DEFINITION_INSERT, field);
	struct field_definition found;
	struct arena *mem;
	bool own;

	if (error != DB_EXISTS)
		return error;
	/* An earlier attempt of this insert has the same time. */
	mem = arena_new();
	error = db_field_definition_by_id(db, mem, field->id, &found);
	own = !error && found.updated_at == field->updated_at;
	arena_free(mem);
	return own ? DB_OK : DB_EXISTS;
}

enum db_error
db_field_definition_update(struct db *db, const struct field_definition *field)
{
	return definition_write(db, SQL_FIELD_DEFINITION_UPDATE, field);
}

enum db_error
db_field_definition_remove(struct db *db, const char *id)
{
	return db_change(db, SQL_FIELD_DEFINITION_DELETE, DB_ARGS(db_text(id)));
}
