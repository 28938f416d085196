/* SPDX-License-Identifier: MIT */
/*
 * mail_text.h: composes mails (RFC 5322, RFC 2047). Text from outside can neither add a header nor
 * become markup of the HTML body.
 */
#ifndef CHAT_MAIL_MAIL_TEXT_H
#define CHAT_MAIL_MAIL_TEXT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "db/messages/message.h"

struct mail_draft {
	/* Addresses, as mail_address_read() returns them. */
	const char *to;
	const char *from;
	const char *reply_to;

	/* Any text. Empty names are left out. */
	const char *from_name;
	const char *reply_name;
	const char *subject;

	const char *stop_url; /* a POST to it stops such mails; NULL: there is none */
	const char *html;     /* the body; text from outside goes through mail_html_text() */
	const char *id;       /* the left part of Message-ID, from id_new() */
	int64_t date_ms;
};

/* Returns the whole mail. Its lines end in \n, as sendmail programs expect. */
const char *mail_compose(struct arena *mem, const struct mail_draft *draft);

/* Appends text to an HTML body: it is escaped, and line ends become <br>. */
void mail_html_text(struct buf *html, const char *text);

/* Appends what a message of db_message_texts() says, and the name of its file. */
void mail_html_message(struct buf *html, const struct message *message);

#endif
