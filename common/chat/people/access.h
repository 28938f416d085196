/* SPDX-License-Identifier: MIT */
/*
 * access.h: access rules: who may use the visitor, room or message that a request names.
 *
 * Each route declares its rule in its table, and struct chat holds it while the request is served.
 * Every function of chat that finds a visitor, a room or a message checks the rule here. Until a check
 * was made the database refuses to write (db_bar_writes()), and reply_send() sends no success, so that a
 * handler cannot forget the check.
 */
#ifndef CHAT_PEOPLE_ACCESS_H
#define CHAT_PEOPLE_ACCESS_H

#include <stdbool.h>

#include "chat/core/chat.h"
#include "chat/people/user.h"

enum access_for {
	ACCESS_UNDECLARED = 0, /* the table lacks the rule: the route is not served */
	ACCESS_ANYONE,         /* everybody who has the permission of the route */
	ACCESS_VISITOR,        /* the visitor who has the token of the request */
	ACCESS_ROOM_VISITOR,   /* the same, if the room is theirs */
	ACCESS_ROOM_READER,    /* ACCESS_ROOM_MEMBER, and any agent while the room is queued */
	ACCESS_FILE_READER,    /* the room's visitor, and ACCESS_ROOM_READER, of a file's room */
	ACCESS_ROOM_MEMBER,    /* the agent who serves the room, and users who have joined it */
	ACCESS_ROOM_AGENT,     /* the agent who serves the room */
	ACCESS_MESSAGE_AUTHOR, /* the user who wrote the message */
	ACCESS_SETUP,  /* who proves that the web space is theirs, while it is to be set up */
	ACCESS_OWNER,  /* the same at any time */
	ACCESS_SELF,   /* the user whom the request names */
	ACCESS_NOBODY, /* nobody: the route always answers an error */
};

struct access {
	enum access_for who;
	enum permission override; /* users who have it may, too; PERMISSION_NONE: no others may */
};

/*
 * Returns whether the caller may use what was found: `owns` says whether they are `who`, and if the
 * rule of the route is about `who`, its override permission is enough, too. user NULL: a visitor.
 */
bool access_granted(struct chat *chat, enum access_for who, const struct user *user, bool owns);

/* Checks ACCESS_VISITOR. CHAT_NO_VISITOR: no visitor has the token. */
CHAT_CHECKED enum chat_error access_visitor(struct chat *chat, bool visitor_found);

/*
 * Checks ACCESS_ROOM_VISITOR. CHAT_NO_VISITOR: no visitor has the token. CHAT_NO_ROOM: the visitor
 * has no such room; the room of another visitor gives the same error.
 */
CHAT_CHECKED enum chat_error access_room_of_visitor(
    struct chat *chat, bool visitor_found, bool room_found);

/* Returns whether a check has granted access, or the route needs no check. */
bool access_is_settled(const struct chat *chat);

#endif
