/* SPDX-License-Identifier: MIT */
#include "db/mail.h"

#include "db/mysql/stmt.h"

static enum db_error
outbox_insert(
    struct db *db, const struct mail *mail, const char *kind, const char *ref_id, int64_t now_ms)
{
	return db_exec(db, SQL_OUTBOX_INSERT,
	    DB_ARGS(db_text(mail->id), db_text(kind), db_text(ref_id), db_text(mail->recipient),
		db_text(mail->content), db_int(now_ms), db_int(now_ms)),
	    NULL);
}

enum db_error
db_mail_insert(
    struct db *db, const struct mail *mail, const char *kind, const char *ref_id, int64_t now_ms)
{
	enum db_error error = outbox_insert(db, mail, kind, ref_id, now_ms);

	/* The id is new, so only an earlier attempt that was committed can have taken it. */
	return error == DB_EXISTS ? DB_OK : error;
}

struct offline_insertion {
	const struct offline_message *message;
	const struct mail *mails;
	size_t count;
};

static enum db_error
offline_insert_in_transaction(struct db *db, void *arg)
{
	struct offline_insertion *insertion = arg;
	const struct offline_message *m = insertion->message;
	enum db_error error;

	error = db_exec(db, SQL_OFFLINE_MESSAGE_INSERT,
	    DB_ARGS(db_text(m->id), db_text(m->name), db_text(m->email), db_text(m->message),
		db_text(m->department), db_text(m->host), db_text(m->ip), db_int(m->ts)),
	    NULL);
	for (size_t i = 0; i < insertion->count && !error; i++)
		error = outbox_insert(db, &insertion->mails[i], "offline", m->id, m->ts);
	return error;
}

enum db_error
db_offline_message_insert(
    struct db *db, const struct offline_message *message, const struct mail *mails, size_t count)
{
	struct offline_insertion insertion = { message, mails, count };
	enum db_error error = db_transaction(db, offline_insert_in_transaction, &insertion);

	/* The id is new, so only an earlier attempt that was committed can have taken it. */
	return error == DB_EXISTS ? DB_OK : error;
}

enum db_error
db_mail_claim(
    struct db *db, struct arena *mem, int64_t now_ms, int64_t claim_until, struct mail *mail)
{
	struct db_cell row[4];
	enum db_error error = db_one(db, mem, SQL_OUTBOX_DUE, DB_ARGS(db_int(now_ms)), row, 4);

	*mail = (struct mail){ .id = row[0].bytes,
		.recipient = row[1].bytes,
		.content = row[2].bytes,
		.attempts = row[3].number + 1 };
	if (error)
		return error;
	/* Of several processes that have read the same row only one finds it still due. */
	return db_change(
	    db, SQL_OUTBOX_CLAIM, DB_ARGS(db_int(claim_until), db_text(mail->id), db_int(now_ms)));
}

enum db_error
db_mail_sent(struct db *db, const char *id, int64_t now_ms)
{
	return db_exec(db, SQL_OUTBOX_SENT, DB_ARGS(db_int(now_ms), db_text(id)), NULL);
}

enum db_error
db_mail_failed(
    struct db *db, const char *id, const char *reason, int64_t next_try_at, bool given_up)
{
	return db_exec(db, SQL_OUTBOX_FAILED,
	    DB_ARGS(db_text(given_up ? "failed" : "queued"), db_text(reason), db_int(next_try_at),
		db_text(id)),
	    NULL);
}
