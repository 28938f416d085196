/*
 * system_message.h: messages of the server, by which clients learn what happens to a room.
 */
#ifndef CHAT_FORMAT_SYSTEM_MESSAGE_H
#define CHAT_FORMAT_SYSTEM_MESSAGE_H

#include "chat/core/chat.h"
#include "chat/people/user.h"
#include "db/people/visitor.h"
#include "db/rooms/room_change.h"

/* A member that all of them have. */
#define SYSTEM_MESSAGE_NOT_GROUPABLE "\"groupable\":false"

/*
 * Completes a notice, of which type, msg, u, by_visitor and, if there is more than every notice
 * has, extra_json are given: with an id and what clients see. All lives in the chat's arena.
 */
struct message system_message_new(struct chat *chat, struct message message);

/* The same, as the next one of an event. */
void system_message_add(struct chat *chat, struct room_event *event, struct message message);

/* What users and visitors look like as the authors of messages. */
struct author author_of_user(const struct user *user);
struct author author_of_visitor(const struct visitor *visitor);

/* An event of that room, which happens now. */
struct room_event room_event_now(const char *rid);

/* The system messages for system_message_add() that tell of an agent who serves the room from now on, and of
 * somebody who came (type "uj") or left ("ul"). */
struct message message_connected(const struct author *agent);
struct message message_named(const char *type, const struct author *author);

#endif
