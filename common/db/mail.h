/* SPDX-License-Identifier: MIT */
/*
 * mail.h: offline messages, and the outbox from the side of the process that sends.
 */
#ifndef DB_MAIL_H
#define DB_MAIL_H

#include <stddef.h>

#include "db/db.h"

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
	int64_t attempts;      /* how many have begun, including this one */
};

/* Stores a mail. It is about something of that kind ("transcript") with the id `ref_id`. */
DB_CHECKED enum db_error db_mail_insert(
    struct db *db, const struct mail *mail, const char *kind, const char *ref_id, int64_t now_ms);

/* Stores the message and the mails about it, all of them or none. */
DB_CHECKED enum db_error db_offline_message_insert(
    struct db *db, const struct offline_message *message, const struct mail *mails, size_t count);

/*
 * Takes a mail that is due and keeps other processes from sending it until `claim_until`, when it
 * is due again in case the sender has died. DB_NO_ROW: no mail is due.
 */
DB_CHECKED enum db_error db_mail_claim(
    struct db *db, struct arena *mem, int64_t now_ms, int64_t claim_until, struct mail *mail);

DB_CHECKED enum db_error db_mail_sent(struct db *db, const char *id, int64_t now_ms);

/* Stores the reason. The mail is due again at next_try_at, or never when it is given up. */
DB_CHECKED enum db_error db_mail_failed(
    struct db *db, const char *id, const char *reason, int64_t next_try_at, bool given_up);

#endif
