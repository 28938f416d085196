/* SPDX-License-Identifier: MIT */
#include "chat/mail/mail_bound.h"

#include "base/clock.h"
#include "base/log.h"
#include "chat/core/quiet.h"
#include "db/duties/mail.h"

/* When to try again after too many in an hour, and how long a process does not log it again. */
#define TOO_MANY_MS INT64_C(300000)

int64_t
mail_quiet_end(struct chat *chat, int64_t now_ms)
{
	return quiet_end(setting_text(chat->settings, SETTING_MAIL_QUIET_HOURS),
	    setting_text(chat->settings, SETTING_SITE_TIME_ZONE), now_ms);
}

int64_t
mail_bound_reached(struct chat *chat, enum setting most, int64_t now_ms)
{
	static struct {
		enum setting most;
		int64_t next_ms; /* by the monotonic clock; 0: at once */
	} logged;
	int64_t monotonic_ms = clock_monotonic_ms();

	if (logged.most != most || monotonic_ms >= logged.next_ms)
		log_error(
		    "%lld were sent in an hour, as many as %s allows: the others are sent later",
		    (long long)setting_int(chat->settings, most), setting_rule(most)->name);
	logged.most = most;
	logged.next_ms = monotonic_ms + TOO_MANY_MS;
	return now_ms + TOO_MANY_MS;
}

enum chat_error
mail_allowed_at(struct chat *chat, const char *kind, int64_t now_ms, int64_t *at_ms)
{
	int64_t most = setting_int(chat->settings, SETTING_MAILS_PER_HOUR), count = 0;
	enum db_error error;

	*at_ms = mail_quiet_end(chat, now_ms);
	if (*at_ms > now_ms || most == 0)
		return CHAT_OK;
	error = db_mail_count(chat->db, kind, now_ms - MAIL_HOUR_MS, &count);
	if (!error && count >= most)
		*at_ms = mail_bound_reached(chat, SETTING_MAILS_PER_HOUR, now_ms);
	return chat_error_from_db(error);
}
