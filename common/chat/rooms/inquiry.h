/*
 * inquiry.h: the queue as agents see it.
 */
#ifndef CHAT_ROOMS_INQUIRY_H
#define CHAT_ROOMS_INQUIRY_H

#include "base/json_out.h"
#include "chat/core/chat.h"
#include "chat/core/paging.h"
#include "db/rooms/inquiry.h"

/* Writes, as an array, the inquiries that wait, the oldest first. CHAT_NO_DEPARTMENT. */
CHAT_CHECKED enum chat_error inquiry_list_write(struct chat *chat, struct json_out *out,
    const struct inquiry_list *list, const struct paging *paging, struct list_size *size);

/* Writes the inquiry of a room; null when it has none. */
CHAT_CHECKED enum chat_error inquiry_of_room_write(
    struct chat *chat, struct json_out *out, const char *rid);

#endif
