/*
 * inquiry.h: the queue as agents see it.
 */
#ifndef CHAT_ROOMS_INQUIRY_H
#define CHAT_ROOMS_INQUIRY_H

#include "base/json_out.h"
#include "chat/core/chat.h"
#include "db/rooms/inquiry.h"

/* Writes those that wait as an array, the oldest first. CHAT_INVALID_DEPARTMENT. */
enum chat_error inquiries_write(struct chat *chat, struct json_out *out,
    const struct inquiry_list *list, struct list_size *size);

/* Writes the inquiry of a room; null when it has none. */
enum chat_error inquiry_of_room_write(struct chat *chat, struct json_out *out, const char *rid);

#endif
