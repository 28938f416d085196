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
	CHAT_NO_ENTRY, /* a list that users keep has no entry with this id */
	CHAT_NO_BUSINESS_HOUR,
	CHAT_NO_FILE,
	CHAT_NO_TOKEN, /* the user has no personal access token of that name */

	/* The caller is not allowed to do this. */
	CHAT_UNAUTHORIZED, /* the caller is not logged in, or the credentials are wrong */
	CHAT_FORBIDDEN,    /* the user lacks the permission */
	CHAT_NOT_YOURS,    /* the room, message or user belongs to somebody else */
	CHAT_BLOCKED,      /* the visitor, their e-mail address or their network is blocked */
	CHAT_SWITCHED_OFF, /* a setting, or this server, does not offer it */

	/* The request contradicts itself or the stored data. */
	CHAT_MISMATCH,     /* two objects that the request names do not belong together */
	CHAT_EXISTS,       /* the id or the name is taken */
	CHAT_EMPTY_TOKEN,  /* a visitor cannot be registered without a token */
	CHAT_NAME_MISSING, /* the object to be stored needs a name */
	CHAT_INVALID_NAME,
	CHAT_INVALID_FIELD,  /* a custom field breaks its definition: see chat->complaint */
	CHAT_FIELDS_MISSING, /* custom fields that are required were not sent: see chat->complaint */
	CHAT_INVALID_EMAIL,
	CHAT_INVALID_VALUE, /* the value is not one of those that are allowed */
	CHAT_TOO_LONG,      /* the text of a message is */
	CHAT_BLANK,         /* the text of a visitor's message shows nothing */
	CHAT_TOO_MANY,      /* there is the maximum number of custom fields, or entries of a list */
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
	CHAT_OUTSIDE_HOURS, /* an agent cannot take chats outside business hours */

	/* An account cannot be as the request wants it. */
	CHAT_USERNAME_TAKEN,
	CHAT_EMAIL_TAKEN,
	CHAT_INVALID_USERNAME,
	CHAT_INVALID_ROLE,
	CHAT_PASSWORD_UNFIT, /* the new one is too short or too long */
	CHAT_PASSWORD_SAME,  /* the new one is the current one */
	CHAT_PASSWORD_WRONG, /* the current one is not the one that was sent */
	CHAT_PASSWORD_DUE,   /* the user has to set another password first */
	CHAT_LAST_ADMIN,     /* there would be no active admin */
	CHAT_SELF,           /* users cannot do this to themselves */
	CHAT_NO_SESSION,     /* the user has no login of that id */

	/* A signed login cannot be used. */
	CHAT_LOGIN_EXPIRED, /* its time is over, or further away than it may be */
	CHAT_LOGIN_USED,    /* it was used before */

	/* A file cannot be taken. */
	CHAT_UPLOADS_OFF, /* a setting says that files are not taken */
	CHAT_TYPE_NOT_ALLOWED,
	CHAT_FILE_TOO_LARGE,
	CHAT_FILE_EMPTY,
	CHAT_QUOTA_EXCEEDED, /* the files that there are take all the room that they may */
	CHAT_MALWARE,        /* a scanner says that it is */

	/* The server cannot do it. */
	CHAT_NO_SPACE,            /* the disk has no room for a file: nothing was stored */
	CHAT_TOO_MANY_TRANSFERS,  /* of files, so that this one has to wait */
	CHAT_REGISTRATION_FAILED, /* the visitor could not be stored */
	CHAT_MAIL_FAILED,         /* no sender address is configured */
	CHAT_UNAVAILABLE, /* the database is not reachable: nothing was written in part, try again */
	CHAT_TOO_LARGE,   /* the database takes no value of this size; nothing was written */
	CHAT_BROKEN,      /* a bug of this program; the log has the details */

	CHAT_ERROR__MAX
};

/* The compiler warns when a caller ignores the error that the function returns. */
#define CHAT_CHECKED __attribute__((warn_unused_result))

#endif
