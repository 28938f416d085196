/* SPDX-License-Identifier: MIT */
/*
 * served.h: who serves how many open rooms, and by what kinds of clients rooms were opened.
 */
#ifndef CHAT_ROOMS_SERVED_H
#define CHAT_ROOMS_SERVED_H

#include "base/json_out.h"
#include "chat/core/chat.h"
#include "chat/core/paging.h"
#include "db/rooms/served.h"

/*
 * Writes how many open rooms each agent serves in each department as an array. The page of the filter is
 * ignored: `paging` says which page is written.
 */
CHAT_CHECKED enum chat_error served_list_write(struct chat *chat, struct json_out *out,
    const struct served_list *filter, const struct paging *paging, struct list_size *size);

/* Writes by what kinds of clients rooms were opened as an array of objects. */
CHAT_CHECKED enum chat_error room_sources_write(struct chat *chat, struct json_out *out);

#endif
