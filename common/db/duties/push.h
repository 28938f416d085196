/* SPDX-License-Identifier: MIT */
/*
 * push.h: the browsers of users that are told when something happens, and whom they belong to. A subscription belongs to the
 * login with which it was made, and ends with it.
 */
#ifndef DB_DUTIES_PUSH_H
#define DB_DUTIES_PUSH_H

#include "db/db.h"
#include "db/duties/duty.h"

/* The kind of the duty to tell one browser about a room; its ref is the ids of both and a blank. */
#define DUTY_PUSH "push"

/* The kind of the duty that tells the agent of the room `ref` of a message of the visitor. */
#define DUTY_UNREAD "unread"

struct push_subscription {
	const char *id; /* made of the endpoint */
	const char *endpoint;
	const char *p256dh;
	const char *auth;
	const char *user_id; /* set by db_push_get() */
};

/*
 * Stores a subscription of the login whose token has that hash; who had this browser before has it no
 * longer. Beyond `max` of a user those are removed that are oldest.
 */
DB_CHECKED enum db_error db_push_put(struct db *db, const struct push_subscription *subscription,
    const char *user_id, const char *token_hash, int64_t max, int64_t now_ms);

/* Removes a subscription of that user. DB_OK also if there is none. */
DB_CHECKED enum db_error db_push_remove(struct db *db, const char *id, const char *user_id);

/* Reads one whose login lasts and whose user is an agent. DB_NO_ROW: there is none. */
DB_CHECKED enum db_error db_push_get(
    struct db *db, struct arena *mem, const char *id, struct push_subscription *subscription);

/*
 * Stores a duty DUTY_PUSH for each browser of the agents of a department, or of all (NULL), about
 * the room duty->ref, and removes the duty that demanded them. It does so once.
 */
DB_CHECKED enum db_error db_pushes_for_duty(struct db *db, struct arena *mem,
    const struct duty *duty, const char *department_id, int64_t now_ms);

/* What is known of the agent who serves a room, for whom a message of the visitor may be news. */
struct unread_agent {
	int64_t seen_at; /* when they were seen last */
	int64_t
	    here_until; /* if they are not seen again; 0: they are not here (db/sql/presence.h) */
	bool told;      /* they were told of a message, and have not come back since */
};

/* DB_NO_ROW: nobody serves the room. */
DB_CHECKED enum db_error db_unread_agent(
    struct db *db, const char *rid, struct unread_agent *agent);

/*
 * Stores a duty DUTY_PUSH for each browser of the agent who serves the room duty->ref, and that they were
 * told of messages up to told_ts, and removes the duty that demanded it. It does so once. DB_NO_ROW:
 * the room was read, closed or given to somebody else meanwhile, or the duty is no longer this
 * process's; nothing was done.
 */
DB_CHECKED enum db_error db_pushes_of_message(struct db *db, struct arena *mem,
    const struct duty *duty, const char *agent_id, int64_t told_ts, int64_t now_ms);

/* Counts a push to a browser that is begun. DB_NO_ROW: there were `most` in an hour, or it is gone. */
DB_CHECKED enum db_error db_push_count(
    struct db *db, const char *id, int64_t hour_ms, int64_t most, int64_t now_ms);

/* The service says that the browser is gone: removes the subscription with the duty. */
DB_CHECKED enum db_error db_push_gone(struct db *db, const struct duty *duty, const char *id);

/* Removes the subscriptions whose logins have ended. They are not used any more before that. */
DB_CHECKED enum db_error db_push_tidy(struct db *db);

#endif
