/* SPDX-License-Identifier: MIT */
/*
 * waiting.h: tells agents by mail that a visitor waits: at once when nobody is there, else when no agent
 * has taken the room in time; once for each stay in the queue.
 */
#ifndef CHAT_MAIL_WAITING_H
#define CHAT_MAIL_WAITING_H

#include "chat/core/chat.h"
#include "db/duties/duty.h"

/*
 * Says when the duty DUTY_WAITING of a room that enters the queue now, of that department or none (NULL), is
 * due. in_hours: whether it is open; while it is closed only agents count for whom a program answers.
 * *tell_at 0: nobody is to be told.
 */
CHAT_CHECKED enum chat_error waiting_tell_at(
    struct chat *chat, const char *department_id, bool in_hours, int64_t now_ms, int64_t *tell_at);

/*
 * Does the duty: stores the mails if the visitor still waits. In quiet hours, and while there have
 * been too many mails in an hour, the duty is postponed.
 */
CHAT_CHECKED enum chat_error waiting_tell(
    struct chat *chat, const struct duty *duty, int64_t wait_ms);

#endif
