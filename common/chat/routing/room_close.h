/*
 * room_close.h: ending a conversation, by its visitor or by a user.
 */
#ifndef CHAT_ROUTING_ROOM_CLOSE_H
#define CHAT_ROUTING_ROOM_CLOSE_H

#include "chat/core/chat.h"
#include "chat/people/user.h"

/*
 * The visitor ends his conversation. CHAT_SWITCHED_OFF, CHAT_NO_VISITOR,
 * CHAT_NO_ROOM, CHAT_CLOSED. *comment is what the closing message says.
 */
CHAT_CHECKED enum chat_error room_close_by_visitor(
    struct chat *chat, const char *token, const char *rid, const char **comment);

struct room_closing {
	const char *rid;
	const char *comment;            /* NULL: none */
	const char *tags_json;          /* NULL: left as they are */
	const char *transcript_email;   /* who is mailed the conversation; NULL: nobody */
	const char *transcript_subject; /* NULL or empty: the admin's */
};

/*
 * A user ends it who takes part in it, or has the permission that the route declares.
 * CHAT_NO_ROOM, CHAT_NOT_YOURS, CHAT_CLOSED, CHAT_COMMENT_REQUIRED,
 * CHAT_INVALID_EMAIL. That a transcript cannot be sent keeps no room open; it is logged.
 */
CHAT_CHECKED enum chat_error room_close_by_user(
    struct chat *chat, const struct user *user, const struct room_closing *closing);

#endif
