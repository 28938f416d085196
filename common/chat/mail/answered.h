/* SPDX-License-Identifier: MIT */
/*
 * answered.h: tells a visitor by mail that an agent has answered, when they left an address and have not
 * fetched the answer for three minutes: once, until they come back. The mails have a link that stops
 * them.
 *
 * It is off unless the settings Livechat_chat_url, Site_Url and From_Email are set.
 */
#ifndef CHAT_MAIL_ANSWERED_H
#define CHAT_MAIL_ANSWERED_H

#include "chat/core/chat.h"
#include "db/duties/duty.h"

/* When the duty DUTY_ANSWERED of an answer that is sent now is due. 0: nobody is told. */
int64_t answered_tell_at(struct chat *chat, int64_t now_ms);

/*
 * Stores after the reply that the visitor has seen the room which this request was about, if that is
 * news (visitor_sees()).
 */
void answered_seen(struct chat *chat);

/*
 * Does the duty: stores the mail if there is an answer that the visitor has not seen. In quiet hours, and
 * while there have been too many mails in an hour, the duty is postponed.
 */
CHAT_CHECKED enum chat_error answered_tell(
    struct chat *chat, const struct duty *duty, int64_t wait_ms);

/* Whether mails to the address with this key were stopped. CHAT_NO_ENTRY: no address has it. */
CHAT_CHECKED enum chat_error answered_is_stopped(struct chat *chat, const char *key, bool *stopped);

/* Stops them. CHAT_NO_ENTRY as above. */
CHAT_CHECKED enum chat_error answered_stop(struct chat *chat, const char *key);

#endif
