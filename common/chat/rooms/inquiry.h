/* SPDX-License-Identifier: MIT */
/*
 * inquiry.h: inquiries: the queue of rooms that wait for an agent.
 */
#ifndef CHAT_ROOMS_INQUIRY_H
#define CHAT_ROOMS_INQUIRY_H

#include "base/json_out.h"
#include "chat/core/chat.h"
#include "chat/core/paging.h"
#include "db/rooms/inquiry.h"

/*
 * Writes the queued inquiries that match the filter as an array, the oldest first. The filter names
 * the department by its id or name; its page is ignored. CHAT_NO_DEPARTMENT: there is no such one.
 */
CHAT_CHECKED enum chat_error inquiry_list_write(struct chat *chat, struct json_out *out,
    const struct inquiry_list *filter, const struct paging *paging, struct list_size *size);

/* Writes the inquiry of a room as an object, or null if it has none. */
CHAT_CHECKED enum chat_error inquiry_of_room_write(
    struct chat *chat, struct json_out *out, const char *rid);

#endif
