/* SPDX-License-Identifier: MIT */
/*
 * mail.h: offline messages, and the outbox from the side of the process that sends.
 */
#ifndef DB_DUTIES_MAIL_H
#define DB_DUTIES_MAIL_H

#include <stddef.h>

#include "db/db.h"
#include "db/duties/duty.h"

struct offline_message {
	const char *id;
	const char *name;
	const char *email;
	const char *message;
	const char *department; /* NULL: none, as for the following */
	const char *host;
	const char *ip;
	int64_t ts;
};

/* A mail to one recipient. */
struct mail {
	const char *id;
	const char *recipient; /* a bare address */
	const char *content;   /* headers and body, lines ending in \n */
};

/* The kind of the duty of each mail that is to be sent; its ref is the id of the mail. */
#define DUTY_MAIL "mail"

/*
 * Stores a mail and its duty. It is about something of that kind ("transcript") with the id
 * `ref_id`.
 */
DB_CHECKED enum db_error db_mail_insert(
    struct db *db, const struct mail *mail, const char *kind, const char *ref_id, int64_t now_ms);

/* The same in a transaction of the caller's. */
DB_CHECKED enum db_error mail_insert_within(
    struct db *db, const struct mail *mail, const char *kind, const char *ref_id, int64_t now_ms);

/* Stores the message and the mails about it, all of them or none. */
DB_CHECKED enum db_error db_offline_message_insert(
    struct db *db, const struct offline_message *message, const struct mail *mails, size_t count);

/*
 * Stores mails of that kind about duty->ref, and removes the duty that demanded them. It does so
 * once: if the duty is no longer this process's, it does nothing.
 */
DB_CHECKED enum db_error db_mails_for_duty(struct db *db, const struct duty *duty,
    const struct mail *mails, size_t count, const char *kind, int64_t now_ms);

/*
 * Stores the mail that tells the visitor of the room duty->ref of the answers up to told_ts, in the
 * same way.
 */
DB_CHECKED enum db_error db_mail_for_answer(struct db *db, const struct duty *duty,
    const struct mail *mail, int64_t told_ts, int64_t now_ms);

/* Counts the mails of a kind since that time. */
DB_CHECKED enum db_error db_mail_count(
    struct db *db, const char *kind, int64_t since_ms, int64_t *count);

/* Reads the mail of a duty. DB_NO_ROW: there is none, or it is no longer to be sent. */
DB_CHECKED enum db_error db_mail_get(
    struct db *db, struct arena *mem, const char *id, struct mail *mail);

/* Stores that the mail was sent, and removes its duty. */
DB_CHECKED enum db_error db_mail_sent(struct db *db, const struct duty *duty, int64_t now_ms);

/* Stores the reason. The mail is tried again at again_at; 0: it is given up. */
DB_CHECKED enum db_error db_mail_failed(
    struct db *db, const struct duty *duty, const char *reason, int64_t again_at);

#endif
