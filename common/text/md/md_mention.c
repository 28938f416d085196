/* SPDX-License-Identifier: MIT */
/* md_mention.c: mentions of users (@user) and channels (#channel). */
#include "text/md/md_parser.h"

/* Matches one character of text. Characters beyond the Basic Multilingual Plane do not count. */
static size_t
text_char(const struct md_parser *p, size_t at)
{
	size_t next;

	if (!md_is((unsigned char)p->text[at], CH_TEXT) || md_char(p, at, &next) > 0xffff)
		return NO_MATCH;
	return next;
}

static size_t
name_char(const struct md_parser *p, size_t at)
{
	size_t next;
	uint32_t c = md_char(p, at, &next);

	return c != 0 && md_is_name_char(c) ? next : NO_MATCH;
}

/* @name, @@name, @name:server, @name@server. A name does not end with two underscores. */
size_t
md_mention(struct md_parser *p, size_t at, struct md_list *out)
{
	size_t name, end, more;

	if (p->text[at] != '@')
		return NO_MATCH;
	name = md_span(p, SPAN_AT, at);
	end = md_span(p, SPAN_NAME, name);
	if (end == name)
		return NO_MATCH;
	if (p->text[end] == ':' || p->text[end] == '@') {
		more = md_span(p, SPAN_NAME, end + 1);
		if (more > end + 1)
			end = more;
	}
	if (end - name >= 2 && md_starts_with(p, end - 2, "__"))
		return NO_MATCH;
	if (out)
		md_list_node(out, md_node_new(p, MD_MENTION_USER, name, end));
	return end;
}

/* In a@b the @ is text, since a mention does not begin directly behind a character of text. */
size_t
md_mention_or_text(struct md_parser *p, size_t at, struct md_list *out)
{
	size_t sign, name, end;

	if (!p->has_at)
		return NO_MATCH;
	sign = text_char(p, at);
	if (!sign || p->text[sign] != '@')
		return md_mention(p, at, out);
	name = md_span(p, SPAN_AT, sign);
	end = name_char(p, name);
	if (!end)
		return md_mention(p, at, out);
	if (out) { /* the original parser keeps only one of several @ */
		md_list_plain(out, p->text + at, sign + 1 - at);
		md_list_plain(out, p->text + name, end - name);
	}
	return end;
}

size_t
md_channel(struct md_parser *p, size_t at, struct md_list *out)
{
	size_t sign = text_char(p, at), end;

	if (sign && p->text[sign] == '#' && (end = name_char(p, sign + 1))) {
		if (out)
			md_list_plain(out, p->text + at, end - at);
		return end;
	}
	if (p->text[at] != '#')
		return NO_MATCH;
	end = md_span(p, SPAN_NAME, at + 1);
	if (end == at + 1)
		return NO_MATCH;
	if (out)
		md_list_node(out, md_node_new(p, MD_MENTION_CHANNEL, at + 1, end));
	return end;
}
