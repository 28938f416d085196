/* SPDX-License-Identifier: MIT */
/*
 * tidy.h: what settings say is to be done with what has become old: closing rooms that their visitors
 * abandoned, erasing closed ones, and removing mails; and what nobody asks for any more.
 */
#ifndef CHAT_DUTIES_TIDY_H
#define CHAT_DUTIES_TIDY_H

#include "chat/core/chat.h"
#include "db/duties/duty.h"

/* Does a part of DUTY_TIDY, and postpones the duty: by a moment if there is more. */
CHAT_CHECKED enum chat_error tidy(struct chat *chat, const struct duty *duty, int64_t wait_ms);

#endif
