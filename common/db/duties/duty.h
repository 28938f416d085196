/* SPDX-License-Identifier: MIT */
/*
 * duty.h: what is to be done at a time, by whichever process has just answered a request. A duty has
 * a kind, and names by `ref` what it is about; there is at most one of a kind for each thing.
 *
 * A process claims a duty before it does it, and removes it afterwards; where the work is in the
 * database, both are one transaction. The claim postpones the duty, so that when the process dies
 * another one does it later.
 */
#ifndef DB_DUTIES_DUTY_H
#define DB_DUTIES_DUTY_H

#include "db/db.h"

#define DUTY_REF_MAX 128    /* bytes */
#define DUTY_REASON_MAX 500 /* characters of a reason that are stored */

/* A duty that this process has claimed. */
struct duty {
	int64_t id;
	const char *lease; /* names the claim */
	const char *kind;
	const char *ref;
	int64_t attempts; /* how many have begun, including this one */
};

/*
 * Stores a duty. It belongs into the transaction that makes it necessary. If there is one already it
 * is due at the earlier of the two times, even if a process is doing it.
 */
DB_CHECKED enum db_error db_duty_put(
    struct db *db, const char *kind, const char *ref, int64_t due_at);

/* The same, but one that there is already is due at this time. */
DB_CHECKED enum db_error db_duty_renew(
    struct db *db, const char *kind, const char *ref, int64_t due_at);

/*
 * Claims the duty that is due first until `claim_until`, when it is due again. `lease` is a new id.
 * DB_NO_ROW: none is due, or others claim all that are.
 */
DB_CHECKED enum db_error db_duty_claim(struct db *db, struct arena *mem, const char *lease,
    int64_t now_ms, int64_t claim_until, struct duty *duty);

/* Reads when the first duty is due. INT64_MAX: there is none. */
DB_CHECKED enum db_error db_duty_next(struct db *db, int64_t *due_at);

/*
 * Removes a duty that is done; within a transaction as its first statement, or after the update of the
 * room, which those who store duties lock before. DB_NO_ROW: it is no longer this process's, and the
 * transaction must be rolled back.
 */
DB_CHECKED enum db_error db_duty_done(struct db *db, const struct duty *duty);

/*
 * Makes a claimed duty due at due_at instead. The attempt counts only if it failed, for the
 * reason that is stored; NULL: it did not fail. DB_NO_ROW: it is no longer this process's.
 */
DB_CHECKED enum db_error db_duty_postpone(
    struct db *db, const struct duty *duty, int64_t due_at, const char *reason);

struct duty_row {
	int64_t id;
	const char *kind;
	const char *ref;
	int64_t due_at;
	bool claimed; /* until due_at */
	int64_t attempts;
	const char *last_error; /* NULL: none */
};

/* Called for each row, whose strings are valid during the call only. */
typedef enum db_error duty_row_fn(const struct duty_row *duty, void *arg);

/* Reads the duties of that kind (NULL: of any), those first that are due first. */
DB_CHECKED enum db_error db_duty_list(
    struct db *db, const char *kind, int64_t limit, duty_row_fn *row, void *arg);

#endif
