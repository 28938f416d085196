/* SPDX-License-Identifier: MIT */
/*
 * room_close.h: closes a room, for its visitor or for a user.
 */
#ifndef CHAT_ROUTING_ROOM_CLOSE_H
#define CHAT_ROUTING_ROOM_CLOSE_H

#include "chat/core/chat.h"
#include "chat/people/user.h"

/*
 * Closes the room for its visitor; *comment is the text of the closing message. CHAT_NO_VISITOR,
 * CHAT_NO_ROOM. CHAT_CLOSED: it is closed already. CHAT_SWITCHED_OFF: the setting
 * Omnichannel_allow_visitors_to_close_conversation forbids it.
 */
CHAT_CHECKED enum chat_error room_close_by_visitor(
    struct chat *chat, const char *token, const char *rid, const char **comment);

/* Whether the settings say that a room is closed whose visitor does not answer. */
bool room_abandoned_is_closed(const struct chat *chat);

/*
 * Closes a room in the name of the agent who serves it, unless the visitor has written, or anybody since
 * before_ms. CHAT_OK also when it is closed already.
 */
CHAT_CHECKED enum chat_error room_close_abandoned(
    struct chat *chat, const char *rid, int64_t before_ms);

/* Closes the rooms of a visitor who is blocked, in the name of the user who did it. */
CHAT_CHECKED enum chat_error room_close_blocked(
    struct chat *chat, const struct user *user, const char *token);

struct room_closing {
	const char *rid;
	const char *comment;   /* NULL: none */
	const char *tags_json; /* NULL: the tags of the room stay */
	/* Where the transcript is mailed to, whatever was asked for before; NULL: as it was asked for. */
	const char *transcript_email;
	const char *
	    transcript_subject; /* NULL without transcript_email; "": the default of the settings */
	bool without_transcript; /* none is mailed, even if it was asked for */
};

/*
 * Closes the room for a user. CHAT_NO_ROOM. CHAT_NOT_YOURS: they neither serve the room nor have
 * joined it, and lack the permission that the route declares. CHAT_CLOSED: it is closed already.
 * CHAT_COMMENT_REQUIRED: the settings require a comment. CHAT_TOO_LONG: see message_length_check().
 * CHAT_INVALID_EMAIL: the address for the transcript, which is mailed after the reply.
 */
CHAT_CHECKED enum chat_error room_close_by_user(
    struct chat *chat, const struct user *user, const struct room_closing *closing);

#endif
