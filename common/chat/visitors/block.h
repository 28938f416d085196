/* SPDX-License-Identifier: MIT */
/*
 * block.h: blocks: a visitor, an e-mail address or a network whose requests store nothing.
 *
 * Each process keeps a list of the blocks that are in force, and reads it again with the settings;
 * so after SETTINGS_MAX_AGE_MS all processes know of a change. When a block ends is compared with
 * the time of each request.
 */
#ifndef CHAT_VISITORS_BLOCK_H
#define CHAT_VISITORS_BLOCK_H

#include "base/json_out.h"
#include "chat/core/chat.h"
#include "chat/core/paging.h"
#include "db/people/block.h"

/* Every request of a visitor that may write is compared with all of them. */
#define BLOCKS_MAX 1000

#define BLOCK_REASON_MAX 255 /* characters (UTF-16 code units) */

#define BLOCK_VISITOR "visitor"
#define BLOCK_EMAIL "email"
#define BLOCK_NETWORK "network"

/* The caller calls block_list_free(), which accepts NULL. */
struct block_list *block_list_new(void);
void block_list_free(struct block_list *list);

/*
 * Reads chat->blocks again if the settings have been read since. If that fails, the list stays as
 * it is, the next call tries again, and the database has logged the cause.
 */
void blocks_refresh(struct chat *chat);

/* Does so at once, after a change. */
CHAT_CHECKED enum chat_error blocks_refresh_now(struct chat *chat);

/* Whether there may be a block; if not, block_check() finds none. */
bool blocks_exist(const struct chat *chat);

/* What shows who sends a request; NULL: it does not have this. */
struct block_signs {
	const char *token;
	const char *email; /* as sent; the address that is stored for the token counts, too */
	const char *ip;
};

/*
 * CHAT_BLOCKED: one of them is blocked. CHAT_UNAVAILABLE: the list has never been read. Only while
 * an e-mail address is blocked this asks the database, for the visitor's own.
 */
CHAT_CHECKED enum chat_error block_check(struct chat *chat, const struct block_signs *signs);

/*
 * Returns the value of a block as it is stored: an address as visitors have it, a network with its
 * length and without further bits. NULL: it is no such thing; *complaint says what it must be.
 */
const char *block_value(
    struct chat *chat, const char *kind, const char *text, const char **complaint);

/*
 * Checks a block that is to be added: `text` is what to block, as somebody wrote it, of which
 * block->value becomes the form in which it is stored; kind, ends_at and reason are set. NULL: it is
 * right; else what `*field`, which is value, until or reason, must be.
 */
const char *block_complaint(
    struct chat *chat, struct block_row *block, const char *text, const char **field);

/*
 * Stores the block, or replaces that of the same value; of a visitor whose token is not set it finds that.
 * CHAT_NO_VISITOR. CHAT_TOO_MANY: there are BLOCKS_MAX.
 */
CHAT_CHECKED enum chat_error block_add(struct chat *chat, struct block_row *block);

/* Does the same for a request, from which on it holds in this process, and writes it. */
CHAT_CHECKED enum chat_error block_add_write(
    struct chat *chat, struct json_out *out, struct block_row *block);

/* Lifts the block with this id. CHAT_NO_ENTRY. */
CHAT_CHECKED enum chat_error block_remove(struct chat *chat, const char *id);

/* Writes a page of those in force as an array, the newest first. */
CHAT_CHECKED enum chat_error block_list_write(
    struct chat *chat, struct json_out *out, const struct paging *paging, struct list_size *size);

#endif
