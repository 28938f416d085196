/*
 * room_info.h: what an agent notes about a conversation and about its visitor.
 */
#ifndef CHAT_ROOMS_ROOM_INFO_H
#define CHAT_ROOMS_ROOM_INFO_H

#include "chat/core/chat.h"
#include "chat/people/user.h"
#include "db/rooms/room_info.h"

/* Custom fields a room can have. */
#define ROOM_FIELDS_MAX 100

/* As it was sent; NULL and blanks for the visitor change nothing. */
struct room_notes {
	const char *rid;
	const char *visitor_id;
	const char *name;
	const char *email;
	const char *phone;
	const char *topic;                 /* blank: none from now on */
	const char *tags_json;             /* "": none from now on */
	struct info_field *visitor_fields; /* one with a blank value goes */
	size_t visitor_fields_len;
	struct info_field *room_fields; /* likewise */
	size_t room_fields_len;
};

/*
 * Stores them, all or none: for the agent who serves the room, or with permission
 * save-others-livechat-room-info. CHAT_NO_ROOM, CHAT_NOT_YOURS, CHAT_MISMATCH,
 * CHAT_INVALID_EMAIL, CHAT_INVALID_NAME, CHAT_TOO_MANY.
 */
CHAT_CHECKED enum chat_error room_info_save(
    struct chat *chat, const struct user *user, const struct room_notes *notes);

#endif
