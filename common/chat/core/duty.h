/* SPDX-License-Identifier: MIT */
/*
 * duty.h: how a duty ends of which nothing is to be told.
 */
#ifndef CHAT_CORE_DUTY_H
#define CHAT_CORE_DUTY_H

#include "chat/core/chat.h"
#include "db/duties/duty.h"

/* Ends the duty, or postpones it to again_at_ms unless that is 0. CHAT_OK also when another process has it. */
CHAT_CHECKED enum chat_error duty_settle(
    struct chat *chat, const struct duty *duty, int64_t again_at_ms);

#endif
