/* SPDX-License-Identifier: MIT */
#include "chat/mail/outbox.h"

#include <string.h>

#include "base/clock.h"
#include "base/ids.h"
#include "base/log.h"
#include "base/str.h"
#include "chat/mail/sendmail.h"
#include "db/mail.h"

/* How often a process looks for mails that are due, when it has not stored one itself. */
#define LOOK_INTERVAL_MS 60000

/* How many mails are started after one reply. The rest follows after the next one. */
#define MAILS_PER_RUN 5

/* How long outbox_run() may wait. Most sendmail programs only queue the mail and end within it. */
#define RUN_MS 200

/* How long a mail is reserved for the process that claimed it: longer than sending can take. */
#define CLAIM_MS (2 * SENDMAIL_TIMEOUT_MS + 60000)

static int64_t next_look_ms; /* by the monotonic clock; 0: at once */

/* The mail that is being sent. */
static struct {
	struct sendmail *sendmail; /* NULL: none */
	char id[ID_MAX_LEN + 1];
	int64_t attempts;
} current;

void
outbox_wake(void)
{
	next_look_ms = 0;
}

bool
outbox_busy(void)
{
	return current.sendmail != NULL;
}

/* Returns the delay before the next attempt. 0: there is none. */
static int64_t
retry_delay_ms(int64_t attempts)
{
	static const int minutes[] = { 1, 5, 15, 60, 180, 360, 720, 1440, 1440 };

	if (attempts > (int64_t)(ARRAY_LEN(minutes)))
		return 0;
	return minutes[attempts - 1] * INT64_C(60000);
}

/* Stores the result of the current mail. reason NULL: it was sent. */
static enum db_error
current_done(struct chat *chat, const char *reason)
{
	int64_t now_ms = clock_now_ms(), delay_ms = retry_delay_ms(current.attempts);

	current.sendmail = NULL;
	if (!reason)
		return db_mail_sent(chat->db, current.id, now_ms);
	log_error("mail %s could not be sent (attempt %lld, %s): %s", current.id,
	    (long long)current.attempts,
	    delay_ms ? "will be tried again"
		     : "given up; `livechat-admin outbox retry` sends it once more",
	    reason);
	return db_mail_failed(chat->db, current.id, reason, now_ms + delay_ms, delay_ms == 0);
}

/* Claims a mail and starts to send it. DB_NO_ROW: no mail is due. */
static enum db_error
mail_begin(struct chat *chat)
{
	int64_t now_ms = clock_now_ms();
	const char *reason;
	struct mail mail;
	enum db_error error;

	error = db_mail_claim(chat->db, chat->mem, now_ms, now_ms + CLAIM_MS, &mail);
	if (error)
		return error;
	strncpy(current.id, mail.id, ID_MAX_LEN);
	current.attempts = mail.attempts;
	current.sendmail =
	    sendmail_start(chat->mem, chat->sendmail, mail.recipient, mail.content, &reason);
	return current.sendmail ? DB_OK : current_done(chat, reason);
}

/* Waits for the current mail and stores its result. Returns false if it is still being sent. */
static bool
current_wait(struct chat *chat, int64_t wait_ms)
{
	const char *reason = NULL;

	if (!current.sendmail)
		return true;
	if (sendmail_wait(current.sendmail, wait_ms, chat->mem, &reason) == SENDMAIL_RUNNING)
		return false;
	current_done(chat, reason);
	return true;
}

void
outbox_run(struct chat *chat)
{
	int64_t until_ms = clock_monotonic_ms() + RUN_MS;
	enum db_error error = DB_OK;

	if (!current_wait(chat, 0) || clock_monotonic_ms() < next_look_ms)
		return;
	next_look_ms = clock_monotonic_ms() + LOOK_INTERVAL_MS;
	for (int i = 0; i < MAILS_PER_RUN && !error; i++) {
		error = mail_begin(chat);
		if (!current_wait(chat, until_ms - clock_monotonic_ms()))
			break;
	}
	/* More mails may be due. */
	if (!error)
		outbox_wake();
}

void
outbox_finish(struct chat *chat, int64_t wait_ms)
{
	if (current_wait(chat, wait_ms))
		return;
	sendmail_abandon(current.sendmail);
	current.sendmail = NULL;
}
