/* SPDX-License-Identifier: MIT */
#include "db/duties/mail.h"

#include "db/duties/answered.h"
#include "db/mysql/stmt.h"

enum db_error
mail_insert_within(
    struct db *db, const struct mail *mail, const char *kind, const char *ref_id, int64_t now_ms)
{
	enum db_error error = db_exec(db, SQL_OUTBOX_INSERT,
	    DB_ARGS(db_text(mail->id), db_text(kind), db_text(ref_id), db_text(mail->recipient),
		db_text(mail->content), db_int(now_ms)),
	    NULL);

	return error ? error : db_duty_put(db, DUTY_MAIL, mail->id, now_ms);
}

struct mail_insertion {
	const struct mail *mails;
	size_t count;
	const char *kind;
	const char *ref_id;
	int64_t now_ms;
	const struct duty *duty; /* NULL: none */
};

static enum db_error
mails_insert_in_transaction(struct db *db, void *arg)
{
	const struct mail_insertion *insertion = arg;
	enum db_error error = insertion->duty ? db_duty_done(db, insertion->duty) : DB_OK;

	for (size_t i = 0; i < insertion->count && !error; i++)
		error = mail_insert_within(db, &insertion->mails[i], insertion->kind,
		    insertion->ref_id, insertion->now_ms);
	return error;
}

enum db_error
db_mail_insert(
    struct db *db, const struct mail *mail, const char *kind, const char *ref_id, int64_t now_ms)
{
	struct mail_insertion insertion = {
		.mails = mail, .count = 1, .kind = kind, .ref_id = ref_id, .now_ms = now_ms
	};
	enum db_error error = db_transaction(db, mails_insert_in_transaction, &insertion);

	/* The id is new, so only an earlier attempt that was committed can have taken it. */
	return error == DB_EXISTS ? DB_OK : error;
}

enum db_error
db_mails_for_duty(struct db *db, const struct duty *duty, const struct mail *mails, size_t count,
    const char *kind, int64_t now_ms)
{
	struct mail_insertion insertion = { mails, count, kind, duty->ref, now_ms, duty };
	enum db_error error = db_transaction(db, mails_insert_in_transaction, &insertion);

	return error == DB_NO_ROW ? DB_OK : error;
}

struct answer_mail {
	struct mail_insertion insertion;
	int64_t told_ts;
};

/* The room is locked before its duty, as by those who send an answer. */
static enum db_error
answer_mail_in_transaction(struct db *db, void *arg)
{
	struct answer_mail *answer = arg;
	enum db_error error = db_exec(db, SQL_ANSWERED_TOLD,
	    DB_ARGS(db_int(answer->told_ts), db_text(answer->insertion.ref_id)), NULL);

	return error ? error : mails_insert_in_transaction(db, &answer->insertion);
}

enum db_error
db_mail_for_answer(struct db *db, const struct duty *duty, const struct mail *mail, int64_t told_ts,
    int64_t now_ms)
{
	struct answer_mail answer = {
		.insertion = { mail, 1, DUTY_ANSWERED, duty->ref, now_ms, duty },
		.told_ts = told_ts,
	};
	enum db_error error = db_transaction(db, answer_mail_in_transaction, &answer);

	return error == DB_NO_ROW ? DB_OK : error;
}

enum db_error
db_mail_count(struct db *db, const char *kind, int64_t since_ms, int64_t *count)
{
	return db_number(db, SQL_OUTBOX_COUNT, DB_ARGS(db_text(kind), db_int(since_ms)), count);
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
		error = mail_insert_within(db, &insertion->mails[i], "offline", m->id, m->ts);
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
db_mail_get(struct db *db, struct arena *mem, const char *id, struct mail *mail)
{
	struct db_cell row[2];
	enum db_error error = db_one(db, mem, SQL_OUTBOX_GET, DB_ARGS(db_text(id)), row, 2);

	*mail = (struct mail){ .id = id, .recipient = row[0].bytes, .content = row[1].bytes };
	return error;
}

struct mail_result {
	const struct duty *duty;
	const char *reason; /* NULL: it was sent */
	int64_t at_ms;      /* when it was sent, or is tried again; 0: never */
};

static enum db_error
sent_in_transaction(struct db *db, void *arg)
{
	const struct mail_result *result = arg;
	enum db_error error = db_duty_done(db, result->duty);

	return error ? error
		     : db_exec(db, SQL_OUTBOX_SENT,
			   DB_ARGS(db_int(result->at_ms), db_int(result->duty->attempts),
			       db_text(result->duty->ref)),
			   NULL);
}

enum db_error
db_mail_sent(struct db *db, const struct duty *duty, int64_t now_ms)
{
	struct mail_result result = { duty, NULL, now_ms };
	enum db_error error = db_transaction(db, sent_in_transaction, &result);

	return error == DB_NO_ROW ? DB_OK : error;
}

static enum db_error
failed_in_transaction(struct db *db, void *arg)
{
	const struct mail_result *result = arg;
	const struct duty *duty = result->duty;
	enum db_error error = result->at_ms
				  ? db_duty_postpone(db, duty, result->at_ms, result->reason)
				  : db_duty_done(db, duty);

	return error ? error
		     : db_exec(db, SQL_OUTBOX_FAILED,
			   DB_ARGS(db_text(result->at_ms ? "queued" : "failed"),
			       db_int(duty->attempts), db_text(result->reason), db_text(duty->ref)),
			   NULL);
}

enum db_error
db_mail_failed(struct db *db, const struct duty *duty, const char *reason, int64_t again_at)
{
	struct mail_result result = { duty, reason, again_at };
	enum db_error error = db_transaction(db, failed_in_transaction, &result);

	return error == DB_NO_ROW ? DB_OK : error;
}
