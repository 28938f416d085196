/* SPDX-License-Identifier: MIT */
#include "db/people/visitor_search.h"

#include "db/mysql/args.h"
#include "db/people/row.h"

struct visitors_read {
	struct arena *mem;
	struct visitor_result **next;
};

static enum db_error
visitor_found_row(const struct db_cell *row, void *arg)
{
	struct visitors_read *read = arg;
	struct visitor_result *found = arena_zalloc(read->mem, sizeof(*found));
	struct db_cell cells[VISITOR_LEN + 2];
	const struct db_cell *cell;

	db_row_dup(read->mem, row, cells, VISITOR_LEN + 2);
	cell = row_visitor(cells, &found->visitor);
	found->last_rid = cell[0].bytes;
	found->last_ts = cell[1].number;
	*read->next = found;
	read->next = &found->next;
	return DB_OK;
}

static enum db_error
visitor_fields_read(struct db *db, struct arena *mem, struct visitor_result *visitors)
{
	struct fields_read read = { .mem = mem, .sql = SQL_VISITOR_FIELDS_OF };
	enum db_error error = DB_OK;

	for (struct visitor_result *found = visitors; found && !error; found = found->next)
		error = fields_read_add(db, &read, found->visitor.id, &found->fields);
	return error ? error : fields_read_end(db, &read);
}

enum db_error
db_visitor_search(struct db *db, struct arena *mem, const struct visitor_search *search,
    struct visitor_result **visitors, int64_t *total)
{
	struct visitors_read read = { mem, visitors };
	struct args args;
	enum db_error error;

	*visitors = NULL;
	args_begin(&args);
	args_add_twice(&args, db_text(db_like(mem, search->term)));
	args_add(&args, db_text(search->term));
	args_add(&args, db_text(search->email));
	error = db_number(db, SQL_VISITOR_SEARCH_COUNT, args.items, args.len, total);
	if (error || search->page.offset >= *total)
		return error;
	args_add_page(&args, &search->page);
	error = db_query(db, SQL_VISITOR_SEARCH, args.items, args.len, visitor_found_row, &read);
	return error ? error : visitor_fields_read(db, mem, *visitors);
}

enum db_error
db_visitor_by_address(struct db *db, struct arena *mem, const char *email, const char *phone,
    struct visitor_result *found)
{
	struct db_arg address = db_text(email ? email : phone);
	struct db_cell id;
	enum db_error error = db_one(db, mem, email ? SQL_VISITOR_BY_EMAIL : SQL_VISITOR_BY_PHONE,
	    DB_ARGS(address, address), &id, 1);

	return error ? error : db_visitor_by_id(db, mem, id.bytes, found);
}

enum db_error
db_visitor_by_fields(struct db *db, struct arena *mem, const struct visitor_field *fields,
    size_t len, struct visitor_result *found)
{
	struct db_cell id;
	struct args args;
	enum db_error error;

	args_begin(&args);
	args_add(&args, db_text(fields[0].key));
	args_add_twice(&args, db_text(fields[0].value));
	for (size_t i = 1; i < VISITOR_FIELDS_SOUGHT_MAX; i++) {
		args_add_twice(&args, db_text(i < len ? fields[i].key : NULL));
		args_add(&args, db_text(i < len ? fields[i].value : NULL));
	}
	error = db_one(db, mem, SQL_VISITOR_BY_FIELDS, args.items, args.len, &id, 1);
	return error ? error : db_visitor_by_id(db, mem, id.bytes, found);
}

enum db_error
db_visitor_by_id(struct db *db, struct arena *mem, const char *id, struct visitor_result *found)
{
	struct visitor_result *first = NULL;
	struct visitors_read read = { mem, &first };
	enum db_error error;

	error = db_query(db, SQL_VISITOR_BY_ID, DB_ARGS(db_text(id)), visitor_found_row, &read);
	if (error || !first)
		return error ? error : DB_NO_ROW;
	error = visitor_fields_read(db, mem, first);
	*found = *first;
	return error;
}
