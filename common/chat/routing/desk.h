/*
 * desk.h: what agents and visitors do with a conversation besides writing: take it, hand it
 * on, put it back, close it. Clients learn of each by a message that is written for them.
 */
#ifndef CHAT_ROUTING_DESK_H
#define CHAT_ROUTING_DESK_H

#include "chat/core/chat.h"
#include "chat/people/user.h"
#include "db/rooms/desk.h"
#include "db/rooms/room.h"

/*
 * The visitor ends his conversation. CHAT_CLOSING_NOT_ALLOWED, CHAT_INVALID_TOKEN,
 * CHAT_INVALID_ROOM, CHAT_ROOM_CLOSED. *comment is what the closing message says.
 */
enum chat_error desk_close_by_visitor(
    struct chat *chat, const char *token, const char *rid, const char **comment);

struct desk_closing {
	const char *rid;
	const char *comment;            /* NULL: none */
	const char *tags_json;          /* NULL: left as they are */
	const char *transcript_email;   /* who is mailed the conversation; NULL: nobody */
	const char *transcript_subject; /* NULL or empty: the admin's */
};

/*
 * An agent ends it: his own, or any with permission close-others-livechat-room.
 * CHAT_UNKNOWN_ROOM, CHAT_NOT_AUTHORIZED, CHAT_ROOM_ALREADY_CLOSED, CHAT_COMMENT_REQUIRED,
 * CHAT_INVALID_EMAIL. That a transcript cannot be sent keeps no room open; it is logged.
 */
enum chat_error desk_close_by_user(
    struct chat *chat, const struct user *user, const struct desk_closing *closing);

/*
 * Gives a queued room to `agent_id`, or to the user himself when that is NULL; only one of
 * several that try gets it. CHAT_INQUIRY_NOT_FOUND, CHAT_INQUIRY_TAKEN, CHAT_INVALID_USER,
 * CHAT_AGENT_NOT_AVAILABLE, CHAT_ROOM_NOT_ACCESSIBLE.
 */
enum chat_error desk_take(
    struct chat *chat, const struct user *user, const char *inquiry_id, const char *agent_id);

/* Puts a served room back into the queue; into another department unless that is NULL. */
enum chat_error desk_return(
    struct chat *chat, const struct user *user, const char *rid, const char *department);

struct desk_forwarding {
	const char *rid;
	const char *user_id;    /* to this agent; NULL: to whoever takes it ... */
	const char *department; /* ... there; he gets it as one of it unless NULL */
	const char *comment;    /* NULL: none */
};

/*
 * CHAT_UNKNOWN_ROOM, CHAT_NOT_AUTHORIZED, CHAT_CONVERSATION_CLOSED, CHAT_INVALID_USER,
 * CHAT_USER_OFFLINE, CHAT_SAME_AGENT, CHAT_INVALID_DEPARTMENT, CHAT_SAME_DEPARTMENT,
 * CHAT_NOT_IN_DEPARTMENT, CHAT_FORWARDING_FAILED.
 */
enum chat_error desk_forward(
    struct chat *chat, const struct user *user, const struct desk_forwarding *forwarding);

/* The visitor asks for another department. */
enum chat_error desk_transfer_by_visitor(
    struct chat *chat, const char *token, const char *rid, const char *department);

/* The user takes part in a room that another serves. */
enum chat_error desk_join(struct chat *chat, const struct user *user, const char *rid);

/*
 * A room that was just opened or handed to a department goes to the least busy agent there,
 * where that is how rooms are given out, or to `agent_id` (NULL: nobody) if he is available; else
 * it stays in the queue. `view` is read again.
 */
enum chat_error desk_assign(struct chat *chat, struct room_view *view, const char *agent_id);

#endif
