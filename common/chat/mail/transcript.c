/* SPDX-License-Identifier: MIT */
#include "chat/mail/transcript.h"

#include <string.h>

#include "base/clock.h"
#include "base/crypto/ids.h"
#include "base/log.h"
#include "base/str.h"
#include "base/zone/zone.h"
#include "chat/core/address.h"
#include "chat/mail/mail_text.h"
#include "chat/rooms/room.h"
#include "db/duties/mail.h"
#include "db/messages/message_page.h"

/* Mail servers reject large mails. A transcript that would be larger than this is cut. */
#define HTML_MAX ((size_t)2 * 1024 * 1024) /* bytes */
#define MESSAGES_MAX 10000

#define DEFAULT_SUBJECT "Transcript of your livechat conversation"

struct transcript_write {
	struct buf *html;
	bool show_agents;
	bool cut;
};

static enum db_error
message_html(const struct message *message, void *arg)
{
	struct transcript_write *write = arg;
	const struct author *u = &message->u;
	char sent_at[ZONE_WORDS_SIZE];

	if (write->html->len + strlen(message->msg) > HTML_MAX) {
		write->cut = true;
		return DB_NO_ROW;
	}
	buf_puts(write->html, "<p><strong>");
	mail_html_text(write->html, !message->by_visitor && !write->show_agents ? "Agent"
				    : u->name                                   ? u->name
										: u->username);
	zone_time_words(sent_at, message->ts);
	buf_printf(write->html, "</strong> <em>%s</em><br>\n", sent_at);
	mail_html_message(write->html, message);
	buf_puts(write->html, "</p>\n");
	return DB_OK;
}

static enum chat_error
transcript_html(struct chat *chat, const char *rid, const char **text)
{
	struct buf html = { 0 };
	struct transcript_write write = { .html = &html,
		.show_agents = setting_bool(chat->settings, SETTING_SHOW_AGENT_INFO) };
	enum db_error error;

	zone_begin(setting_text(chat->settings, SETTING_SITE_TIME_ZONE));
	error = db_message_texts(chat->db, rid, 0, MESSAGES_MAX, message_html, &write);
	zone_end();
	if (write.cut) {
		buf_puts(&html, "<p>The rest of this conversation is too long for a mail.</p>\n");
		error = DB_OK;
	}
	*text = buf_take(&html, chat->mem);
	return chat_error_from_db(error);
}

/* Returns From_Email, or else the first address of Livechat_offline_email. NULL: both are empty. */
static const char *
sender(struct chat *chat)
{
	const char *from = setting_text(chat->settings, SETTING_FROM_EMAIL);
	const char *list = setting_text(chat->settings, SETTING_OFFLINE_EMAIL), *first;
	size_t len;

	if (*from)
		return from;
	first = str_next(&list, ", ", &len);
	return first ? arena_strndup(chat->mem, first, len) : NULL;
}

static enum chat_error
transcript_check(struct chat *chat, const char *token, const char *rid)
{
	struct room_view view;

	if (!setting_bool(chat->settings, SETTING_ENABLE_TRANSCRIPT))
		return CHAT_SWITCHED_OFF;
	return room_of_visitor(chat, token, rid, &view);
}

static const char *
usual_subject(struct chat *chat)
{
	const char *subject = setting_text(chat->settings, SETTING_TRANSCRIPT_EMAIL_SUBJECT);

	return *subject ? subject : DEFAULT_SUBJECT;
}

enum chat_error
transcript_compose(
    struct chat *chat, const char *rid, const char *email, const char *subject, struct mail *mail)
{
	struct mail_draft draft = { .from = sender(chat),
		.from_name = "",
		.reply_name = "",
		.subject = subject && *subject ? subject : usual_subject(chat),
		.date_ms = clock_now_ms() };
	enum chat_error error = email_read(chat, email, &mail->recipient);

	if (error)
		return error;
	draft.to = mail->recipient;
	if (!draft.from) {
		log_error(
		    "a visitor's transcript was not sent: there is no address to send it from; "
		    "set one with `livechat-admin setting set From_Email ...`");
		return CHAT_MAIL_FAILED;
	}
	error = transcript_html(chat, rid, &draft.html);
	if (error)
		return error;
	mail->id = draft.id = id_new_in(chat->mem);
	draft.reply_to = draft.from;
	mail->content = mail_compose(chat->mem, &draft);
	return CHAT_OK;
}

enum chat_error
transcript_send_to_visitor(struct chat *chat, const struct transcript_request *request)
{
	int64_t now_ms = clock_now_ms();
	struct mail mail;
	enum chat_error error = transcript_check(chat, request->token, request->rid);
	enum db_error db_error;

	if (!error)
		error =
		    transcript_compose(chat, request->rid, request->email, request->subject, &mail);
	if (error)
		return error;
	db_error = db_mail_insert(chat->db, &mail, "transcript", request->rid, now_ms);
	if (!db_error)
		chat_duty_stored(chat, now_ms);
	return chat_error_from_db(db_error);
}
