/* SPDX-License-Identifier: MIT */
/*
 * alert.h: tells agents' browsers that a visitor waits: at once when nobody is there, else when no agent
 * has taken the room in time; once for each stay in the queue and browser.
 */
#ifndef CHAT_PUSH_ALERT_H
#define CHAT_PUSH_ALERT_H

#include "chat/core/chat.h"
#include "db/duties/duty.h"

/*
 * Says when the duty DUTY_ALERT of a room that enters the queue now is due; 0: no browser is told. tell_at is
 * when somebody is told by mail, or 0. The others are as in mail/waiting.h.
 */
CHAT_CHECKED enum chat_error alert_at(struct chat *chat, const char *department_id, bool in_hours,
    int64_t now_ms, int64_t tell_at, int64_t *at_ms);

/* Does that duty: stores a duty DUTY_PUSH for each browser, if the visitor still waits. */
CHAT_CHECKED enum chat_error alert_tell(
    struct chat *chat, const struct duty *duty, int64_t wait_ms);

#endif
