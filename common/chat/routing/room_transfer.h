/* SPDX-License-Identifier: MIT */
/*
 * room_transfer.h: transfers a room to another agent, to a department, or back into the queue.
 */
#ifndef CHAT_ROUTING_ROOM_TRANSFER_H
#define CHAT_ROUTING_ROOM_TRANSFER_H

#include "chat/core/chat.h"
#include "chat/people/user.h"

/*
 * Puts a served room back into the queue, of another department unless that (id or name) is NULL.
 * CHAT_NO_ROOM, CHAT_NOT_YOURS, CHAT_CLOSED, CHAT_NO_DEPARTMENT. CHAT_NOT_SERVED: it is queued.
 */
CHAT_CHECKED enum chat_error room_return(
    struct chat *chat, const struct user *user, const char *rid, const char *department);

struct room_forwarding {
	const char *rid;
	const char *user_id; /* the agent who gets the room; NULL: see department */
	const char
	    *department; /* id or name; NULL: none. Without an agent the room is routed there. */
	const char *comment; /* NULL: none */
};

/*
 * Forwards a room for a user. CHAT_NO_ROOM, CHAT_NOT_YOURS, CHAT_CLOSED. CHAT_NO_DESTINATION: neither
 * an agent nor a department is named. CHAT_NO_USER, CHAT_AGENT_UNAVAILABLE, CHAT_SAME_AGENT: about
 * the agent. CHAT_NO_DEPARTMENT, CHAT_SAME_DEPARTMENT: about the department. CHAT_MISMATCH: the agent
 * is not in the department.
 */
CHAT_CHECKED enum chat_error room_forward(
    struct chat *chat, const struct user *user, const struct room_forwarding *forwarding);

/*
 * Transfers a room to another department (id or name) for its visitor. CHAT_NO_VISITOR, CHAT_NO_ROOM,
 * CHAT_CLOSED, CHAT_NO_DEPARTMENT, CHAT_SAME_DEPARTMENT.
 */
CHAT_CHECKED enum chat_error room_transfer_by_visitor(
    struct chat *chat, const char *token, const char *rid, const char *department);

#endif
