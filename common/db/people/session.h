/* SPDX-License-Identifier: MIT */
/*
 * session.h: the logins of a user that have not expired, as their owner sees them.
 */
#ifndef DB_PEOPLE_SESSION_H
#define DB_PEOPLE_SESSION_H

#include "db/db.h"
#include "db/page.h"

struct session_row {
	const char *id;   /* tells nothing about the token */
	const char *hash; /* of the token; never shown */
	int64_t created_at;
	int64_t used_at;    /* when it began or was last resumed; 0: unknown */
	int64_t expires_at; /* 0: never */
	const char *ip;     /* of the login; NULL: unknown, as for user_agent */
	const char *user_agent;
};

/* Called for each row, whose strings are valid during the call only. */
typedef enum db_error session_row_fn(const struct session_row *session, void *arg);

/* Reads a page of the sessions, the newest first. *total: how many there are on all pages. */
DB_CHECKED enum db_error db_session_page(struct db *db, const char *user_id, int64_t now_ms,
    const struct page *page, session_row_fn *row, void *arg, int64_t *total);

/* Reads one session of the user. DB_NO_ROW: they have none with this id. */
DB_CHECKED enum db_error db_session_get(struct db *db, struct arena *mem, const char *user_id,
    int64_t now_ms, const char *id, struct session_row *session);

/* Ends all sessions of the user but that of the token with this hash; "": all. */
DB_CHECKED enum db_error db_sessions_end_others(
    struct db *db, const char *user_id, const char *hash, int64_t now_ms);

#endif
