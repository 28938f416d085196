#include "chat/core/chat.h"

#include "chat/mail/outbox.h"

enum chat_error
chat_error_from_db(enum db_error error)
{
	switch (error) {
	case DB_OK:
		return CHAT_OK;
	case DB_DOWN:
		return CHAT_UNAVAILABLE;
	case DB_NO_ROW:
	case DB_EXISTS: /* a caller that expects these has dealt with them before */
	case DB_BUG:
		break;
	}
	return CHAT_BROKEN;
}

void
chat_after_reply(struct chat *chat)
{
	outbox_run(chat);
}

bool
chat_is_busy(void)
{
	return outbox_busy();
}

void
chat_finish(struct chat *chat, int64_t wait_ms)
{
	outbox_finish(chat, wait_ms);
}
