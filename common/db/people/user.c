/* SPDX-License-Identifier: MIT */
#include "db/people/user.h"

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
	return user_get(db, mem, SQL_USER_BY_EMAIL, DB_ARGS(db_text(email)), user);
}

enum db_error
db_user_by_token(struct db *db, struct arena *mem, const char *hash, struct user_row *user,
    struct token_row *token)
{
	struct db_cell row[USER_LEN + TOKEN_LEN];
	enum db_error error =
	    db_one(db, mem, SQL_USER_BY_TOKEN, DB_ARGS(db_text(hash)), row, USER_LEN + TOKEN_LEN);

	row_token(row_user(row, user), user->id, token);
	return error;
}

enum db_error
db_user_alike(struct db *db, struct arena *mem, const char *username, const char **taken)
{
	struct db_cell row;
	enum db_error error = db_one(db, mem, SQL_USER_ALIKE, DB_ARGS(db_text(username)), &row, 1);

	*taken = row.bytes;
	return error == DB_NO_ROW ? DB_OK : error;
}

enum db_error
db_user_insert(struct db *db, const struct user_row *user)
{
	return db_exec(db, SQL_USER_INSERT,
	    DB_ARGS(db_text(user->id), db_text(user->username), db_text(user->name),
		db_text(user->email), db_text(user->password_hash), db_int(user->roles),
		db_int(user->active), db_int(user->created_at), db_int(user->updated_at)),
	    NULL);
}

struct user_change {
	const char *id;
	const char *password_hash; /* NULL: disable instead */
	int64_t now_ms;
};

static enum db_error
user_change_in_transaction(struct db *db, void *arg)
{
	struct user_change *change = arg;
	struct db_arg id = db_text(change->id), now = db_int(change->now_ms);
	enum db_error error;

	if (change->password_hash)
		error = db_change(
		    db, SQL_USER_SET_PASSWORD, DB_ARGS(db_text(change->password_hash), now, id));
	else
		error = db_change(db, SQL_USER_DISABLE, DB_ARGS(now, id));
	if (error)
		return error;
	return db_exec(db, change->password_hash ? SQL_TOKEN_DELETE_LOGINS : SQL_TOKEN_DELETE_ALL,
	    DB_ARGS(id), NULL);
}

enum db_error
db_user_disable(struct db *db, const char *id, int64_t now_ms)
{
	struct user_change change = { id, NULL, now_ms };

	return db_transaction(db, user_change_in_transaction, &change);
}

enum db_error
db_user_enable(struct db *db, const char *id, int64_t now_ms)
{
	return db_change(db, SQL_USER_ENABLE, DB_ARGS(db_int(now_ms), db_text(id)));
}

enum db_error
db_user_set_password(struct db *db, const char *id, const char *password_hash, int64_t now_ms)
{
	struct user_change change = { id, password_hash, now_ms };

	return db_transaction(db, user_change_in_transaction, &change);
}
