/* SPDX-License-Identifier: MIT */
#include "chat/mail/offline.h"

#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "base/crypto/ids.h"
#include "base/utf8.h"
#include "chat/core/address.h"
#include "chat/format/message_render.h"
#include "chat/mail/dns.h"
#include "chat/mail/mail_text.h"
#include "chat/mail/recipients.h"
#include "db/duties/mail.h"
#include "text/one_line.h"

#define SUBJECT_CHARACTERS 20 /* of the message, shown in the subject */
#define SUBJECT_BYTES 240     /* the same: a single one can have any number of accents */

/* The rules for messages, but the limit is that of users in any case: the text becomes a mail. */
static enum chat_error
message_check(struct chat *chat, const char *text)
{
	enum chat_error error = message_length_check(chat, text, false);

	if (error) {
		chat->detail = arena_printf(chat->mem,
		    "the message has more than %" PRId64 " characters (UTF-16 code units)",
		    message_text_max(chat->settings, false));
		return error;
	}
	if (utf8_is_invisible(text)) {
		chat->detail = "the message is blank";
		return CHAT_BLANK;
	}
	return CHAT_OK;
}

enum chat_error
offline_form_read(struct chat *chat, struct offline_form *form)
{
	enum chat_error error;

	if (!setting_bool(chat->settings, SETTING_DISPLAY_OFFLINE_FORM))
		return CHAT_SWITCHED_OFF;
	error = email_read(chat, form->email, &form->email);
	if (error)
		return error;
	if (setting_bool(chat->settings, SETTING_VALIDATE_OFFLINE_EMAIL) &&
	    dns_domain_lacks_mail(strchr(form->email, '@') + 1)) {
		chat->detail = "its domain cannot receive mail";
		return CHAT_INVALID_EMAIL;
	}
	return message_check(chat, form->message);
}

static void
html_line(struct buf *html, const char *label, const char *text)
{
	buf_printf(html, "<p><strong>%s:</strong><br>\n", label);
	mail_html_text(html, text);
	buf_puts(html, "</p>\n");
}

static const char *
offline_html(struct chat *chat, const struct offline_form *form)
{
	struct buf html = { 0 };

	html_line(&html, "Visitor name", form->name);
	html_line(&html, "Visitor email", form->email);
	if (form->host)
		html_line(&html, "Sent from", form->host);
	html_line(&html, "Message", form->message);
	return buf_take(&html, chat->mem);
}

static const char *
offline_subject(struct chat *chat, const struct offline_form *form)
{
	const char *line = one_line(chat->mem, form->message);
	size_t shown = text_cut(line, strlen(line), SUBJECT_BYTES, SUBJECT_CHARACTERS);

	return arena_printf(
	    chat->mem, "Livechat offline message from %s: %.*s", form->name, (int)shown, line);
}

static const char *
mail_content(
    struct chat *chat, const struct offline_form *form, const struct mail *mail, int64_t now_ms)
{
	const char *from = setting_text(chat->settings, SETTING_FROM_EMAIL);
	struct mail_draft draft = {
		.to = mail->recipient,
		/* If the setting From_Email is empty, the recipient is the sender, too. */
		.from = *from ? from : mail->recipient,
		.from_name = arena_printf(chat->mem, "%s - %s", form->name, form->email),
		.reply_to = form->email,
		.reply_name = form->name,
		.subject = offline_subject(chat, form),
		.html = offline_html(chat, form),
		.id = mail->id,
		.date_ms = now_ms,
	};

	return mail_compose(chat->mem, &draft);
}

/* Cuts the text to the size of its column. */
static const char *
cut(struct chat *chat, const char *text)
{
	return text ? arena_strndup(chat->mem, text, text_cut(text, strlen(text), 255, SIZE_MAX))
		    : NULL;
}

enum chat_error
offline_message_store(struct chat *chat, const struct offline_form *form)
{
	struct offline_message message = {
		.id = id_new_in(chat->mem),
		.name = form->name,
		.email = form->email,
		.message = form->message,
		.department = cut(chat, form->department),
		.host = cut(chat, form->host),
		.ip = chat->client.ip,
		.ts = clock_now_ms(),
	};
	struct mail mails[RECIPIENTS_MAX];
	enum chat_error error;
	enum db_error db_error;
	size_t count;

	error = recipients_read(chat, form->department, SETTING_OFFLINE_EMAIL, mails, &count);
	if (error)
		return error;
	for (size_t i = 0; i < count; i++)
		mails[i].content = mail_content(chat, form, &mails[i], message.ts);
	db_error = db_offline_message_insert(chat->db, &message, mails, count);
	if (!db_error && count > 0)
		chat_duty_stored(chat, message.ts);
	return chat_error_from_db(db_error);
}
