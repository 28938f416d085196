/* SPDX-License-Identifier: MIT */
/*
 * room_erase.h: erases a closed room with all that belongs to it.
 */
#ifndef CHAT_ROOMS_ROOM_ERASE_H
#define CHAT_ROOMS_ROOM_ERASE_H

#include "chat/core/chat.h"

/*
 * Erases messages, versions, deletions, fields, members and transcripts of the room, in steps, and then
 * the room; the caller must have checked the permission. After an error the rest is still there, and
 * a repetition goes on. CHAT_NO_ROOM. CHAT_HAS_OPEN_ROOMS: the room is open, and nothing was done.
 */
CHAT_CHECKED enum chat_error room_erase(struct chat *chat, const char *rid);

/*
 * Erases all closed rooms, or those of these departments (ids separated by commas; NULL: any). *count is
 * how many these are. What cannot be erased within some seconds is erased by the duty to tidy up.
 */
CHAT_CHECKED enum chat_error rooms_erase_closed(
    struct chat *chat, const char *departments, int64_t *count);

#endif
