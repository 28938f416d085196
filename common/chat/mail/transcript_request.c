/* SPDX-License-Identifier: MIT */
#include "chat/mail/transcript_request.h"

#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "chat/core/address.h"
#include "chat/core/duty.h"
#include "chat/format/system_message.h"
#include "chat/mail/transcript.h"
#include "db/rooms/transcript_mail.h"

enum chat_error
transcript_request(struct chat *chat, const struct user *user, const char *rid, const char *email,
    const char *subject)
{
	struct transcript_wish wish = {
		.subject = subject ? subject : "", .by = author_of_user(user), .ts = clock_now_ms()
	};
	struct transcript_wish known;
	enum db_error db_error;
	enum chat_error error = email_read(chat, email, &wish.email);

	if (error)
		return error;
	db_error = db_transcript_want(chat->db, rid, &wish);
	if (db_error == DB_NO_ROW)
		return CHAT_NO_ROOM;
	if (db_error != DB_EXISTS)
		return chat_error_from_db(db_error);
	/* An earlier attempt of this request can have been committed before its connection was lost. */
	db_error = db_transcript_wanted(chat->db, chat->mem, rid, &known);
	if (db_error && db_error != DB_NO_ROW)
		return chat_error_from_db(db_error);
	return !db_error && known.ts == wish.ts && strcmp(known.by.id, wish.by.id) == 0
		   ? CHAT_OK
		   : CHAT_EXISTS;
}

enum chat_error
transcript_request_cancel(struct chat *chat, const char *rid)
{
	bool was_wanted;
	enum db_error error = db_transcript_unwant(chat->db, rid, clock_now_ms(), &was_wanted);

	if (error)
		return error == DB_NO_ROW ? CHAT_NO_ROOM : chat_error_from_db(error);
	return was_wanted ? CHAT_OK : CHAT_NO_ENTRY;
}

/* Adds the message that says who had the transcript mailed. The address is left out: visitors see the message. */
static void
mailed_message_add(struct chat *chat, struct room_event *event, const struct transcript_wish *wish)
{
	struct json_text text;

	json_text_begin(&text);
	json_object(&text.out);
	json_put_string(&text.out, "type", "user");
	json_key(&text.out, "user");
	json_object(&text.out);
	json_put_string(&text.out, "_id", wish->by.id);
	json_put_string(&text.out, "username", wish->by.username);
	json_put_string_opt(&text.out, "name", wish->by.name);
	json_object_end(&text.out);
	json_object_end(&text.out);
	system_message_add(chat, event,
	    (struct message){ .type = "livechat_transcript_history",
		.msg = "",
		.u = wish->by,
		.extra_json =
		    arena_printf(chat->mem, SYSTEM_MESSAGE_NOT_GROUPABLE ",\"requestData\":%s",
			json_text_end(&text, chat->mem)) });
}

enum chat_error
transcript_mail(struct chat *chat, const struct duty *duty, int64_t wait_ms)
{
	struct transcript_wish wish;
	struct room_event event = room_event_now(duty->ref);
	struct mail mail;
	enum chat_error error;
	enum db_error db_error = db_transcript_wanted(chat->db, chat->mem, duty->ref, &wish);

	(void)wait_ms;
	if (db_error)
		return db_error == DB_NO_ROW ? duty_settle(chat, duty, 0)
					     : chat_error_from_db(db_error);
	error = transcript_compose(chat, duty->ref, wish.email, wish.subject, &mail);
	if (error == CHAT_MAIL_FAILED)
		return chat_error_from_db(db_transcript_give_up(chat->db, duty));
	if (error)
		return error;
	mailed_message_add(chat, &event, &wish);
	db_error = db_transcript_mail(chat->db, duty, &mail, &event);
	if (!db_error)
		chat_duty_stored(chat, event.now_ms);
	return chat_error_from_db(db_error);
}
