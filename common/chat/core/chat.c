/* SPDX-License-Identifier: MIT */
#include "chat/core/chat.h"

enum chat_error
chat_error_from_db(enum db_error error)
{
	switch (error) {
	case DB_OK:
		return CHAT_OK;
	case DB_DOWN:
		return CHAT_UNAVAILABLE;
	case DB_NO_ROW:
	case DB_EXISTS:
	case DB_BUG:
		break;
	}
	return CHAT_BROKEN;
}
