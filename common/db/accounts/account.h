/* SPDX-License-Identifier: MIT */
/*
 * account.h: creates, changes and removes users. Each is one transaction, with all that follows from
 * it: logins end, departments are left, rooms go back into the queue.
 */
#ifndef DB_ACCOUNTS_ACCOUNT_H
#define DB_ACCOUNTS_ACCOUNT_H

#include "db/people/user.h"
#include "db/rooms/room_change.h"

/* Why an account was not saved although the database did as it was told. */
enum account_fault {
	ACCOUNT_FAULT_NONE = 0,
	ACCOUNT_USERNAME_TAKEN, /* by a name that differs in case at most; so for the next */
	ACCOUNT_EMAIL_TAKEN,
	ACCOUNT_LAST_ADMIN,       /* nobody else is an active admin */
	ACCOUNT_ROOMS_CHANGED,    /* the user serves other rooms than those that were given */
	ACCOUNT_PASSWORD_CHANGED, /* the password is not the one that was verified any more */
};

/* A room that the user serves, with the event of its return into the queue. */
struct account_room {
	const char *id;
	const char *department_id; /* NULL: none */
	struct room_event event;
	const char *inquiry_id; /* a new id */
	struct account_room *next;
};

/* What changes. A text that is NULL, and a number that is negative, stays as it is. */
struct account_change {
	const char *id;
	const char *username;
	const char *name;
	const char *email;
	const char *password_hash; /* all tokens end but that of keep_hash */
	int roles;                 /* without that of an agent the departments are left */
	int active;                /* 0: all tokens end */
	int must_change_password;
	const char *keep_hash; /* NULL: none */
	const char
	    *verified_hash; /* what the current password was verified with; NULL: it was not */
	bool remove;        /* the row goes, and all members above are ignored */
	bool leaves;        /* the rooms that the user serves go back into the queue */
	struct account_room *rooms;
	int64_t now_ms;
	enum account_fault fault; /* out: why DB_NO_ROW was returned */
};

/* Reads the open rooms that the user serves; their events are empty. */
DB_CHECKED enum db_error db_account_rooms(
    struct db *db, struct arena *mem, const char *id, struct account_room **rooms);

/*
 * DB_NO_ROW: another user than `id` has the username or the address, of which one that is NULL is not
 * looked for; *fault says which. In a transaction it stays so until its end.
 */
DB_CHECKED enum db_error db_account_names_free(struct db *db, const char *id, const char *username,
    const char *email, enum account_fault *fault);

/*
 * Inserts a user with all members but status and available. DB_NO_ROW: *fault says why. An address
 * that is NULL is not looked for.
 */
DB_CHECKED enum db_error db_account_insert(
    struct db *db, const struct user_row *user, enum account_fault *fault);

/*
 * Changes or removes a user. DB_NO_ROW: change->fault says why, and if that is none, there is no
 * such user. It is not an error to remove one who is gone already.
 */
DB_CHECKED enum db_error db_account_change(struct db *db, struct account_change *change);

#endif
