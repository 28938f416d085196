/* SPDX-License-Identifier: MIT */
/*
 * transcript_request.h: transcripts that are mailed once a room is closed.
 */
#ifndef CHAT_MAIL_TRANSCRIPT_REQUEST_H
#define CHAT_MAIL_TRANSCRIPT_REQUEST_H

#include "base/json_out.h"
#include "chat/core/chat.h"
#include "chat/people/user.h"
#include "db/duties/duty.h"
#include "db/rooms/transcript_wish.h"

/*
 * The user wants the transcript of an open room to be mailed when it is closed. subject NULL or empty:
 * the default of the settings. CHAT_INVALID_EMAIL. CHAT_NO_ROOM: there is no such room, or it is closed.
 * CHAT_EXISTS: somebody wants it already.
 */
CHAT_CHECKED enum chat_error transcript_request(struct chat *chat, const struct user *user,
    const char *rid, const char *email, const char *subject);

/* Nobody wants it any more. CHAT_NO_ROOM: as above. CHAT_NO_ENTRY: nobody did. */
CHAT_CHECKED enum chat_error transcript_request_cancel(struct chat *chat, const char *rid);

/*
 * Does the duty DUTY_TRANSCRIPT of a room that was closed: stores the mail. Without an address to send it
 * from it is given up, which is logged.
 */
CHAT_CHECKED enum chat_error transcript_mail(
    struct chat *chat, const struct duty *duty, int64_t wait_ms);

#endif
