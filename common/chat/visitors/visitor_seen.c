/* SPDX-License-Identifier: MIT */
#include "chat/visitors/visitor_seen.h"

#include "base/clock.h"
#include "db/people/visitor.h"

/* How long a process does not try again to store what it could not, such as in a read-only database. */
#define SEEN_RETRY_MS 60000

void
visitor_asks(struct chat *chat, const char *token, enum seen seen)
{
	if (seen == SEEN_NOW)
		return;
	chat->seen_token = token;
	chat->seen_token_away = seen == SEEN_AWAY;
}

void
visitor_seen(struct chat *chat)
{
	static int64_t next_try_ms; /* by the monotonic clock; 0: at once */
	int64_t now_ms;

	if (!chat->seen_token)
		return;
	now_ms = clock_monotonic_ms();
	if (now_ms >= next_try_ms && db_visitor_mark_seen(chat->db, chat->seen_token,
					 chat->seen_token_away ? SEEN_AWAY : SEEN_EARLIER))
		next_try_ms = now_ms + SEEN_RETRY_MS;
}
