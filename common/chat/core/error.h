/* SPDX-License-Identifier: MIT */
/*
 * error.h: the errors that functions of chat return, one value for each meaning.
 *
 * The values say nothing about HTTP. http/reply/errors.c has the usual status and text for each,
 * and a route that answers one differently says so in its table.
 */
#ifndef CHAT_CORE_ERROR_H
#define CHAT_CORE_ERROR_H

enum chat_error {
	CHAT_OK = 0,

	/* Something that the request names does not exist, or the caller must not know that it does. */
	CHAT_NO_VISITOR,
	CHAT_NO_ROOM,
	CHAT_NO_MESSAGE,
	CHAT_NO_DEPARTMENT,
	CHAT_NO_USER,
	CHAT_NO_INQUIRY,
	CHAT_NO_TOKEN, /* the user has no personal access token of that name */

	/* The caller is not allowed to do this. */
	CHAT_UNAUTHORIZED, /* the caller is not logged in, or the credentials are wrong */
	CHAT_FORBIDDEN,    /* the user lacks the permission */
	CHAT_NOT_YOURS,    /* the room, message or user belongs to somebody else */
	CHAT_SWITCHED_OFF, /* a setting, or this server, does not offer it */

	/* The request contradicts itself or the stored data. */
	CHAT_MISMATCH,     /* two objects that the request names do not belong together */
	CHAT_EXISTS,       /* the id or the name is taken */
	CHAT_EMPTY_TOKEN,  /* a visitor cannot be registered without a token */
	CHAT_NAME_MISSING, /* the object to be stored needs a name */
	CHAT_INVALID_NAME,
	CHAT_INVALID_EMAIL,
	CHAT_INVALID_VALUE, /* the value is not one of those that are allowed */
	CHAT_TOO_LONG,      /* the text of a message is */
	CHAT_TOO_MANY,      /* the visitor or room has the maximum number of custom fields */
	CHAT_NOTIFY_ALL_NOT_ALLOWED,
	CHAT_NOTIFY_HERE_NOT_ALLOWED,

	/* The current state of a room, visitor or agent does not allow it. */
	CHAT_CLOSED,            /* the room is closed */
	CHAT_HAS_OPEN_ROOMS,    /* the visitor cannot be erased until their rooms are closed */
	CHAT_NOT_SERVED,        /* no agent serves the room */
	CHAT_TAKEN,             /* another agent has taken the room */
	CHAT_NO_AGENT_ONLINE,   /* no agent is available */
	CHAT_AGENT_UNAVAILABLE, /* the agent that was asked for is not available */
	CHAT_SAME_AGENT,        /* the agent already serves the room */
	CHAT_SAME_DEPARTMENT,   /* the room is already in the department */
	CHAT_NO_DESTINATION, /* the request forwards a room to neither an agent nor a department */
	CHAT_COMMENT_REQUIRED, /* an agent must say why they close the room */
	CHAT_USER_DEACTIVATED,

	/* The server cannot do it. */
	CHAT_REGISTRATION_FAILED, /* the visitor could not be stored */
	CHAT_MAIL_FAILED,         /* no sender address is configured */
	CHAT_UNAVAILABLE, /* the database is not reachable: nothing was written in part, try again */
	CHAT_BROKEN,      /* a bug of this program; the log has the details */

	CHAT_ERROR__MAX
};

/* The compiler warns when a caller ignores the error that the function returns. */
#define CHAT_CHECKED __attribute__((warn_unused_result))

#endif
