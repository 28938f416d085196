/* SPDX-License-Identifier: MIT */
/*
 * room_transfer.h: transfers a room to another agent, to a department, or back into the queue.
 */
#ifndef CHAT_ROUTING_ROOM_TRANSFER_H
#define CHAT_ROUTING_ROOM_TRANSFER_H

#include "chat/core/chat.h"
#include "chat/people/user.h"
#include "db/rooms/room.h"
#include "db/rooms/room_change.h"

/*
 * Puts a served room back into the queue, of another department unless that (id or name) is NULL.
 * CHAT_NO_ROOM, CHAT_NOT_YOURS, CHAT_CLOSED, CHAT_NO_DEPARTMENT. CHAT_NOT_SERVED: it is queued.
 * CHAT_NO_AGENT_ONLINE: the other department does not take it, see room_may_enter().
 */
CHAT_CHECKED enum chat_error room_return(
    struct chat *chat, const struct user *user, const char *rid, const char *department);

/*
 * Makes the event of a room's return into the queue for a change of the database that makes it: `agent`
 * serves the room no more. by NULL: of their own accord. After the change the caller calls
 * queue_telling_stored().
 */
CHAT_CHECKED enum chat_error room_return_event(struct chat *chat, const struct room *room,
    const struct author *by, const struct author *agent, struct room_event *event);

struct room_forwarding {
	const char *rid;
	const char *user_id; /* the agent who gets the room; NULL: see department */
	const char
	    *department; /* id or name; NULL: none. Without an agent the room is routed there. */
	const char *comment; /* NULL: none */
};

/*
 * Forwards a room for a user. CHAT_NO_ROOM, CHAT_NOT_YOURS, CHAT_CLOSED. CHAT_TOO_LONG: the comment,
 * see message_length_check(). CHAT_NO_DESTINATION: neither an agent nor a department is named.
 * CHAT_NO_USER, CHAT_AGENT_UNAVAILABLE, CHAT_SAME_AGENT: about the agent. CHAT_NO_DEPARTMENT,
 * CHAT_SAME_DEPARTMENT, CHAT_NO_AGENT_ONLINE (see room_may_enter()): about the department.
 * CHAT_MISMATCH: the agent is not in the department.
 */
CHAT_CHECKED enum chat_error room_forward(
    struct chat *chat, const struct user *user, const struct room_forwarding *forwarding);

/*
 * Transfers a room to another department (id or name) for its visitor. CHAT_NO_VISITOR,
 * CHAT_NO_ROOM, CHAT_CLOSED, CHAT_NO_DEPARTMENT, CHAT_SAME_DEPARTMENT. CHAT_NO_AGENT_ONLINE: see
 * room_may_enter().
 */
CHAT_CHECKED enum chat_error room_transfer_by_visitor(
    struct chat *chat, const char *token, const char *rid, const char *department);

#endif
