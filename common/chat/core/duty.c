/* SPDX-License-Identifier: MIT */
#include "chat/core/duty.h"

enum chat_error
duty_settle(struct chat *chat, const struct duty *duty, int64_t again_at_ms)
{
	enum db_error error = again_at_ms ? db_duty_postpone(chat->db, duty, again_at_ms, NULL)
					  : db_duty_done(chat->db, duty);

	return error == DB_NO_ROW ? CHAT_OK : chat_error_from_db(error);
}
