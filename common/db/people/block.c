/* SPDX-License-Identifier: MIT */
#include "db/people/block.h"

#include "db/mysql/args.h"

struct blocks_pass {
	block_fn *row;
	void *arg;
};

static enum db_error
block_list_row(const struct db_cell *row, void *arg)
{
	struct blocks_pass *pass = arg;
	const struct block_row block = { .id = row[0].bytes,
		.kind = row[1].bytes,
		.value = row[2].bytes,
		.token = row[3].bytes,
		.ends_at = row[4].number,
		.reason = row[5].bytes,
		.blocked_by = row[6].bytes,
		.created_at = row[7].number };

	return pass->row(&block, pass->arg);
}

enum db_error
db_block_in_force(struct db *db, int64_t now_ms, block_fn *row, void *arg)
{
	struct blocks_pass pass = { row, arg };

	return db_query(db, SQL_BLOCK_IN_FORCE, DB_ARGS(db_int(now_ms)), block_list_row, &pass);
}

enum db_error
db_block_list(struct db *db, int64_t now_ms, const struct page *page, block_fn *row, void *arg,
    int64_t *total)
{
	struct blocks_pass pass = { row, arg };
	struct args args;
	enum db_error error = db_block_count(db, now_ms, total);

	if (error)
		return error;
	args_begin(&args);
	args_add(&args, db_int(now_ms));
	args_add_page(&args, page);
	return db_query(db, SQL_BLOCK_LIST, args.items, args.len, block_list_row, &pass);
}

enum db_error
db_block_count(struct db *db, int64_t now_ms, int64_t *count)
{
	return db_number(db, SQL_BLOCK_COUNT, DB_ARGS(db_int(now_ms)), count);
}

enum db_error
db_block_put(struct db *db, const struct block_row *block, int64_t now_ms)
{
	enum db_error error = db_exec(db, SQL_BLOCK_PUT,
	    DB_ARGS(db_text(block->id), db_text(block->kind), db_text(block->value),
		db_text(block->token), db_int_or_null(block->ends_at != 0, block->ends_at),
		db_text(block->reason), db_text(block->blocked_by), db_int(block->created_at)),
	    NULL);

	return error ? error : db_exec(db, SQL_BLOCK_REMOVE_ENDED, DB_ARGS(db_int(now_ms)), NULL);
}

enum db_error
db_block_get(struct db *db, const char *kind, const char *value, block_fn *row, void *arg)
{
	struct blocks_pass pass = { row, arg };

	return db_query(
	    db, SQL_BLOCK_GET, DB_ARGS(db_text(kind), db_text(value)), block_list_row, &pass);
}

enum db_error
db_block_remove_by_id(struct db *db, const char *id)
{
	return db_change(db, SQL_BLOCK_REMOVE_BY_ID, DB_ARGS(db_text(id)));
}

enum db_error
db_block_remove(struct db *db, const char *kind, const char *value, uint64_t *count)
{
	struct db_outcome outcome = { 0 };
	enum db_error error =
	    db_exec(db, SQL_BLOCK_REMOVE, DB_ARGS(db_text(kind), db_text(value)), &outcome);

	*count = outcome.matched;
	return error;
}

enum db_error
db_block_token_of(struct db *db, struct arena *mem, const char *visitor_id, const char *source,
    const char **token)
{
	struct db_cell row[1] = { { 0 } };
	enum db_error error = db_one(db, mem, SQL_BLOCK_TOKEN_OF,
	    DB_ARGS(db_text(visitor_id), db_text(source), db_text(source)), row, 1);

	*token = row[0].bytes;
	return error;
}

enum db_error
db_block_email_of(struct db *db, struct arena *mem, const char *token, const char **email)
{
	struct db_cell row[1] = { { 0 } };
	enum db_error error = db_one(db, mem, SQL_BLOCK_EMAIL_OF, DB_ARGS(db_text(token)), row, 1);

	*email = error ? NULL : row[0].bytes;
	return error == DB_NO_ROW ? DB_OK : error;
}
