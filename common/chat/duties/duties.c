/* SPDX-License-Identifier: MIT */
#include "chat/duties/duties.h"

#include <string.h>

#include "base/clock.h"
#include "base/crypto/ids.h"
#include "base/log.h"
#include "base/str.h"
#include "chat/duties/tidy.h"
#include "chat/files/tidy_files.h"
#include "chat/mail/answered.h"
#include "chat/mail/outbox.h"
#include "chat/mail/transcript_request.h"
#include "chat/mail/waiting.h"
#include "chat/push/alert.h"
#include "chat/push/push.h"
#include "chat/push/unread.h"
#include "db/duties/answered.h"
#include "db/duties/duty.h"
#include "db/duties/mail.h"
#include "db/duties/push.h"
#include "db/rooms/queue.h"
#include "db/rooms/transcript_wish.h"
#include "db/tidy.h"

/* How many duties are begun after one reply. The rest follows after the next one. */
#define DUTIES_PER_RUN 5

/* How long duties_run() may wait. Most sendmail programs only queue the mail and end within it. */
#define RUN_MS 200

/* How long a duty is reserved for the process that claimed it: longer than any can take. */
#define CLAIM_MS OUTBOX_MAIL_MS

/* How soon to look again after the database refused something. */
#define FAILED_MS 5000

/* A newer release stored a duty that this one does not know; that one will do it. */
#define UNKNOWN_MS 60000

/*
 * Does what the duty says and removes the duty, or postpones it. It waits no longer than wait_ms for
 * others.
 */
typedef enum chat_error duty_fn(struct chat *chat, const struct duty *duty, int64_t wait_ms);

static const struct {
	const char *kind;
	duty_fn *run;
} kinds[] = {
	{ DUTY_MAIL, outbox_send },
	{ DUTY_TRANSCRIPT, transcript_mail },
	{ DUTY_WAITING, waiting_tell },
	{ DUTY_ANSWERED, answered_tell },
	{ DUTY_ALERT, alert_tell },
	{ DUTY_UNREAD, unread_tell },
	{ DUTY_PUSH, push_send },
	{ DUTY_FILES, files_tidy },
	{ DUTY_TIDY, tidy },
};

bool
duties_free(struct chat *chat)
{
	bool mail_ended = outbox_wait(chat, 0), push_ended = push_wait(chat, 0);

	return mail_ended && push_ended;
}

bool
duties_busy(void)
{
	return outbox_busy() || push_busy();
}

static duty_fn *
kind_find(const char *kind)
{
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		if (strcmp(kinds[i].kind, kind) == 0)
			return kinds[i].run;
	return NULL;
}

static enum chat_error
unknown_postpone(struct chat *chat, const struct duty *duty)
{
	enum db_error error = db_duty_postpone(chat->db, duty, clock_now_ms() + UNKNOWN_MS, NULL);

	return error == DB_NO_ROW ? CHAT_OK : chat_error_from_db(error);
}

/* Claims a duty and does it. *found is false if none is due. */
static enum chat_error
duty_do(struct chat *chat, int64_t wait_ms, bool *found)
{
	int64_t now_ms = clock_now_ms();
	struct duty duty;
	duty_fn *run;
	enum db_error error;

	error = db_duty_claim(
	    chat->db, chat->mem, id_new_in(chat->mem), now_ms, now_ms + CLAIM_MS, &duty);
	*found = !error;
	if (error)
		return error == DB_NO_ROW ? CHAT_OK : chat_error_from_db(error);
	run = kind_find(duty.kind);
	return run ? run(chat, &duty, wait_ms) : unknown_postpone(chat, &duty);
}

int64_t
duties_run(struct chat *chat)
{
	int64_t until_ms = clock_monotonic_ms() + RUN_MS, wait_ms = RUN_MS, next_ms;
	enum chat_error error = CHAT_OK;
	bool found = true;

	for (int i = 0; i < DUTIES_PER_RUN && found && !error && wait_ms > 0; i++) {
		error = duty_do(chat, wait_ms, &found);
		wait_ms = duties_busy() ? 0 : until_ms - clock_monotonic_ms();
	}
	if (error)
		return clock_now_ms() + FAILED_MS;
	if (found)
		return 0;
	return db_duty_next(chat->db, &next_ms) ? clock_now_ms() + FAILED_MS : next_ms;
}

enum chat_error
duties_run_all(struct chat *chat, int64_t max, int64_t wait_ms, int64_t *count)
{
	int64_t until_ms = clock_monotonic_ms() + wait_ms, left_ms = wait_ms;
	enum chat_error error = CHAT_OK;
	bool found = true;

	for (*count = 0; *count < max && left_ms > 0 && !error; ++*count) {
		error = duty_do(chat, left_ms, &found);
		if (!found)
			break;
		left_ms = until_ms - clock_monotonic_ms();
	}
	duties_finish(chat, left_ms > 0 ? left_ms : 0);
	return error;
}

void
duties_finish(struct chat *chat, int64_t wait_ms)
{
	push_finish(chat, wait_ms);
	outbox_finish(chat, wait_ms);
}
