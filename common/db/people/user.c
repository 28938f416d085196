/* SPDX-License-Identifier: MIT */
#include "db/people/user.h"

#include "db/mysql/args.h"
#include "db/mysql/stmt.h"
#include "db/people/row.h"

struct user_listing {
	user_row_fn *row;
	void *arg;
};

static enum db_error
user_list_row(const struct db_cell *row, void *arg)
{
	struct user_listing *listing = arg;
	struct user_row user;

	row_user(row, &user);
	return listing->row(&user, listing->arg);
}

enum db_error
db_user_list(struct db *db, user_row_fn *row, void *arg)
{
	struct user_listing listing = { row, arg };

	return db_query(db, SQL_USER_LIST, NULL, 0, user_list_row, &listing);
}

enum db_error
db_user_page(struct db *db, struct arena *mem, const char *text, const struct page *page,
    user_row_fn *row, void *arg, int64_t *total)
{
	struct user_listing listing = { row, arg };
	struct args args;
	enum db_error error;

	args_begin(&args);
	args_add(&args, db_text(db_like(mem, text)));
	error = db_number(db, SQL_USER_COUNT, args.items, args.len, total);
	if (error)
		return error;
	args_add_page(&args, page);
	return db_query(db, SQL_USER_PAGE, args.items, args.len, user_list_row, &listing);
}

/* Reads one user, by a statement whose columns are USER. */
static enum db_error
user_get(struct db *db, struct arena *mem, enum sql sql, const struct db_arg *args, size_t args_len,
    struct user_row *user)
{
	struct db_cell row[USER_LEN];
	enum db_error error = db_one(db, mem, sql, args, args_len, row, USER_LEN);

	row_user(row, user);
	return error;
}

enum db_error
db_user_by_id(struct db *db, struct arena *mem, const char *id, struct user_row *user)
{
	return user_get(db, mem, SQL_USER_BY_ID, DB_ARGS(db_text(id)), user);
}

enum db_error
db_user_by_login_name(struct db *db, struct arena *mem, const char *name, struct user_row *user)
{
	return user_get(
	    db, mem, SQL_USER_BY_LOGIN_NAME, DB_ARGS(db_text(name), db_text(name)), user);
}

enum db_error
db_user_by_username(struct db *db, struct arena *mem, const char *username, struct user_row *user)
{
	return user_get(db, mem, SQL_USER_BY_USERNAME, DB_ARGS(db_text(username)), user);
}

enum db_error
db_user_by_email(struct db *db, struct arena *mem, const char *email, struct user_row *user)
{
	return user_get(db, mem, SQL_USER_BY_EMAIL, DB_ARGS(db_text(email), db_text(email)), user);
}

enum db_error
db_user_by_token(struct db *db, struct arena *mem, const char *hash, struct user_row *user,
    struct token_row *token)
{
	struct db_cell row[BEARER_LEN + TOKEN_LEN];
	enum db_error error =
	    db_one(db, mem, SQL_USER_BY_TOKEN, DB_ARGS(db_text(hash)), row, BEARER_LEN + TOKEN_LEN);

	row_token(row_bearer(row, user), user->id, token);
	return error;
}

enum db_error
db_user_mark_seen(struct db *db, const char *id, int64_t *since_ms)
{
	struct db_outcome outcome = { 0 };
	enum db_error error = db_exec(db, SQL_USER_MARK_SEEN, DB_ARGS(db_text(id)), &outcome);

	*since_ms = !error && outcome.matched > 0 ? (int64_t)outcome.insert_id : 0;
	return error;
}

enum db_error
db_agent_day_add(struct db *db, int64_t day, const char *user_id, int64_t available_ms)
{
	return db_exec(db, SQL_AGENT_DAY_ADD,
	    DB_ARGS(db_int(day), db_text(user_id), db_int(available_ms)), NULL);
}
