/* SPDX-License-Identifier: MIT */
/*
 * transfer_history.h: who gave a room to whom.
 */
#ifndef CHAT_ROUTING_TRANSFER_HISTORY_H
#define CHAT_ROUTING_TRANSFER_HISTORY_H

#include "base/json_out.h"
#include "chat/core/chat.h"
#include "chat/core/paging.h"
#include "chat/format/system_message.h"
#include "db/messages/room_state.h"

#define TRANSFER_TYPE "livechat_transfer_history"

/* The members of the system message of a transfer begin with this; the object that follows is the last one. */
#define TRANSFER_BEGIN SYSTEM_MESSAGE_NOT_GROUPABLE ",\"transferData\":"

/*
 * Writes what was stored of each transfer of a room as an array, the oldest first. The caller must have checked that
 * the user may read the room.
 */
CHAT_CHECKED enum chat_error transfer_history_write(struct chat *chat, struct json_out *out,
    const struct room_state *room, const struct paging *paging, struct list_size *size);

#endif
