/* SPDX-License-Identifier: MIT */
/*
 * transcript_wish.h: transcripts that users want to be mailed when a room is closed. A row of
 * transcript_requests is the wish; closing the room makes a duty of it, and the mail removes both.
 */
#ifndef DB_ROOMS_TRANSCRIPT_WISH_H
#define DB_ROOMS_TRANSCRIPT_WISH_H

#include "db/db.h"
#include "db/mysql/stmt.h"
#include "db/people/author.h"

/* The kind of the duty to mail the transcript of a room that was closed; its ref is the room. */
#define DUTY_TRANSCRIPT "transcript"

struct transcript_wish {
	const char *email;
	const char *subject; /* "": that of the settings */
	struct author by;    /* the user who wants it */
	int64_t ts;
};

/*
 * Stores the wish for an open room. DB_NO_ROW: there is no such room, or it is closed. DB_EXISTS: there
 * is a wish for it already.
 */
DB_CHECKED enum db_error db_transcript_want(
    struct db *db, const char *rid, const struct transcript_wish *wish);

/* In a transaction of the caller's: stores it for any room, by one of the two statements for that. */
DB_CHECKED enum db_error transcript_put_within(
    struct db *db, enum sql sql, const char *rid, const struct transcript_wish *wish);

/* DB_NO_ROW when there is none. */
DB_CHECKED enum db_error db_transcript_wanted(
    struct db *db, struct arena *mem, const char *rid, struct transcript_wish *wish);

/* Removes the wish for an open room. *was_wanted false: there was none. DB_NO_ROW: as above. */
DB_CHECKED enum db_error db_transcript_unwant(
    struct db *db, const char *rid, int64_t now_ms, bool *was_wanted);

#endif
