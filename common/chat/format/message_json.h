/*
 * message_json.h: how a message looks.
 *
 * A visitor's token is their whole credential. Answers tell it to that visitor; users are told it
 * only in the messages of GET livechat/messages/{rid} and its other name, where clients of
 * Rocket.Chat expect it. No other answer to a user has it, and nothing that is sent elsewhere.
 */
#ifndef CHAT_FORMAT_MESSAGE_JSON_H
#define CHAT_FORMAT_MESSAGE_JSON_H

#include "base/json_out.h"
#include "chat/core/chat.h"
#include "db/rooms/message.h"

/* Writes the message document, which tells nobody's token. */
void message_json(struct chat *chat, struct json_out *out, const struct message *message);

/* The same with the token of the room's visitor, in a message that they wrote. */
void message_json_with_token(
    struct chat *chat, struct json_out *out, const struct message *message, const char *token);

/* As the visitor with this token reads it: with the token, and with fileUpload if it has one. */
void message_json_for_visitor(
    struct chat *chat, struct json_out *out, const struct message *message, const char *token);

#endif
