/* SPDX-License-Identifier: MIT */
#include "chat/core/chat.h"

#include <ctype.h>
#include <string.h>

#include "base/utf8.h"
#include "text/one_line.h"

#define CLIENT_HEADER_MAX 255 /* in UTF-16 code units, as in the schema */

enum chat_error
chat_error_from_db(enum db_error error)
{
	switch (error) {
	case DB_OK:
		return CHAT_OK;
	case DB_DOWN:
		return CHAT_UNAVAILABLE;
	case DB_TOO_LARGE:
		return CHAT_TOO_LARGE;
	case DB_NO_ROW:
	case DB_EXISTS:
	case DB_BUG:
		break;
	}
	return CHAT_BROKEN;
}

const char *
client_header(struct chat *chat, const char *text)
{
	size_t len = text ? strlen(text) : 0;

	if (len == 0 || !utf8_valid(text, len, NULL))
		return NULL;
	for (const char *p = text; *p; p++)
		if (iscntrl((unsigned char)*p))
			return NULL;
	return arena_strndup(chat->mem, text, text_cut(text, len, CLIENT_HEADER_MAX, SIZE_MAX));
}

void
chat_duty_stored(struct chat *chat, int64_t due_at)
{
	if (!chat->due_ms || due_at < chat->due_ms)
		chat->due_ms = due_at;
}
