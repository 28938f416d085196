/* SPDX-License-Identifier: MIT */
#include "chat/mail/outbox.h"

#include <assert.h>
#include <string.h>

#include "base/clock.h"
#include "base/crypto/ids.h"
#include "base/log.h"
#include "base/str.h"
#include "chat/mail/sendmail.h"
#include "db/duties/mail.h"

static_assert(OUTBOX_MAIL_MS >= 2 * SENDMAIL_TIMEOUT_MS + 60000, "a claim outlives its mail");

/* The mail that is being sent. */
static struct {
	struct sendmail *sendmail; /* NULL: none */
	struct duty duty;
	char id[ID_MAX_LEN + 1]; /* duty.ref, and duty.lease is: */
	char lease[ID_LEN + 1];
} current;

bool
outbox_busy(void)
{
	return current.sendmail != NULL;
}

/* The delay before the next attempt. 0: there is none. */
static int64_t
retry_delay_ms(int64_t attempts)
{
	static const int minutes[] = { 1, 5, 15, 60, 180, 360, 720, 1440, 1440 };

	if (attempts > (int64_t)(ARRAY_LEN(minutes)))
		return 0;
	return minutes[attempts - 1] * INT64_C(60000);
}

/* Stores the result of a mail. reason NULL: it was sent. */
static enum db_error
mail_done(struct chat *chat, const struct duty *duty, const char *reason)
{
	int64_t now_ms = clock_now_ms(), delay_ms = retry_delay_ms(duty->attempts);
	int64_t again_at = delay_ms ? now_ms + delay_ms : 0;

	if (!reason)
		return db_mail_sent(chat->db, duty, now_ms);
	log_error("mail %s could not be sent (attempt %lld, %s): %s", duty->ref,
	    (long long)duty->attempts,
	    delay_ms ? "will be tried again"
		     : "given up; `livechat-admin outbox retry` sends it once more",
	    reason);
	if (again_at)
		chat_duty_stored(chat, again_at);
	return db_mail_failed(chat->db, duty, reason, again_at);
}

enum chat_error
outbox_send(struct chat *chat, const struct duty *duty, int64_t wait_ms)
{
	const char *reason;
	struct mail mail;
	enum db_error error;

	error = db_mail_get(chat->db, chat->mem, duty->ref, &mail);
	/* Its room or visitor was erased, or it was sent by a process that died right after. */
	if (error == DB_NO_ROW) {
		error = db_duty_done(chat->db, duty);
		return error == DB_NO_ROW ? CHAT_OK : chat_error_from_db(error);
	}
	if (error)
		return chat_error_from_db(error);
	current.sendmail =
	    sendmail_start(chat->mem, chat->sendmail, mail.recipient, mail.content, &reason);
	if (!current.sendmail)
		return chat_error_from_db(mail_done(chat, duty, reason));
	current.duty = *duty;
	current.duty.kind = DUTY_MAIL;
	current.duty.ref = strncpy(current.id, duty->ref, ID_MAX_LEN);
	current.duty.lease = strncpy(current.lease, duty->lease, ID_LEN);
	outbox_wait(chat, wait_ms);
	return CHAT_OK;
}

bool
outbox_wait(struct chat *chat, int64_t wait_ms)
{
	const char *reason = NULL;

	if (!current.sendmail)
		return true;
	if (sendmail_wait(current.sendmail, wait_ms, chat->mem, &reason) == SENDMAIL_RUNNING)
		return false;
	current.sendmail = NULL;
	/* If the database is away, the mail is sent again later. */
	if (mail_done(chat, &current.duty, reason))
		log_error("mail %s: the result could not be stored", current.id);
	return true;
}

void
outbox_finish(struct chat *chat, int64_t wait_ms)
{
	if (outbox_wait(chat, wait_ms))
		return;
	sendmail_abandon(current.sendmail);
	current.sendmail = NULL;
}
