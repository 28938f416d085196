/* SPDX-License-Identifier: MIT */
/*
 * The rules for HTML, XML and binary bytes are those by which browsers guess a type, https://mimesniff.spec.whatwg.org/ 5
 * and 7.1: what a browser might take for a page must be called one.
 */
#include "media/type_find.h"

#include <string.h>
#include <strings.h>

#include "base/str.h"

/* The beginnings of HTML, of which all but the last must be followed by a blank or '>'. */
static const char *const html_tags[] = { "<!DOCTYPE HTML", "<HTML", "<HEAD", "<SCRIPT", "<IFRAME",
	"<H1", "<DIV", "<FONT", "<TABLE", "<A", "<STYLE", "<TITLE", "<B", "<BODY", "<BR", "<P" };

/* Without their marks, such as a byte order mark. */
static struct head
without_blanks(const struct head *head)
{
	size_t i = head_has(head, 0, "\xEF\xBB\xBF", 3) ? 3 : 0;

	while (i < head->len && head->bytes[i] && strchr(" \t\n\f\r", head->bytes[i]))
		i++;
	return (struct head){ head->bytes + i, head->len - i };
}

/* Returns whether it begins with this text; letters may have either case. */
static bool
begins_with(const struct head *head, const char *text)
{
	size_t len = strlen(text);

	return head->len >= len && strncasecmp((const char *)head->bytes, text, len) == 0;
}

static bool
contains_tag(const struct head *head, const char *tag)
{
	for (size_t i = 0; i < head->len; i++) {
		struct head rest = { head->bytes + i, head->len - i };

		if (head->bytes[i] == '<' && begins_with(&rest, tag))
			return true;
	}
	return false;
}

static bool
is_html(const struct head *head)
{
	for (size_t i = 0; i < ARRAY_LEN(html_tags); i++) {
		size_t len = strlen(html_tags[i]);

		if (begins_with(head, html_tags[i]) &&
		    (head->len == len || strchr(" >\t\n\f\r/", head->bytes[len])))
			return true;
	}
	return begins_with(head, "<!--");
}

static const char *
type_of_markup(const struct head *head)
{
	if (begins_with(head, "<?php") || begins_with(head, "<?="))
		return "text/x-php";
	if (begins_with(head, "<svg") || begins_with(head, "<!DOCTYPE svg"))
		return "image/svg+xml";
	if (is_html(head))
		return contains_tag(head, "<svg") && !contains_tag(head, "<html") &&
			       begins_with(head, "<!--")
			   ? "image/svg+xml"
			   : "text/html";
	if (!begins_with(head, "<?xml"))
		return NULL;
	if (contains_tag(head, "<html") || contains_tag(head, "<!DOCTYPE html"))
		return "application/xhtml+xml";
	return contains_tag(head, "<svg") || contains_tag(head, "<!DOCTYPE svg") ? "image/svg+xml"
										 : "text/xml";
}

/* A page that was stored together with its pictures looks like a mail with such a header. */
static bool
is_multipart(const struct head *head)
{
	struct head rest = *head;

	for (; rest.len > 0; rest.bytes++, rest.len--)
		if (begins_with(&rest, "Content-Type: multipart/"))
			return true;
	return false;
}

/* UTF-16 with a byte order mark has NUL in it; all other text has no control characters but blanks and escape. */
static bool
is_text(const struct head *head)
{
	if (head_has(head, 0, "\xFF\xFE", 2) || head_has(head, 0, "\xFE\xFF", 2))
		return true;
	for (size_t i = 0; i < head->len; i++) {
		uint8_t byte = head->bytes[i];

		if (byte < 0x20 && (byte == 0 || !strchr("\t\n\f\r\x1B", byte)))
			return false;
	}
	return head->len > 0;
}

const char *
type_by_text(const struct head *head)
{
	struct head begin = without_blanks(head);
	const char *markup = type_of_markup(&begin);

	if (markup)
		return markup;
	if (!is_text(head))
		return NULL;
	if (head_has(head, 0, "#!", 2))
		return "text/x-shellscript";
	return is_multipart(head) ? "multipart/related" : "text/plain";
}
