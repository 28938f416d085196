/* SPDX-License-Identifier: MIT */
#include "chat/routing/room_close.h"

#include <string.h>

#include "base/clock.h"
#include "base/utf8.h"
#include "chat/core/address.h"
#include "chat/format/message_render.h"
#include "chat/format/system_message.h"
#include "chat/rooms/room.h"
#include "chat/rooms/room_access.h"
#include "db/rooms/room_change.h"
#include "db/rooms/transcript_wish.h"

#define CLOSED_BY_VISITOR "Closed by visitor"

static enum chat_error
room_end(struct chat *chat, const char *rid, const char *comment, const struct room_end *end)
{
	struct room_event event = room_event_now(rid);
	bool mails_transcript;
	enum db_error error;

	system_message_add(chat, &event,
	    (struct message){ .type = "livechat-close",
		.msg = comment,
		.u = end->by,
		.by_visitor = strcmp(end->closer, "visitor") == 0 });
	error = db_room_close(chat->db, &event, end, &mails_transcript);
	if (!error && mails_transcript)
		chat_duty_stored(chat, event.now_ms);
	return error == DB_NO_ROW ? CHAT_CLOSED : chat_error_from_db(error);
}

enum chat_error
room_close_by_visitor(struct chat *chat, const char *token, const char *rid, const char **comment)
{
	struct room_end end = { .closer = "visitor" };
	struct room_view view;
	enum chat_error error;

	*comment = CLOSED_BY_VISITOR;
	if (!setting_bool(chat->settings, SETTING_ALLOW_VISITOR_CLOSING_CHAT))
		return CHAT_SWITCHED_OFF;
	error = room_of_visitor(chat, token, rid, &view);
	if (error)
		return error;
	if (!view.room.open)
		return CHAT_CLOSED;
	end.by = author_of_visitor(&view.visitor);
	return room_end(chat, rid, *comment, &end);
}

enum chat_error
room_close_by_user(struct chat *chat, const struct user *user, const struct room_closing *closing)
{
	struct transcript_wish wish = { .subject = closing->transcript_subject,
		.by = author_of_user(user),
		.ts = clock_now_ms() };
	struct room_end end = { .closer = "user",
		.by = author_of_user(user),
		.tags_json = closing->tags_json,
		.without_transcript = closing->without_transcript };
	struct room_view view;
	enum chat_error error;

	error = room_for_member(chat, user, closing->rid, &view);
	if (error)
		return error;
	if (!view.room.open)
		return CHAT_CLOSED;
	if ((!closing->comment || utf8_is_blank(closing->comment)) &&
	    setting_bool(chat->settings, SETTING_REQUEST_COMMENT_WHEN_CLOSING))
		return CHAT_COMMENT_REQUIRED;
	if (closing->comment)
		error = message_length_check(chat, closing->comment, false);
	if (!error && closing->transcript_email) {
		error = email_read(chat, closing->transcript_email, &wish.email);
		end.transcript = &wish;
	}
	return error ? error
		     : room_end(chat, closing->rid, closing->comment ? closing->comment : "", &end);
}

enum chat_error
room_close_blocked(struct chat *chat, const struct user *user, const char *token)
{
	const struct room_end end = { .closer = "user", .by = author_of_user(user) };
	struct room_view view;
	enum chat_error error = CHAT_OK;
	enum db_error db_error;

	while (!error || error == CHAT_CLOSED) {
		db_error = db_room_open_of_visitor(chat->db, chat->mem, token, NULL, &view);
		if (db_error)
			return chat_error_from_db(db_error);
		if (!view.room.id)
			return CHAT_OK;
		error = room_end(chat, view.room.id, "This channel has been blocked", &end);
	}
	return error;
}

bool
room_abandoned_is_closed(const struct chat *chat)
{
	return strcmp(setting_text(chat->settings, SETTING_ABANDONED_ROOMS_ACTION), "close") == 0;
}

enum chat_error
room_close_abandoned(struct chat *chat, const char *rid, int64_t before_ms)
{
	const char *comment =
	    setting_text(chat->settings, SETTING_ABANDONED_ROOMS_CLOSED_CUSTOM_MESSAGE);
	struct room_end end = { .closer = "user" };
	struct room_view view;
	enum chat_error error;
	enum db_error db_error = db_room_get(chat->db, chat->mem, rid, &view);

	if (db_error)
		return db_error == DB_NO_ROW ? CHAT_OK : chat_error_from_db(db_error);
	if (!view.room.open || view.room.waiting || view.room.lm >= before_ms ||
	    !view.room.served_by_id)
		return CHAT_OK;
	if (!*comment)
		comment = arena_printf(chat->mem,
		    "Closed automatically: the visitor was inactive for %lld seconds",
		    (long long)setting_int(chat->settings, SETTING_VISITOR_INACTIVITY_TIMEOUT));
	end.by = (struct author){ view.room.served_by_id, view.room.served_by_username, NULL };
	error = room_end(chat, rid, comment, &end);
	return error == CHAT_CLOSED ? CHAT_OK : error;
}
