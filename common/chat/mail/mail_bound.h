/* SPDX-License-Identifier: MIT */
/*
 * mail_bound.h: when mails and pushes may be sent that nobody has asked for: not in quiet hours, and no
 * more than so many in an hour.
 */
#ifndef CHAT_MAIL_MAIL_BOUND_H
#define CHAT_MAIL_MAIL_BOUND_H

#include "chat/core/chat.h"

#define MAIL_HOUR_MS INT64_C(3600000)

/* When the quiet hours end in which now_ms is, or now_ms itself. */
int64_t mail_quiet_end(struct chat *chat, int64_t now_ms);

/*
 * As many in an hour as the setting says were sent: logs it, now and then, and returns when to try
 * again.
 */
int64_t mail_bound_reached(struct chat *chat, enum setting most, int64_t now_ms);

/* Finds when a mail of that kind may be stored: now_ms, or later. */
CHAT_CHECKED enum chat_error mail_allowed_at(
    struct chat *chat, const char *kind, int64_t now_ms, int64_t *at_ms);

#endif
