/* SPDX-License-Identifier: MIT */
/*
 * system_message.h: system messages, from which clients learn what happens to a room.
 */
#ifndef CHAT_FORMAT_SYSTEM_MESSAGE_H
#define CHAT_FORMAT_SYSTEM_MESSAGE_H

#include "chat/core/chat.h"
#include "chat/people/user.h"
#include "db/people/visitor.h"
#include "db/rooms/room_change.h"

/* The JSON member that every system message has. */
#define SYSTEM_MESSAGE_NOT_GROUPABLE "\"groupable\":false"

/*
 * Returns the message with a new id and shown_json. The caller sets type, msg, u and by_visitor. They
 * may set extra_json, which must then begin with SYSTEM_MESSAGE_NOT_GROUPABLE.
 */
struct message system_message_new(struct chat *chat, struct message message);

/* Adds the message, completed like this, to the event, which holds up to ROOM_EVENT_MESSAGES_MAX. */
void system_message_add(struct chat *chat, struct room_event *event, struct message message);

/* Return the user or visitor as the author of a message. The strings are shared. */
struct author author_of_user(const struct user *user);
struct author author_of_visitor(const struct visitor *visitor);

/* Returns an event of this room at the current time. */
struct room_event room_event_now(const char *rid);

/* Returns the message that says that the agent now serves the room; see system_message_add(). */
struct message message_connected(const struct author *agent);
/* Returns the message of this type that names a user: "uj" for joined, "ul" for left. */
struct message message_named(const char *type, const struct author *author);

#endif
