#include "db/people/user.h"

#include "db/mysql/stmt.h"

/* The columns of USER in sql.c. */
void
user_row_read(const struct db_cell *row, struct user_row *user)
{
	user->id = row[0].bytes;
	user->username = row[1].bytes;
	user->name = row[2].bytes;
	user->email = row[3].bytes;
	user->password_hash = row[4].bytes;
	user->roles = (unsigned)row[5].number;
	user->active = row[6].number != 0;
	user->status = row[7].bytes;
	user->available = row[8].number != 0;
	user->created_at = row[9].number;
	user->updated_at = row[10].number;
}

struct user_listing {
	user_row_fn *row;
	void *arg;
};

static enum db_error
user_list_row(const struct db_cell *row, void *arg)
{
	struct user_listing *listing = arg;
	struct user_row user;

	user_row_read(row, &user);
	return listing->row(&user, listing->arg);
}

enum db_error
db_user_list(struct db *db, user_row_fn *row, void *arg)
{
	struct user_listing listing = { row, arg };

	return db_query(db, SQL_USER_LIST, NULL, 0, user_list_row, &listing);
}

void
user_row_dup(
    struct arena *mem, const struct db_cell *cells, struct user_row *user, struct token_row *token)
{
	user_row_read(cells, user);
	user->id = arena_strdup(mem, user->id);
	user->username = arena_strdup(mem, user->username);
	user->name = arena_strdup(mem, user->name);
	user->email = arena_strdup(mem, user->email);
	user->password_hash = arena_strdup(mem, user->password_hash);
	user->status = arena_strdup(mem, user->status);
	if (!token)
		return;
	token->hash = db_cell_dup(mem, &cells[USER_COLUMNS]);
	token->user_id = user->id;
	token->name = db_cell_dup(mem, &cells[USER_COLUMNS + 1]);
	token->created_at = cells[USER_COLUMNS + 2].number;
	token->expires_at = cells[USER_COLUMNS + 3].number;
}

struct user_get {
	struct arena *mem;
	struct user_row *user;
	struct token_row *token; /* NULL: the row has no token */
};

static enum db_error
user_get_row(const struct db_cell *row, void *arg)
{
	struct user_get *get = arg;

	user_row_dup(get->mem, row, get->user, get->token);
	return DB_OK;
}

static enum db_error
user_get(struct db *db, enum sql sql, const char *key, struct user_get *get)
{
	enum db_error error;

	*get->user = (struct user_row){ 0 };
	error = db_query(db, sql, DB_ARGS(db_text(key)), user_get_row, get);
	return error || get->user->id ? error : DB_NO_ROW;
}

enum db_error
db_user_by_id(struct db *db, struct arena *mem, const char *id, struct user_row *user)
{
	struct user_get get = { mem, user, NULL };

	return user_get(db, SQL_USER_BY_ID, id, &get);
}

enum db_error
db_user_by_login_name(struct db *db, struct arena *mem, const char *name, struct user_row *user)
{
	struct user_get get = { mem, user, NULL };
	enum db_error error;

	*user = (struct user_row){ 0 };
	error = db_query(
	    db, SQL_USER_BY_LOGIN_NAME, DB_ARGS(db_text(name), db_text(name)), user_get_row, &get);
	return error || user->id ? error : DB_NO_ROW;
}

enum db_error
db_user_by_username(struct db *db, struct arena *mem, const char *username, struct user_row *user)
{
	struct user_get get = { mem, user, NULL };

	return user_get(db, SQL_USER_BY_USERNAME, username, &get);
}

enum db_error
db_user_by_email(struct db *db, struct arena *mem, const char *email, struct user_row *user)
{
	struct user_get get = { mem, user, NULL };

	return user_get(db, SQL_USER_BY_EMAIL, email, &get);
}

enum db_error
db_user_by_token(struct db *db, struct arena *mem, const char *hash, struct user_row *user,
    struct token_row *token)
{
	struct user_get get = { mem, user, token };

	*token = (struct token_row){ 0 };
	return user_get(db, SQL_USER_BY_TOKEN, hash, &get);
}

struct alike {
	struct arena *mem;
	const char **taken;
};

static enum db_error
alike_row(const struct db_cell *row, void *arg)
{
	struct alike *alike = arg;

	*alike->taken = db_cell_dup(alike->mem, &row[0]);
	return DB_OK;
}

enum db_error
db_user_alike(struct db *db, struct arena *mem, const char *username, const char **taken)
{
	struct alike alike = { mem, taken };

	*taken = NULL;
	return db_query(db, SQL_USER_ALIKE, DB_ARGS(db_text(username)), alike_row, &alike);
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
	struct db_outcome outcome;
	enum db_error error;

	if (change->password_hash)
		error = db_exec(db, SQL_USER_SET_PASSWORD,
		    DB_ARGS(db_text(change->password_hash), db_int(change->now_ms),
			db_text(change->id)),
		    &outcome);
	else
		error = db_exec(db, SQL_USER_DISABLE,
		    DB_ARGS(db_int(change->now_ms), db_text(change->id)), &outcome);
	if (error)
		return error;
	if (outcome.matched == 0)
		return DB_NO_ROW;
	return db_exec(db, change->password_hash ? SQL_TOKEN_DELETE_LOGINS : SQL_TOKEN_DELETE_ALL,
	    DB_ARGS(db_text(change->id)), NULL);
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
	struct db_outcome outcome;
	enum db_error error;

	error = db_exec(db, SQL_USER_ENABLE, DB_ARGS(db_int(now_ms), db_text(id)), &outcome);
	return !error && outcome.matched == 0 ? DB_NO_ROW : error;
}

enum db_error
db_user_set_password(struct db *db, const char *id, const char *password_hash, int64_t now_ms)
{
	struct user_change change = { id, password_hash, now_ms };

	return db_transaction(db, user_change_in_transaction, &change);
}
