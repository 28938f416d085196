/* SPDX-License-Identifier: MIT */
#include "chat/mail/waiting.h"

#include <string.h>

#include "base/clock.h"
#include "base/zone/zone.h"
#include "chat/core/duty.h"
#include "chat/mail/mail_bound.h"
#include "chat/mail/mail_text.h"
#include "chat/mail/recipients.h"
#include "db/messages/message_page.h"
#include "db/people/agent.h"
#include "db/rooms/room.h"

#define KIND "waiting"

/* How much of what the visitor wrote is shown. */
#define MESSAGES_MAX 20
#define TEXT_MAX 20000 /* bytes */

enum chat_error
waiting_tell_at(
    struct chat *chat, const char *department_id, bool in_hours, int64_t now_ms, int64_t *tell_at)
{
	bool are_there;
	enum db_error error;

	*tell_at = 0;
	if (!*setting_text(chat->settings, SETTING_WAITING_EMAIL))
		return CHAT_OK;
	error = db_agents_are_there(chat->db, department_id,
	    setting_bool(chat->settings, SETTING_ENABLED_WHEN_AGENT_IDLE), in_hours, &are_there);
	if (error)
		return chat_error_from_db(error);
	*tell_at =
	    now_ms +
	    (are_there ? setting_int(chat->settings, SETTING_WAITING_SECONDS) * INT64_C(1000) : 0);
	return CHAT_OK;
}

static enum db_error
message_html(const struct message *message, void *arg)
{
	struct buf *html = arg;

	if (html->len + strlen(message->msg) > TEXT_MAX)
		return DB_NO_ROW;
	buf_puts(html, "<p>");
	mail_html_message(html, message);
	buf_puts(html, "</p>\n");
	return DB_OK;
}

static enum chat_error
waiting_html(struct chat *chat, const struct room *room, const char **text)
{
	const char *url = setting_text(chat->settings, SETTING_INBOX_URL);
	char since[ZONE_WORDS_SIZE];
	enum db_error error = DB_OK;
	struct buf html = { 0 };

	zone_begin(setting_text(chat->settings, SETTING_SITE_TIME_ZONE));
	zone_time_words(since, room->queued_at ? room->queued_at : room->ts);
	zone_end();
	buf_puts(&html, "<p><strong>");
	mail_html_text(&html, room->fname);
	buf_printf(&html, "</strong> has been waiting for an agent since %s.</p>\n", since);
	if (setting_bool(chat->settings, SETTING_MAIL_MESSAGE_TEXT))
		error = db_message_texts(chat->db, room->id, 0, MESSAGES_MAX, message_html, &html);
	if (*url)
		buf_printf(&html, "<p><a href=\"%s\">%s</a></p>\n", url, url);
	*text = buf_take(&html, chat->mem);
	return error == DB_NO_ROW ? CHAT_OK : chat_error_from_db(error);
}

static enum chat_error
waiting_mail(struct chat *chat, const struct duty *duty, const struct room *room, int64_t now_ms)
{
	const char *from = setting_text(chat->settings, SETTING_FROM_EMAIL), *html;
	struct mail mails[RECIPIENTS_MAX];
	enum chat_error error;
	enum db_error db_error;
	size_t count;

	error = recipients_read(chat, room->department_id, SETTING_WAITING_EMAIL, mails, &count);
	if (!error)
		error = waiting_html(chat, room, &html);
	if (error)
		return error;
	for (size_t i = 0; i < count; i++) {
		struct mail_draft draft = {
			.to = mails[i].recipient,
			.from = *from ? from : mails[i].recipient,
			.from_name = "",
			.reply_to = *from ? from : mails[i].recipient,
			.reply_name = "",
			.subject =
			    arena_printf(chat->mem, "%s is waiting in the livechat", room->fname),
			.html = html,
			.id = mails[i].id,
			.date_ms = now_ms,
		};

		mails[i].content = mail_compose(chat->mem, &draft);
	}
	db_error = db_mails_for_duty(chat->db, duty, mails, count, KIND, now_ms);
	if (!db_error && count > 0)
		chat_duty_stored(chat, now_ms);
	return chat_error_from_db(db_error);
}

enum chat_error
waiting_tell(struct chat *chat, const struct duty *duty, int64_t wait_ms)
{
	int64_t now_ms = clock_now_ms(), at_ms;
	struct room_view view = { 0 };
	enum db_error db_error = DB_NO_ROW;
	enum chat_error error;

	(void)wait_ms;
	if (*setting_text(chat->settings, SETTING_WAITING_EMAIL))
		db_error = db_room_get(chat->db, chat->mem, duty->ref, &view);
	if (db_error && db_error != DB_NO_ROW)
		return chat_error_from_db(db_error);
	if (db_error == DB_NO_ROW || !view.room.open || view.room.served_by_id)
		return duty_settle(chat, duty, 0);
	error = mail_allowed_at(chat, KIND, now_ms, &at_ms);
	if (error)
		return error;
	return at_ms > now_ms ? duty_settle(chat, duty, at_ms)
			      : waiting_mail(chat, duty, &view.room, now_ms);
}
