#include "chat/outbox.h"

#include "base/clock.h"
#include "base/log.h"
#include "chat/sendmail.h"
#include "db/mail.h"

/* How often a process looks for mail that is due when it knows of none. */
#define LOOK_INTERVAL_MS 60000

/* Mails sent after one reply; the next reply goes on. */
#define MAILS_PER_RUN 5

/* A mail belongs to the process that took it for this long: more than sending can take. */
#define CLAIM_MS (2 * SENDMAIL_TIMEOUT_MS + 60000)

static int64_t next_look_ms; /* by the monotonic clock; 0: at once */

void
outbox_wake(void)
{
	next_look_ms = 0;
}

/* When to try again after so many attempts; 0: give up. */
static int64_t
retry_delay_ms(int64_t attempts)
{
	static const int minutes[] = { 1, 5, 15, 60, 180, 360, 720, 1440, 1440 };

	if (attempts > (int64_t)(sizeof(minutes) / sizeof(minutes[0])))
		return 0;
	return minutes[attempts - 1] * INT64_C(60000);
}

static enum db_error
mail_send(struct chat *chat, const struct mail *mail)
{
	const char *reason =
	    sendmail_run(chat->mem, chat->sendmail, mail->recipient, mail->content);
	int64_t now_ms = clock_now_ms(), delay_ms = retry_delay_ms(mail->attempts);

	if (!reason)
		return db_mail_sent(chat->db, mail->id, now_ms);
	log_error("mail %s could not be sent (attempt %lld, %s): %s", mail->id,
	    (long long)mail->attempts,
	    delay_ms ? "will be tried again"
		     : "given up; `livechat-admin outbox retry` sends it once more",
	    reason);
	return db_mail_failed(chat->db, mail->id, reason, now_ms + delay_ms, delay_ms == 0);
}

void
outbox_run(struct chat *chat)
{
	enum db_error error = DB_OK;
	int64_t now_ms = clock_now_ms();
	struct mail mail;

	if (clock_monotonic_ms() < next_look_ms)
		return;
	next_look_ms = clock_monotonic_ms() + LOOK_INTERVAL_MS;
	for (int i = 0; i < MAILS_PER_RUN && !error; i++) {
		error = db_mail_claim(chat->db, chat->mem, now_ms, now_ms + CLAIM_MS, &mail);
		if (!error)
			error = mail_send(chat, &mail);
	}
	if (!error)
		outbox_wake();
}
