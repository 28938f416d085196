#include "db/token.h"

#include "db/stmt.h"

enum db_error
db_token_insert(struct db *db, const struct token_row *token)
{
	return db_exec(db, SQL_TOKEN_INSERT,
	    DB_ARGS(db_text(token->hash), db_text(token->user_id), db_text(token->name),
		db_int(token->created_at),
		db_int_or_null(token->expires_at != 0, token->expires_at)),
	    NULL);
}

enum db_error
db_token_delete(struct db *db, const char *hash)
{
	struct db_outcome outcome;
	enum db_error error = db_exec(db, SQL_TOKEN_DELETE, DB_ARGS(db_text(hash)), &outcome);

	return !error && outcome.matched == 0 ? DB_NO_ROW : error;
}

enum db_error
db_token_delete_named(struct db *db, const char *user_id, const char *name)
{
	struct db_outcome outcome;
	enum db_error error;

	error =
	    db_exec(db, SQL_TOKEN_DELETE_NAMED, DB_ARGS(db_text(user_id), db_text(name)), &outcome);
	return !error && outcome.matched == 0 ? DB_NO_ROW : error;
}

struct token_listing {
	token_row_fn *row;
	void *arg;
};

static enum db_error
token_list_row(const struct db_cell *row, void *arg)
{
	struct token_listing *listing = arg;
	struct token_row token = { .hash = row[0].bytes,
		.user_id = row[1].bytes,
		.name = row[2].bytes,
		.created_at = row[3].number,
		.expires_at = row[4].number };

	return listing->row(&token, row[5].bytes, listing->arg);
}

enum db_error
db_token_list(struct db *db, const char *user_id, token_row_fn *row, void *arg)
{
	struct token_listing listing = { row, arg };

	return db_query(db, SQL_TOKEN_LIST, DB_ARGS(db_text(user_id), db_text(user_id)),
	    token_list_row, &listing);
}
