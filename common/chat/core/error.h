/* SPDX-License-Identifier: MIT */
/*
 * error.h: what can go wrong for a caller of chat, by what it means.
 *
 * No value says how a client is told: http/reply/errors.c has a usual wording for each, and a
 * route that words one in its own way says so in its table.
 */
#ifndef CHAT_CORE_ERROR_H
#define CHAT_CORE_ERROR_H

enum chat_error {
	CHAT_OK = 0,

	/* What the request names does not exist, as far as the caller may know. */
	CHAT_NO_VISITOR,
	CHAT_NO_ROOM,
	CHAT_NO_MESSAGE,
	CHAT_NO_DEPARTMENT,
	CHAT_NO_USER,
	CHAT_NO_INQUIRY,
	CHAT_NO_TOKEN, /* there is no personal access token of that name */

	/* The caller may not have it. */
	CHAT_UNAUTHORIZED, /* nobody is logged in, or can be with these credentials */
	CHAT_FORBIDDEN,    /* the user lacks the permission */
	CHAT_NOT_YOURS,    /* it belongs to somebody else */
	CHAT_SWITCHED_OFF, /* the admin, or this server, does not offer it */

	/* The request contradicts itself or what is stored. */
	CHAT_MISMATCH,     /* two things that the request names do not belong together */
	CHAT_EXISTS,       /* the id or the name is taken */
	CHAT_EMPTY_TOKEN,  /* a visitor cannot be registered without a token */
	CHAT_NAME_MISSING, /* what is to be stored needs a name */
	CHAT_INVALID_NAME,
	CHAT_INVALID_EMAIL,
	CHAT_INVALID_VALUE, /* it is none of those that there are */
	CHAT_TOO_LONG,      /* the text of a message */
	CHAT_TOO_MANY,      /* a visitor or a room has as many custom fields as it can have */
	CHAT_NOTIFY_ALL_NOT_ALLOWED,
	CHAT_NOTIFY_HERE_NOT_ALLOWED,

	/* The state of things does not allow it. */
	CHAT_CLOSED,            /* the room is */
	CHAT_HAS_OPEN_ROOMS,    /* so the visitor cannot be erased */
	CHAT_NOT_SERVED,        /* no agent serves the room */
	CHAT_TAKEN,             /* another agent was quicker */
	CHAT_NO_AGENT_ONLINE,   /* nobody takes chats */
	CHAT_AGENT_UNAVAILABLE, /* this agent takes none */
	CHAT_SAME_AGENT,        /* the agent serves the room already */
	CHAT_SAME_DEPARTMENT,   /* the room is there already */
	CHAT_NO_DESTINATION,    /* a room is to be forwarded to no agent and no department */
	CHAT_COMMENT_REQUIRED,  /* an agent has to say why the room is closed */
	CHAT_USER_DEACTIVATED,

	/* The chat cannot do it. */
	CHAT_REGISTRATION_FAILED, /* of a visitor */
	CHAT_MAIL_FAILED,         /* there is no address to send from */
	CHAT_UNAVAILABLE, /* the database, at the moment: try again; nothing was half-written */
	CHAT_BROKEN,      /* our mistake; the log says more */

	CHAT_ERROR__MAX
};

/* Marks functions whose error must not be overlooked. */
#define CHAT_CHECKED __attribute__((warn_unused_result))

#endif
