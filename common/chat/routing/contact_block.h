/* SPDX-License-Identifier: MIT */
/*
 * contact_block.h: users block the visitor whom they talk with, and lift the block.
 */
#ifndef CHAT_ROUTING_CONTACT_BLOCK_H
#define CHAT_ROUTING_CONTACT_BLOCK_H

#include "chat/core/chat.h"
#include "chat/people/user.h"

/*
 * Blocks a visitor without an end, and closes their open rooms. CHAT_NO_VISITOR: there is none with
 * this id who has had a room from the source. CHAT_TOO_MANY: see block_add().
 */
CHAT_CHECKED enum chat_error contact_block(
    struct chat *chat, const struct user *user, const char *visitor_id, const char *source);

/* Lifts the block of a visitor; CHAT_OK also when there was none. CHAT_NO_VISITOR as above. */
CHAT_CHECKED enum chat_error contact_unblock(
    struct chat *chat, const char *visitor_id, const char *source);

#endif
