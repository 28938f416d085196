/* SPDX-License-Identifier: MIT */
/*
 * unread.h: tells an agent in their browsers that a visitor whom they serve has written, while they have
 * no page open: when they have not been seen since the message for as long as presence lasts; once,
 * until they come back or read the room.
 */
#ifndef CHAT_PUSH_UNREAD_H
#define CHAT_PUSH_UNREAD_H

#include "chat/core/chat.h"
#include "db/duties/duty.h"
#include "db/duties/push.h"
#include "db/rooms/room.h"

/* Whether agents can be told at all: it is on, and somebody has subscribed before. */
bool unread_is_told(struct chat *chat);

/* When the duty DUTY_UNREAD of a message that is sent now is due. */
int64_t unread_tell_at(struct chat *chat, int64_t now_ms);

/*
 * Does the duty: stores a duty DUTY_PUSH for each browser of the agent, unless they have read the message
 * or been there since. In quiet hours, and as long as they may be there, the duty is postponed.
 */
CHAT_CHECKED enum chat_error unread_tell(
    struct chat *chat, const struct duty *duty, int64_t wait_ms);

/* Whether a message of the visitor waits for this agent, who serves the room and is not there. */
CHAT_CHECKED enum chat_error unread_is_news(
    struct chat *chat, const struct room *room, const char *agent_id, bool *is_news);

#endif
