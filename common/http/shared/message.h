/* SPDX-License-Identifier: MIT */
/*
 * message.h: what the routes by which users write messages have in common; their files include it
 * besides endpoint.h.
 */
#ifndef HTTP_SHARED_MESSAGE_H
#define HTTP_SHARED_MESSAGE_H

#include "chat/messages/agent_message.h"
#include "http/endpoint.h"

/* The message that a client has sent as an object with user_message_fields. Its rid may be NULL. */
struct agent_message agent_message_sent(struct request *rq, const struct value *sent);

/* Replies with the message, as the member "message", or with the error. */
void reply_message(struct request *rq, enum chat_error error, const struct message *message);

#endif
