/* SPDX-License-Identifier: MIT */
#include "db/rooms/transcript_mail.h"

#include "db/mysql/stmt.h"
#include "db/rooms/transcript_wish.h"

struct mailing {
	const struct duty *duty;
	const struct mail *mail; /* NULL: it is given up */
	struct room_event *event;
};

/* The room is locked before its duty, as by those who close it. */
static enum db_error
mail_in_transaction(struct db *db, void *arg)
{
	const struct mailing *mailing = arg;
	const struct duty *duty = mailing->duty;
	enum db_error error = mailing->mail ? room_notify_within(db, mailing->event) : DB_OK;

	if (!error)
		error = db_duty_done(db, duty);
	if (!error)
		error = db_exec(db, SQL_TRANSCRIPT_UNWANT, DB_ARGS(db_text(duty->ref)), NULL);
	return error || !mailing->mail ? error
				       : mail_insert_within(db, mailing->mail, DUTY_TRANSCRIPT,
					     duty->ref, mailing->event->now_ms);
}

enum db_error
db_transcript_mail(
    struct db *db, const struct duty *duty, const struct mail *mail, struct room_event *event)
{
	struct mailing mailing = { duty, mail, event };
	enum db_error error = db_transaction(db, mail_in_transaction, &mailing);

	return error == DB_NO_ROW || error == DB_EXISTS ? DB_OK : error;
}

enum db_error
db_transcript_give_up(struct db *db, const struct duty *duty)
{
	struct mailing mailing = { .duty = duty };
	enum db_error error = db_transaction(db, mail_in_transaction, &mailing);

	return error == DB_NO_ROW ? DB_OK : error;
}
