/* SPDX-License-Identifier: MIT */
/*
 * answered.h: what is known of visitors who have left and are told of an answer by mail.
 */
#ifndef DB_DUTIES_ANSWERED_H
#define DB_DUTIES_ANSWERED_H

#include "db/db.h"

/* The kind of the duty that tells the visitor of the room `ref`, and of its mail. */
#define DUTY_ANSWERED "answered"

struct answered_room {
	const char *email;      /* of the visitor; NULL: none */
	bool told;              /* the visitor was told, and has not come back since */
	bool closed_by_visitor; /* who has seen all that mattered to them */
	int64_t first_ts;       /* the oldest answer that the visitor has not seen; 0: none */
	int64_t last_ts;        /* the newest one */
};

/* DB_NO_ROW: there is no such room. */
DB_CHECKED enum db_error db_answered_room(
    struct db *db, struct arena *mem, const char *rid, struct answered_room *room);

/* Stores that the visitor has fetched what was said in the room up to that time. */
DB_CHECKED enum db_error db_answered_seen(struct db *db, const char *rid, int64_t seen_ts);

/*
 * Finds the key by which mails to an address are stopped, and whether they were. new_key becomes the key
 * of an address that has none.
 */
DB_CHECKED enum db_error db_mail_stop_key(struct db *db, struct arena *mem, const char *address,
    const char *new_key, const char **key, bool *stopped);

/* Whether mails to the address with this key were stopped. DB_NO_ROW: no address has it. */
DB_CHECKED enum db_error db_mail_is_stopped(struct db *db, const char *key, bool *stopped);

/* Stops them. DB_NO_ROW as above. */
DB_CHECKED enum db_error db_mail_stop(struct db *db, const char *key, int64_t now_ms);

#endif
