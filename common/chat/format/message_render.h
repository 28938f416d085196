/* SPDX-License-Identifier: MIT */
/*
 * message_render.h: renders a message: parses its text and makes the JSON that clients read. This is
 * done once, when the message is written or changed; the result is stored with it.
 */
#ifndef CHAT_FORMAT_MESSAGE_RENDER_H
#define CHAT_FORMAT_MESSAGE_RENDER_H

#include "chat/core/chat.h"
#include "db/messages/message.h"

/* How many @names of a message are looked up. The others mention nobody. */
#define MESSAGE_MENTIONS_MAX 20

/*
 * The longest text of a message in UTF-16 code units, the length of a string in JavaScript;
 * INT64_MAX: there is no limit. For users it is Message_MaxAllowedSize. For visitors it is
 * Livechat_message_character_limit, or if that is 0 the one for users, while
 * Livechat_enable_message_character_limit is on.
 */
int64_t message_text_max(const struct settings *settings, bool by_visitor);

/*
 * CHAT_TOO_LONG: the text is longer than message_text_max(). message_render() checks this itself; it
 * is for texts that somebody wrote and that are shown in a system message.
 */
CHAT_CHECKED enum chat_error message_length_check(
    struct chat *chat, const char *text, bool by_visitor);

/*
 * Fills the placeholders of msg (see placeholders.h) unless a visitor wrote it, and sets shown_json
 * from msg, which is parsed for markup, links and mentions, and from the members
 * that do not change later. Every message that somebody wrote passes here before it is stored, so
 * the rules for its text are checked here. CHAT_TOO_LONG: see message_length_check(). CHAT_BLANK:
 * nothing in a visitor's text is visible, and there is no attachment. CHAT_NOTIFY_ALL_NOT_ALLOWED,
 * CHAT_NOTIFY_HERE_NOT_ALLOWED: a visitor wrote @all or @here.
 */
CHAT_CHECKED enum chat_error message_render(struct chat *chat, struct message *message);

/* The same for a stored message. Here @all and @here of a visitor mention nobody and are no error. */
enum db_error message_render_again(struct chat *chat, struct message *message);

/*
 * Sets shown_json of a system message. No markup, links or mentions are parsed. The caller has
 * checked with message_length_check() what somebody wrote.
 */
void message_render_plain(struct chat *chat, struct message *message);

#endif
