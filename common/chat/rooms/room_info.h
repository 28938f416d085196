/* SPDX-License-Identifier: MIT */
/*
 * room_info.h: what an agent records about a room and its visitor: contact data, topic, tags and
 * custom fields.
 */
#ifndef CHAT_ROOMS_ROOM_INFO_H
#define CHAT_ROOMS_ROOM_INFO_H

#include "chat/core/chat.h"
#include "chat/people/user.h"
#include "db/rooms/room_info.h"

/* What the client sends. NULL: unchanged; blank name, email and phone are left unchanged, too. */
struct room_notes {
	const char *rid;
	const char *visitor_id;
	const char *name;
	const char *email;
	const char *phone;
	const char *topic;                 /* blank: the topic is removed */
	const char *tags_json;             /* "": all tags are removed */
	struct info_field *visitor_fields; /* a blank value removes the field; so it does ... */
	size_t visitor_fields_len;
	struct info_field *room_fields; /* ... here */
	size_t room_fields_len;
};

/*
 * Stores everything or nothing. CHAT_NO_ROOM. CHAT_NOT_YOURS: the user does not serve the room, and
 * lacks the permission that the route declares. CHAT_MISMATCH: it is not a room of this visitor.
 * CHAT_INVALID_EMAIL, CHAT_INVALID_NAME (of a custom field). CHAT_TOO_MANY: there would be more
 * custom fields than allowed.
 */
CHAT_CHECKED enum chat_error room_info_save(
    struct chat *chat, const struct user *user, const struct room_notes *notes);

#endif
