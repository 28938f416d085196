/* SPDX-License-Identifier: MIT */
#include "chat/mail/offline.h"

#include <string.h>

#include "base/clock.h"
#include "base/ids.h"
#include "base/str.h"
#include "base/utf8.h"
#include "chat/core/address.h"
#include "chat/mail/dns.h"
#include "chat/mail/mail_text.h"
#include "chat/mail/outbox.h"
#include "db/mail.h"
#include "db/people/department.h"

#define SUBJECT_CHARACTERS 20 /* of the message, shown in the subject */
#define RECIPIENTS_MAX 20     /* further addresses of the settings are ignored */

enum chat_error
offline_form_check(struct chat *chat, const struct offline_form *form)
{
	if (!setting_bool(chat->settings, SETTING_DISPLAY_OFFLINE_FORM))
		return CHAT_SWITCHED_OFF;
	if (!mail_address_valid(form->email))
		return CHAT_INVALID_EMAIL;
	if (setting_bool(chat->settings, SETTING_VALIDATE_OFFLINE_EMAIL) &&
	    dns_domain_lacks_mail(strchr(form->email, '@') + 1))
		return CHAT_INVALID_EMAIL;
	return CHAT_OK;
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
	const char *end = form->message + strlen(form->message), *p = form->message;

	for (int i = 0; i < SUBJECT_CHARACTERS && p < end; i++)
		utf8_next(&p, end);
	return arena_printf(chat->mem, "Livechat offline message from %s: %.*s", form->name,
	    (int)(p - form->message), form->message);
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

/*
 * Finds the address of the department, or else those of the settings. *addresses is a list with
 * commas between the items.
 */
static enum chat_error
offline_recipients(struct chat *chat, const struct offline_form *form, const char **addresses)
{
	struct department department;
	enum db_error error;

	*addresses = setting_text(chat->settings, SETTING_OFFLINE_EMAIL);
	if (!form->department || !*form->department)
		return CHAT_OK;
	error = db_department_get(chat->db, chat->mem, form->department, &department);
	if (!error && department.email && *department.email)
		*addresses = department.email;
	return error == DB_NO_ROW ? CHAT_OK : chat_error_from_db(error);
}

static size_t
mails_make(struct chat *chat, const struct offline_form *form, const char *addresses,
    int64_t now_ms, struct mail mails[RECIPIENTS_MAX])
{
	const char *item;
	size_t len, count = 0;

	while (count < RECIPIENTS_MAX && (item = str_next(&addresses, ", ", &len))) {
		const char *address = arena_strndup(chat->mem, item, len);

		if (!mail_address_valid(address))
			continue;
		mails[count] = (struct mail){ .id = id_new_in(chat->mem), .recipient = address };
		mails[count].content = mail_content(chat, form, &mails[count], now_ms);
		count++;
	}
	return count;
}

/* Cuts the text to the size of its column. */
static const char *
cut(struct chat *chat, const char *text)
{
	return text ? arena_strndup(chat->mem, text, utf8_cut(text, strlen(text), 255)) : NULL;
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
	const char *addresses;
	enum chat_error error;
	enum db_error db_error;
	size_t count;

	error = offline_recipients(chat, form, &addresses);
	if (error)
		return error;
	count = mails_make(chat, form, addresses, message.ts, mails);
	db_error = db_offline_message_insert(chat->db, &message, mails, count);
	if (!db_error && count > 0)
		outbox_wake();
	return chat_error_from_db(db_error);
}
