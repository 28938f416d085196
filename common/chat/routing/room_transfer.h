/*
 * room_transfer.h: handing a room on: to another agent, to a department, or back into the queue.
 */
#ifndef CHAT_ROUTING_ROOM_TRANSFER_H
#define CHAT_ROUTING_ROOM_TRANSFER_H

#include "chat/core/chat.h"
#include "chat/people/user.h"

/* Puts a served room back into the queue; into another department unless that is NULL. */
CHAT_CHECKED enum chat_error room_return(
    struct chat *chat, const struct user *user, const char *rid, const char *department);

struct room_forwarding {
	const char *rid;
	const char *user_id;    /* to this agent; NULL: to whoever takes it ... */
	const char *department; /* ... there; he gets it as one of it unless NULL */
	const char *comment;    /* NULL: none */
};

/*
 * CHAT_NO_ROOM, CHAT_NOT_YOURS, CHAT_CLOSED, CHAT_NO_USER,
 * CHAT_AGENT_UNAVAILABLE, CHAT_SAME_AGENT, CHAT_NO_DEPARTMENT, CHAT_SAME_DEPARTMENT,
 * CHAT_MISMATCH, CHAT_NO_DESTINATION.
 */
CHAT_CHECKED enum chat_error room_forward(
    struct chat *chat, const struct user *user, const struct room_forwarding *forwarding);

/* The visitor asks for another department. */
CHAT_CHECKED enum chat_error room_transfer_by_visitor(
    struct chat *chat, const char *token, const char *rid, const char *department);

#endif
