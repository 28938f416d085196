/* SPDX-License-Identifier: MIT */
#include "chat/mail/answered.h"

#include <string.h>

#include "base/clock.h"
#include "base/crypto/ids.h"
#include "base/str.h"
#include "chat/core/address.h"
#include "chat/core/duty.h"
#include "chat/mail/mail_bound.h"
#include "chat/mail/mail_text.h"
#include "db/duties/answered.h"
#include "db/duties/mail.h"
#include "db/messages/message_page.h"

/* How long a visitor must not have fetched an answer. */
#define UNSEEN_MS INT64_C(180000)

/* How much of the answers is shown. */
#define MESSAGES_MAX 20
#define TEXT_MAX 20000 /* bytes */

#define STOP_PATH "/api/v1/livechat/mail.stop/"

static bool
is_on(struct chat *chat)
{
	const enum setting needed[] = { SETTING_CHAT_URL, SETTING_SITE_URL, SETTING_FROM_EMAIL };

	for (size_t i = 0; i < ARRAY_LEN(needed); i++)
		if (!*setting_text(chat->settings, needed[i]))
			return false;
	return true;
}

int64_t
answered_tell_at(struct chat *chat, int64_t now_ms)
{
	return is_on(chat) ? now_ms + UNSEEN_MS : 0;
}

/* How long a process does not try again to store what it could not, such as in a read-only database. */
#define SEEN_RETRY_MS 60000

void
answered_seen(struct chat *chat)
{
	static int64_t next_try_ms; /* by the monotonic clock; 0: at once */
	int64_t now_ms;

	if (!chat->visited_rid || !is_on(chat))
		return;
	now_ms = clock_monotonic_ms();
	if (now_ms >= next_try_ms &&
	    db_answered_seen(chat->db, chat->visited_rid, chat->visited_ts))
		next_try_ms = now_ms + SEEN_RETRY_MS;
}

static enum db_error
answer_html(const struct message *message, void *arg)
{
	struct buf *html = arg;

	if (message->by_visitor)
		return DB_OK;
	if (html->len + strlen(message->msg) > TEXT_MAX)
		return DB_NO_ROW;
	buf_puts(html, "<p>");
	mail_html_message(html, message);
	buf_puts(html, "</p>\n");
	return DB_OK;
}

static enum chat_error
answered_html(struct chat *chat, const char *rid, const struct answered_room *room,
    const char *stop_url, const char **text)
{
	const char *url = setting_text(chat->settings, SETTING_CHAT_URL);
	enum db_error error = DB_OK;
	struct buf html = { 0 };

	buf_puts(&html, "<p>You were answered in our chat.</p>\n");
	if (setting_bool(chat->settings, SETTING_MAIL_MESSAGE_TEXT))
		error = db_message_texts(
		    chat->db, rid, room->first_ts, MESSAGES_MAX, answer_html, &html);
	buf_puts(&html, "<p>Go on here: <a href=\"");
	mail_html_text(&html, url);
	buf_puts(&html, "\">");
	mail_html_text(&html, url);
	buf_puts(&html, "</a></p>\n<p><a href=\"");
	mail_html_text(&html, stop_url);
	buf_puts(&html, "\">Send no such mails to this address any more</a></p>\n");
	*text = buf_take(&html, chat->mem);
	return error == DB_NO_ROW ? CHAT_OK : chat_error_from_db(error);
}

static const char *
stop_url_of(struct chat *chat, const char *key)
{
	const char *site = setting_text(chat->settings, SETTING_SITE_URL);
	size_t len = strlen(site);

	while (len > 0 && site[len - 1] == '/')
		len--;
	return arena_printf(
	    chat->mem, "%s" STOP_PATH "%s", arena_strndup(chat->mem, site, len), key);
}

static enum chat_error
answered_mail(struct chat *chat, const struct duty *duty, const struct answered_room *room,
    const char *address, int64_t now_ms)
{
	const char *from = setting_text(chat->settings, SETTING_FROM_EMAIL), *key;
	struct mail mail = { .id = id_new_in(chat->mem), .recipient = address };
	struct mail_draft draft = {
		.to = address,
		.from = from,
		.from_name = "",
		.reply_to = from,
		.reply_name = "",
		.subject = "You were answered in our chat",
		.id = mail.id,
		.date_ms = now_ms,
	};
	enum chat_error error;
	enum db_error db_error;
	bool stopped;

	db_error = db_mail_stop_key(
	    chat->db, chat->mem, room->email, id_new_in(chat->mem), &key, &stopped);
	if (db_error)
		return chat_error_from_db(db_error);
	if (stopped)
		return duty_settle(chat, duty, 0);
	draft.stop_url = stop_url_of(chat, key);
	error = answered_html(chat, duty->ref, room, draft.stop_url, &draft.html);
	if (error)
		return error;
	mail.content = mail_compose(chat->mem, &draft);
	db_error = db_mail_for_answer(chat->db, duty, &mail, room->last_ts, now_ms);
	if (!db_error)
		chat_duty_stored(chat, now_ms);
	return chat_error_from_db(db_error);
}

enum chat_error
answered_tell(struct chat *chat, const struct duty *duty, int64_t wait_ms)
{
	int64_t now_ms = clock_now_ms(), at_ms;
	struct answered_room room = { .email = NULL };
	const char *address = NULL;
	enum db_error db_error = DB_NO_ROW;
	enum chat_error error;

	(void)wait_ms;
	if (is_on(chat))
		db_error = db_answered_room(chat->db, chat->mem, duty->ref, &room);
	if (db_error && db_error != DB_NO_ROW)
		return chat_error_from_db(db_error);
	if (room.email)
		address = mail_address_read(chat->mem, room.email, NULL);
	if (!address || room.told || room.closed_by_visitor || !room.first_ts)
		return duty_settle(chat, duty, 0);
	/* The visitor has come back and gone again since the duty was stored. */
	if (room.first_ts + UNSEEN_MS > now_ms)
		return duty_settle(chat, duty, room.first_ts + UNSEEN_MS);
	error = mail_allowed_at(chat, DUTY_ANSWERED, now_ms, &at_ms);
	if (error)
		return error;
	return at_ms > now_ms ? duty_settle(chat, duty, at_ms)
			      : answered_mail(chat, duty, &room, address, now_ms);
}

enum chat_error
answered_is_stopped(struct chat *chat, const char *key, bool *stopped)
{
	enum db_error error = db_mail_is_stopped(chat->db, key, stopped);

	return error == DB_NO_ROW ? CHAT_NO_ENTRY : chat_error_from_db(error);
}

enum chat_error
answered_stop(struct chat *chat, const char *key)
{
	enum db_error error = db_mail_stop(chat->db, key, chat->now_ms);

	return error == DB_NO_ROW ? CHAT_NO_ENTRY : chat_error_from_db(error);
}
