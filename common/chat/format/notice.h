/*
 * notice.h: messages of the server, by which clients learn what happens to a room.
 */
#ifndef CHAT_FORMAT_NOTICE_H
#define CHAT_FORMAT_NOTICE_H

#include "chat/core/chat.h"
#include "db/rooms/desk.h"

/* A member that all of them have. */
#define NOTICE_NOT_GROUPABLE "\"groupable\":false"

/*
 * Completes a notice, of which type, msg, u, by_visitor and, if there is more than every notice
 * has, extra_json are given: with an id and what clients see. All lives in the chat's arena.
 */
struct message notice_new(struct chat *chat, struct message notice);

/* The same, as the next one of an event. */
void notice_add(struct chat *chat, struct room_event *event, struct message notice);

#endif
