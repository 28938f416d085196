/*
 * error.h: everything that can go wrong for a caller of chat, each a different answer to the
 * client. What they look like on the wire is decided in http/reply/reply.c alone.
 */
#ifndef CHAT_CORE_ERROR_H
#define CHAT_CORE_ERROR_H

enum chat_error {
	CHAT_OK = 0,

	/* who and where */
	CHAT_INVALID_TOKEN,   /* no visitor has this token */
	CHAT_UNKNOWN_VISITOR, /* the same, in the words of GET visitor/{token} */
	CHAT_EMPTY_TOKEN,     /* a visitor cannot be registered without */
	CHAT_INVALID_ROOM,    /* no such room of this visitor; for agents: no such room */
	CHAT_ROOM_CLOSED,
	CHAT_INVALID_MESSAGE, /* no such message in this room */
	CHAT_INVALID_DEPARTMENT,
	CHAT_ROOM_NOT_ACCESSIBLE, /* the agent may not see this room */

	/* what is not allowed */
	CHAT_ACTION_NOT_ALLOWED, /* not the author, or switched off */
	CHAT_MESSAGE_TOO_LONG,
	CHAT_MESSAGE_EXISTS, /* the _id is taken */
	CHAT_NOTIFY_ALL_NOT_ALLOWED,
	CHAT_NOTIFY_HERE_NOT_ALLOWED,
	CHAT_DISABLED, /* livechat is switched off */
	CHAT_NO_AGENT_ONLINE,
	CHAT_OFFLINE_MESSAGE_FAILED,
	CHAT_REGISTRATION_FAILED,
	CHAT_TOO_MANY_FIELDS, /* a visitor or a room has as many as it can have */
	CHAT_INVALID_FIELD,   /* no name for a custom field */

	/* what a visitor's client asks for besides */
	CHAT_INVALID_STATUS,     /* a visitor cannot be that */
	CHAT_HAS_OPEN_ROOMS,     /* so the visitor cannot be erased */
	CHAT_INVALID_AGENT,      /* nobody serves the room */
	CHAT_AGENT_NOT_FOUND,    /* nobody takes chats */
	CHAT_INVALID_SURVEY,     /* not one answer to what was asked */
	CHAT_NO_VIDEO_CALLS,     /* not offered */
	CHAT_TRANSCRIPT_OFF,     /* not offered by the admin */
	CHAT_TRANSCRIPT_VISITOR, /* CHAT_INVALID_TOKEN, in the words of the transcript */
	CHAT_TRANSCRIPT_FAILED,  /* no such address, or none to send it from */

	/* at the desk */
	CHAT_CLOSING_NOT_ALLOWED, /* visitors may not end their chats */
	CHAT_UNKNOWN_ROOM,        /* no such room, in the words of what users do with rooms */
	CHAT_NOT_AUTHORIZED,      /* another agent's room */
	CHAT_ROOM_ALREADY_CLOSED, /* when closing it */
	CHAT_CONVERSATION_CLOSED, /* when handing it on */
	CHAT_COMMENT_REQUIRED,    /* an agent has to say why he closes */
	CHAT_INQUIRY_NOT_FOUND,
	CHAT_INQUIRY_TAKEN,       /* somebody else was quicker */
	CHAT_INVALID_USER,        /* no such agent */
	CHAT_AGENT_NOT_AVAILABLE, /* he takes no chats now */
	CHAT_USER_OFFLINE,        /* likewise, when handing a room to him */
	CHAT_SAME_AGENT,          /* he has it already */
	CHAT_SAME_DEPARTMENT,     /* the room is there already */
	CHAT_NOT_IN_DEPARTMENT,   /* the agent is none of that department */
	CHAT_NOT_SERVED,          /* the room is in the queue, where it should be put */
	CHAT_FORWARDING_FAILED,   /* to nobody and nowhere */
	CHAT_ROOM_NOT_NAMED,      /* a message for no room */
	CHAT_ROOM_UNKNOWN,        /* no such room, in the words of sending into one */
	CHAT_MESSAGE_ELSEWHERE,   /* the message is not in the room that was named */
	CHAT_EDITING_NOT_ALLOWED, /* not the author, or switched off */
	CHAT_MESSAGE_TOO_LARGE,   /* longer than users may write */
	CHAT_NOT_ALLOWED,         /* to write into this room */

	/* when looking something up, or changing what is known of it */
	CHAT_NOT_PERMITTED,        /* CHAT_FORBIDDEN, in the words of a handler */
	CHAT_VISITOR_NOT_FOUND,    /* no visitor has this id */
	CHAT_ROOM_OF_OTHERS,       /* CHAT_ROOM_NOT_ACCESSIBLE, in the words of chat histories */
	CHAT_NOT_ITS_VISITOR,      /* the room is another visitor's */
	CHAT_DEPARTMENT_NOT_FOUND, /* when changing it */
	CHAT_DEPARTMENT_UNKNOWN,   /* when removing it */
	CHAT_DEPARTMENT_WITHOUT_NAME,
	CHAT_INVALID_EMAIL, /* not an address */

	/* who is logged in */
	CHAT_UNAUTHORIZED, /* nobody */
	CHAT_FORBIDDEN,    /* somebody without the permission */
	CHAT_LOGIN_REFUSED, /* no such user, a wrong password, a disabled user: nobody learns which */

	/* people */
	CHAT_NO_SUCH_AGENT,
	CHAT_AGENT_OF_OTHERS, /* what only managers may do to somebody else */
	CHAT_USER_DEACTIVATED,
	CHAT_UNKNOWN_USER,      /* there is no such user */
	CHAT_INVALID_USER_TYPE, /* neither agent nor manager */
	CHAT_TOKEN_NAME_MISSING,
	CHAT_TOKEN_NAME_WRONG,
	CHAT_TOKEN_EXISTS,
	CHAT_TOKEN_UNKNOWN,

	/* the database */
	CHAT_UNAVAILABLE, /* at the moment: try again; nothing was half-written */
	CHAT_BROKEN,      /* our mistake; the log says more */

	CHAT_ERROR__MAX
};

#endif
