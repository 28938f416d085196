/*
 * mail_text.h: the text of a mail: headers in which nothing foreign can add a line, and an
 * HTML body in which nothing foreign is markup.
 */
#ifndef CHAT_MAIL_MAIL_TEXT_H
#define CHAT_MAIL_MAIL_TEXT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"

struct mail_draft {
	const char *to; /* valid addresses */
	const char *from;
	const char *from_name; /* any text */
	const char *reply_to;
	const char *reply_name; /* any text */
	const char *subject;    /* any text */
	const char *html;       /* the body; see mail_html_text() */
	const char *id;         /* for Message-ID: ours, so harmless */
	int64_t date_ms;
};

/* The whole mail, lines ending in \n as sendmail programs expect. */
const char *mail_compose(struct arena *mem, const struct mail_draft *draft);

/* Appends text to an HTML body: escaped, line ends as <br>. */
void mail_html_text(struct buf *html, const char *text);

#endif
