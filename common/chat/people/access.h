/* SPDX-License-Identifier: MIT */
/*
 * access.h: who may have what a request is about.
 *
 * A route declares it in its table, and struct chat carries the declaration as long as the request
 * is served. Each function of chat that finds a visitor, a room or a message asks here whether the
 * caller may have it. A success about which nobody asked what the route declares is never sent
 * (reply_send()), so that a handler cannot forget to ask.
 */
#ifndef CHAT_PEOPLE_ACCESS_H
#define CHAT_PEOPLE_ACCESS_H

#include <stdbool.h>

#include "chat/core/chat.h"
#include "chat/people/user.h"

enum access_for {
	ACCESS_UNDECLARED = 0, /* the table forgot to say; such a route is not served */
	ACCESS_ANYONE,         /* all whom the route's permission lets in */
	ACCESS_VISITOR,        /* the visitor who has the token that is sent */
	ACCESS_ROOM_VISITOR,   /* the visitor who has the token that is sent and whose room it is */
	ACCESS_ROOM_READER,    /* as ACCESS_ROOM_MEMBER; any agent while the room waits for one */
	ACCESS_ROOM_MEMBER,    /* the agent who serves the room, and users who have joined it */
	ACCESS_ROOM_AGENT,     /* the agent who serves the room */
	ACCESS_MESSAGE_AUTHOR, /* the user who wrote the message */
	ACCESS_SELF,           /* the user whom the request names */
	ACCESS_NOBODY,         /* the route refuses all */
};

struct access {
	enum access_for who;
	enum permission override; /* who has it may, too; PERMISSION_NONE: there is none such */
};

/*
 * Whether the caller may have what was found: when `owns` says that they are `who`, or when they
 * have the permission that overrides what the route declares. The user is NULL for visitors.
 */
bool access_granted(struct chat *chat, enum access_for who, const struct user *user, bool owns);

/* The same for the visitor a token names, who may not exist: CHAT_NO_VISITOR. */
CHAT_CHECKED enum chat_error access_visitor(struct chat *chat, bool visitor_found);

/*
 * The same for a room among those of the visitor a token names. CHAT_NO_VISITOR,
 * CHAT_NO_ROOM: the token is judged first, and another visitor's room does not exist.
 */
CHAT_CHECKED enum chat_error access_room_of_visitor(
    struct chat *chat, bool visitor_found, bool room_found);

/* Whether what the route declares has been asked and granted, or nothing need be asked. */
bool access_is_settled(const struct chat *chat);

#endif
