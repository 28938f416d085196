/* SPDX-License-Identifier: MIT */
#include "db/accounts/account.h"

#include "db/mysql/stmt.h"
#include "db/room_set.h"

#define ROLE_BIT_AGENT 2 /* as in the schema */
#define ROLE_BIT_ADMIN 16
#define ROLE_BITS_LIVECHAT (2 | 4 | 8 | 16) /* those with which a user reads rooms */

/* --- What forbids it ------------------------------------------------------------------------ */

/* Sets *fault, and returns DB_NO_ROW, if there are rows. */
static enum db_error
fault_if_any(struct db *db, enum sql sql, const struct db_arg *args, size_t args_len,
    enum account_fault *fault, enum account_fault meaning)
{
	int64_t count;
	enum db_error error = db_number(db, sql, args, args_len, &count);

	if (error || count == 0)
		return error;
	*fault = meaning;
	return DB_NO_ROW;
}

enum db_error
db_account_names_free(struct db *db, const char *id, const char *username, const char *email,
    enum account_fault *fault)
{
	enum db_error error = DB_OK;

	*fault = ACCOUNT_FAULT_NONE;
	if (username)
		error = fault_if_any(db, SQL_ACCOUNT_NAME_TAKEN,
		    DB_ARGS(db_text(id), db_text(username)), fault, ACCOUNT_USERNAME_TAKEN);
	if (!error && email)
		error = fault_if_any(db, SQL_ACCOUNT_EMAIL_TAKEN,
		    DB_ARGS(db_text(id), db_text(email)), fault, ACCOUNT_EMAIL_TAKEN);
	return error;
}

/* The rows of all admins are locked, so that no two of them remove each other. */
static enum db_error
an_admin_stays(struct db *db, struct account_change *change)
{
	int64_t others, is_admin;
	enum db_error error;

	if (!change->remove && change->active != 0 &&
	    (change->roles < 0 || change->roles & ROLE_BIT_ADMIN))
		return DB_OK;
	error = db_number(db, SQL_ACCOUNT_OTHER_ADMINS, DB_ARGS(db_text(change->id)), &others);
	if (!error)
		error =
		    db_number(db, SQL_ACCOUNT_IS_ADMIN, DB_ARGS(db_text(change->id)), &is_admin);
	if (error || others > 0 || !is_admin)
		return error;
	change->fault = ACCOUNT_LAST_ADMIN;
	return DB_NO_ROW;
}

/* --- What follows from it ------------------------------------------------------------------- */

static enum db_error
rooms_return(struct db *db, struct account_change *change)
{
	enum db_error error = DB_OK;

	for (struct account_room *room = change->rooms; room && !error; room = room->next) {
		struct db_cell serves;

		/* They may have been given to others since they were listed. */
		error = db_one(db, NULL, SQL_ACCOUNT_ROOM_LOCK,
		    DB_ARGS(db_text(room->event.rid), db_text(change->id)), &serves, 1);
		if (!error)
			error = db_room_return_within(db, &room->event, room->inquiry_id);
		if (error == DB_NO_ROW)
			change->fault = ACCOUNT_ROOMS_CHANGED;
	}
	return error ? error
		     : fault_if_any(db, SQL_ACCOUNT_ROOMS_COUNT, DB_ARGS(db_text(change->id)),
			   &change->fault, ACCOUNT_ROOMS_CHANGED);
}

/*
 * Whoever knew the old password may have made personal access tokens with it, so a new one ends
 * these, too, as in Rocket.Chat.
 */
static enum db_error
tokens_end(struct db *db, const struct account_change *change)
{
	bool leaves = change->remove || change->active == 0;
	const char *keep = leaves || !change->keep_hash ? "" : change->keep_hash;
	enum db_error error;

	if (!leaves && !change->password_hash)
		return DB_OK;
	error =
	    db_exec(db, SQL_TOKEN_DELETE_OTHERS, DB_ARGS(db_text(change->id), db_text(keep)), NULL);
	return error || leaves ? error : db_user_leave_wholly(db, change->id, change->now_ms);
}

static bool
departments_end(const struct account_change *change)
{
	return change->remove || (change->roles >= 0 && !(change->roles & ROLE_BIT_AGENT));
}

static bool
memberships_end(const struct account_change *change)
{
	return change->remove || (change->roles >= 0 && !(change->roles & ROLE_BITS_LIVECHAT));
}

static bool
is_renamed(const struct account_change *change)
{
	return !change->remove && change->username;
}

/* The rooms that the user serves or has joined, before any inbox is written. */
static enum db_error
rooms_write(struct db *db, const struct account_change *change)
{
	struct db_arg id = db_text(change->id);
	enum db_error error = DB_OK;

	if (is_renamed(change))
		error = db_exec(
		    db, SQL_ACCOUNT_ROOMS_RENAME, DB_ARGS(db_text(change->username), id), NULL);
	if (error || !memberships_end(change))
		return error;
	error = db_exec(db, SQL_ACCOUNT_ROOMS_LEAVE, DB_ARGS(id), NULL);
	return error ? error : db_exec(db, SQL_ACCOUNT_MEMBER_DELETE, DB_ARGS(id), NULL);
}

/* Departments, and what only the user has. */
static enum db_error
belongings_write(struct db *db, const struct account_change *change)
{
	struct db_arg id = db_text(change->id);
	enum db_error error = DB_OK;

	if (departments_end(change)) {
		error = db_exec(db, SQL_DEPARTMENT_AGENT_LEAVE, DB_ARGS(id), NULL);
		if (!error)
			error = db_exec(db, SQL_INBOX_TOUCH_MEMBER, DB_ARGS(id), NULL);
	}
	if (!error && change->remove)
		error = db_exec(db, SQL_ACCOUNT_CANNED_DELETE, DB_ARGS(id), NULL);
	if (!error && change->remove)
		error = db_exec(db, SQL_ACCOUNT_DAYS_DELETE, DB_ARGS(id), NULL);
	return error;
}

static enum db_error
consequences_write(struct db *db, struct account_change *change, const struct room_set *rooms)
{
	enum db_error error = rooms_write(db, change);

	if (!error && (is_renamed(change) || memberships_end(change) || departments_end(change)))
		error = room_set_touch(db, rooms, change->id);
	if (!error)
		error = belongings_write(db, change);
	return error || !change->leaves ? error : rooms_return(db, change);
}

/* --- The change ----------------------------------------------------------------------------- */

static struct db_arg
number_or_null(int number)
{
	return db_int_or_null(number >= 0, number);
}

static enum db_error
row_change(struct db *db, struct account_change *change)
{
	struct db_arg id = db_text(change->id), username = db_text(change->username);
	struct db_arg active = number_or_null(change->active),
		      roles = number_or_null(change->roles),
		      verified = db_text(change->verified_hash),
		      hash = db_text(change->password_hash);
	enum db_error error;

	if (change->remove)
		return db_exec(db, SQL_ACCOUNT_DELETE, DB_ARGS(id), NULL);
	error = db_change(db, SQL_ACCOUNT_UPDATE,
	    DB_ARGS(active, roles, username, db_text(change->name), db_text(change->email), hash,
		roles, active, number_or_null(change->must_change_password), db_int(change->now_ms),
		id, verified, verified, hash));
	if (error == DB_NO_ROW && change->verified_hash)
		change->fault = ACCOUNT_PASSWORD_CHANGED;
	return error;
}

static enum db_error
change_in_transaction(struct db *db, void *arg)
{
	struct account_change *change = arg;
	struct room_set rooms = { 0 };
	enum db_error error =
	    db_account_names_free(db, change->id, change->username, change->email, &change->fault);

	if (!error)
		error = an_admin_stays(db, change);
	if (!error)
		error = row_change(db, change);
	if (!error)
		error = tokens_end(db, change);
	/* The row of the user is locked by now: nobody gives them another room. */
	if (!error)
		error = room_set_lock(db, &rooms, SQL_ACCOUNT_ALL_ROOMS,
		    DB_ARGS(db_text(change->id), db_text(change->id)));
	if (!error)
		error = consequences_write(db, change, &rooms);
	room_set_free(&rooms);
	return error;
}

enum db_error
db_account_change(struct db *db, struct account_change *change)
{
	enum db_error error = db_transaction(db, change_in_transaction, change);

	/* Only an earlier run that was committed can have stored the messages of the rooms. */
	return error == DB_EXISTS ? DB_OK : error;
}

struct insertion {
	const struct user_row *user;
	enum account_fault *fault;
};

static enum db_error
insert_in_transaction(struct db *db, void *arg)
{
	const struct insertion *insertion = arg;
	const struct user_row *user = insertion->user;
	enum db_error error =
	    db_account_names_free(db, user->id, user->username, user->email, insertion->fault);

	if (error)
		return error;
	return db_exec(db, SQL_USER_INSERT,
	    DB_ARGS(db_text(user->id), db_text(user->username), db_text(user->name),
		db_text(user->email), db_text(user->password_hash), db_int(user->roles),
		db_int(user->active), db_int(user->must_change_password), db_int(user->created_at),
		db_int(user->updated_at)),
	    NULL);
}

enum db_error
db_account_insert(struct db *db, const struct user_row *user, enum account_fault *fault)
{
	struct insertion insertion = { user, fault };
	enum db_error error = db_transaction(db, insert_in_transaction, &insertion);

	/* The username was free, so only an earlier run that was committed can have the id. */
	return error == DB_EXISTS ? DB_OK : error;
}

/* --- Rooms ---------------------------------------------------------------------------------- */

struct rooms_read {
	struct arena *mem;
	struct account_room **next;
};

static enum db_error
room_row(const struct db_cell *row, void *arg)
{
	struct rooms_read *read = arg;
	struct account_room *room = arena_zalloc(read->mem, sizeof(*room));

	room->id = arena_strdup(read->mem, row[0].bytes);
	room->department_id = row[1].is_null ? NULL : arena_strdup(read->mem, row[1].bytes);
	*read->next = room;
	read->next = &room->next;
	return DB_OK;
}

enum db_error
db_account_rooms(struct db *db, struct arena *mem, const char *id, struct account_room **rooms)
{
	struct rooms_read read = { mem, rooms };

	*rooms = NULL;
	return db_query(db, SQL_ACCOUNT_ROOMS, DB_ARGS(db_text(id)), room_row, &read);
}
