/* SPDX-License-Identifier: MIT */
/*
 * queue.h: what a visitor who waits is told of the queue.
 */
#ifndef CHAT_ROUTING_QUEUE_H
#define CHAT_ROUTING_QUEUE_H

#include "base/json_out.h"
#include "chat/core/chat.h"
#include "db/rooms/room.h"
#include "db/rooms/queue.h"
#include "db/messages/room_state.h"

/* The place of the room `rid` in the queue of its department, from 1; 0: it does not wait. */
CHAT_CHECKED enum chat_error queue_place(
    struct chat *chat, const char *rid, const struct room_state *room, int64_t *place);

/*
 * Writes the member queueInfo of a room that waits, else nothing. How long it will wait is left out
 * where nobody is there or no chat of the department was closed in the last 24 hours.
 */
CHAT_CHECKED enum chat_error queue_info_json(
    struct chat *chat, struct json_out *out, const struct room *room);

/*
 * Says when agents are told that the visitor waits, of a room that enters the queue of the department
 * (NULL: none) now: by whatever way, and each time. in_hours: whether it is open.
 */
CHAT_CHECKED enum chat_error queue_telling_of(struct chat *chat, const char *department_id,
    bool in_hours, int64_t now_ms, struct queue_telling *telling);

/* The same where it is not known whether it is open. */
CHAT_CHECKED enum chat_error queue_telling_now(
    struct chat *chat, const char *department_id, int64_t now_ms, struct queue_telling *telling);

/* To be called when the room has entered the queue: processes are told of the duties. */
void queue_telling_stored(struct chat *chat, const struct queue_telling *telling);

#endif
