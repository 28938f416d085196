/* SPDX-License-Identifier: MIT */
/*
 * message_json.h: writes messages as JSON.
 *
 * The token is a visitor's only credential. Visitors get their own token back. Users get it only in
 * the messages of GET livechat/messages/{rid} and its alias, where clients of Rocket.Chat expect
 * it; no other reply to a user contains it, nor does any mail.
 */
#ifndef CHAT_FORMAT_MESSAGE_JSON_H
#define CHAT_FORMAT_MESSAGE_JSON_H

#include "base/json_out.h"
#include "chat/core/chat.h"
#include "db/messages/message.h"

/* Writes the message as an object without any token. */
void message_json(struct chat *chat, struct json_out *out, const struct message *message);

/* The same, with the token of the room's visitor if they wrote the message. token NULL: without. */
void message_json_with_token(
    struct chat *chat, struct json_out *out, const struct message *message, const char *token);

/* The same as members of the current object. */
void message_json_members(
    struct chat *chat, struct json_out *out, const struct message *message, const char *token);

/* Writes the message for the visitor with this token: with the token, and fileUpload if it has one. */
void message_json_for_visitor(
    struct chat *chat, struct json_out *out, const struct message *message, const char *token);

#endif
