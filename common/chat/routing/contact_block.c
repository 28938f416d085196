/* SPDX-License-Identifier: MIT */
#include "chat/routing/contact_block.h"

#include "chat/routing/room_close.h"
#include "chat/visitors/block.h"

static enum chat_error
token_of(struct chat *chat, const char *visitor_id, const char *source, const char **token)
{
	enum db_error error = db_block_token_of(chat->db, chat->mem, visitor_id, source, token);

	return error == DB_NO_ROW ? CHAT_NO_VISITOR : chat_error_from_db(error);
}

enum chat_error
contact_block(
    struct chat *chat, const struct user *user, const char *visitor_id, const char *source)
{
	struct block_row block = { .kind = BLOCK_VISITOR,
		.value = visitor_id,
		.reason = "",
		.blocked_by = user->username };
	enum chat_error error = token_of(chat, visitor_id, source, &block.token);

	if (!error)
		error = block_add(chat, &block);
	if (!error)
		error = blocks_refresh_now(chat);
	return error ? error : room_close_blocked(chat, user, block.token);
}

enum chat_error
contact_unblock(struct chat *chat, const char *visitor_id, const char *source)
{
	const char *token;
	uint64_t count;
	enum chat_error error = token_of(chat, visitor_id, source, &token);

	if (!error)
		error = chat_error_from_db(
		    db_block_remove(chat->db, BLOCK_VISITOR, visitor_id, &count));
	return error ? error : blocks_refresh_now(chat);
}
