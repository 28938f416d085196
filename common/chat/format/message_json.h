/*
 * message_json.h: how a message looks.
 */
#ifndef CHAT_FORMAT_MESSAGE_JSON_H
#define CHAT_FORMAT_MESSAGE_JSON_H

#include "base/json_out.h"
#include "chat/core/chat.h"
#include "db/rooms/message.h"

/* Writes the message document; the second form with fileUpload, if it has one. */
void message_json(struct chat *chat, struct json_out *out, const struct message *message);
void message_json_with_upload(
    struct chat *chat, struct json_out *out, const struct message *message);

#endif
