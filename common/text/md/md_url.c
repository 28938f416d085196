/* SPDX-License-Identifier: MIT */
/* md_url.c: URLs, e-mail addresses and phone numbers that stand in the text without delimiters. */
#include "text/md/md_parser.h"

#define SCHEME_MAX 32
#define PHONE_MIN_DIGITS 5

/* Matches a scheme and its colon. */
size_t
md_scheme(const struct md_parser *p, size_t at)
{
	size_t end = at;

	while (end < at + SCHEME_MAX && md_is((unsigned char)p->text[end], CH_SCHEME))
		end++;
	return end > at && p->text[end] == ':' ? end + 1 : NO_MATCH;
}

/* Matches one character of a label, or a hyphen or underscore together with the character behind. */
static size_t
label_step(const struct md_parser *p, size_t at)
{
	if (p->text[at] != '-' && p->text[at] != '_')
		return md_is((unsigned char)p->text[at], CH_HOST) ? at + 1 : NO_MATCH;
	if (p->text[at + 1] == '\0' || md_is((unsigned char)p->text[at + 1], CH_HOST_STOP))
		return NO_MATCH;
	return at + 2;
}

/*
 * Returns the end of the host name of which `at` is a part; sets *dots if a dot follows. An item may
 * begin at each hyphen and underscore, so the end is memoized for these.
 */
static size_t
labels_end(struct md_parser *p, size_t at, bool *dots)
{
	size_t base = p->pending_len, last_dot = 0, next;
	uint32_t known = 0;

	for (;; at = next) {
		if (p->text[at] == '-' || p->text[at] == '_') {
			if ((known = md_memo_get(p, IN_HOST, at)))
				break;
			md_pending_push(p, at);
		}
		if ((next = label_step(p, at)))
			continue;
		if (p->text[at] != '.' || !(next = label_step(p, at + 1)))
			break;
		last_dot = at;
	}
	if (known) {
		at = known / 2;
		if (known % 2)
			last_dot = at;
	}
	for (; p->pending_len > base; p->pending_len--) {
		next = p->pending[p->pending_len - 1];
		md_memo_put(p, IN_HOST, next, (uint32_t)(at * 2 + (next < last_dot)));
	}
	*dots = last_dot > 0;
	return at;
}

/* A host name has two labels or more with dots between them, or is "localhost". */
static size_t
host_name(struct md_parser *p, size_t at)
{
	static const char local[] = "localhost";
	size_t end;
	bool dots;

	if (md_starts_with(p, at, local))
		return at + strlen(local);
	if (p->text[at] == '_' || !label_step(p, at))
		return NO_MATCH;
	end = labels_end(p, at, &dots);
	return dots ? end : NO_MATCH;
}

static size_t
host_match(struct md_parser *p, size_t at)
{
	size_t end = host_name(p, at), port;

	if (!end || p->text[end] != ':')
		return end;
	port = md_skip(p, end + 1, CH_DIGIT);
	return port > end + 1 ? port : end;
}

/* Matches user@ or user:password@, which may be missing. */
static size_t
user_info(const struct md_parser *p, size_t at)
{
	size_t end = md_skip(p, at, CH_USER_INFO), more;

	if (end == at)
		return at;
	if (p->text[end] == ':') {
		more = md_skip(p, end + 1, CH_USER_INFO);
		if (more > end + 1)
			end = more;
	}
	return p->text[end] == '@' ? end + 1 : at;
}

/* Matches a URL up to its host or port. The scheme may be missing. */
size_t
md_url_head(struct md_parser *p, size_t at)
{
	size_t scheme = md_scheme(p, at), end;

	if (scheme && md_starts_with(p, scheme, "//") &&
	    (end = host_match(p, user_info(p, scheme + 2))))
		return end;
	return host_match(p, at);
}

/* Returns whether browsers find a scheme at the beginning of the text. */
static bool
has_scheme(struct md_text url)
{
	const char *at = url.at, *end = at + url.len;

	while (at < end && (unsigned char)*at <= ' ')
		at++;
	if (at == end || !md_is((unsigned char)*at, CH_ALPHA))
		return false;
	while (at < end && (md_is((unsigned char)*at, CH_SCHEME) || *at == '.'))
		at++;
	return at < end && *at == ':';
}

/* In "_a.com" the underscore begins no italic, and the host name behind it is no link. */
size_t
md_underscored_host(struct md_parser *p, size_t at, struct md_list *out)
{
	size_t end;

	if (p->text[at] != '_' || !(end = host_name(p, at + 1)) || p->text[end] == '_')
		return NO_MATCH;
	if (out)
		md_list_plain(out, p->text + at, end - at);
	return end;
}

size_t
md_url(struct md_parser *p, size_t at, struct md_list *out)
{
	size_t stop, head, end;
	struct md_text url, src;

	if (!p->has_dot)
		return NO_MATCH;
	stop = md_span(p, SPAN_BEFORE_DOT, at);
	if (p->text[stop] != '.' && !md_starts_with(p, stop, "://"))
		return NO_MATCH;
	head = md_url_head(p, at);
	if (!head)
		return NO_MATCH;
	end = md_span(p, SPAN_AUTOLINK, head);
	if (!out)
		return end;
	url = src = (struct md_text){ p->text + at, end - at };
	if (md_host_kind(p->arena, url, true) == HOST_UNKNOWN) {
		md_list_plain(out, url.at, url.len);
		return end;
	}
	if (!has_scheme(url) && !md_starts_with(p, at, "//")) {
		src.at = arena_printf(p->arena, "//%.*s", (int)url.len, url.at);
		src.len = url.len + 2;
	}
	md_link_add(p, src, url, out);
	return end;
}

/*
 * Returns whether the character at `at` may be followed by the one at `next` in the local part of an
 * e-mail address: a dot only by a character that begins a word.
 */
static bool
is_local_part_char(const struct md_parser *p, size_t at, size_t next)
{
	size_t unused;

	if (p->text[at] == '.')
		return md_is_local_char(md_char(p, next, &unused));
	return md_is((unsigned char)p->text[at], CH_LOCAL) ||
	       md_is_local_char(md_char(p, at, &unused));
}

/* Returns whether the text from `at` to the @ at `to` is a local part: words joined by dots. */
static bool
is_local_part(struct md_parser *p, size_t at, size_t to)
{
	size_t from = to, before, unused;

	if (at == to || !md_is_local_char(md_char(p, at, &unused)))
		return false;
	if (p->local_to == to)
		return at >= p->local_from;
	while (from > 0) {
		before = from - 1;
		while (((unsigned char)p->text[before] & 0xc0) == 0x80)
			before--;
		if (!is_local_part_char(p, before, from))
			break;
		from = before;
	}
	p->local_from = from;
	p->local_to = to;
	return at >= from;
}

/* An e-mail address. A "mailto:" in front of it is dropped. */
size_t
md_email(struct md_parser *p, size_t at, struct md_list *out)
{
	static const char prefix[] = "mailto:";
	size_t at_sign, end;
	struct md_text src, address;

	if (!p->has_at)
		return NO_MATCH;
	at_sign = md_span(p, SPAN_BEFORE_AT, at);
	if (p->text[at_sign] != '@')
		return NO_MATCH;
	if (md_starts_with(p, at, prefix))
		at += strlen(prefix);
	if (!is_local_part(p, at, at_sign) || !(end = host_name(p, at_sign + 1)))
		return NO_MATCH;
	if (!out)
		return end;
	address = (struct md_text){ p->text + at, end - at };
	src.at = arena_printf(p->arena, "mailto:%.*s", (int)address.len, address.at);
	src.len = strlen(prefix) + address.len;
	if (md_host_kind(p->arena, src, false) == HOST_PUBLIC)
		md_link_add(p, src, address, out);
	else
		md_list_plain(out, address.at, address.len);
	return end;
}

/* +digits, +digits-digits or +(digits)digits-digits; in the last one, either part may be missing. */
size_t
md_phone_end(const struct md_parser *p, size_t at)
{
	size_t prefix, end, more;

	if (p->text[at] != '+')
		return NO_MATCH;
	prefix = at + 1;
	if (p->text[prefix] == '(') {
		end = md_skip(p, prefix + 1, CH_DIGIT);
		if (end == prefix + 1 || p->text[end] != ')')
			return NO_MATCH;
		prefix = end + 1;
	}
	end = md_skip(p, prefix, CH_DIGIT);
	if (end == prefix && prefix == at + 1)
		return NO_MATCH;
	if (p->text[end] == '-' && (more = md_skip(p, end + 1, CH_DIGIT)) > end + 1)
		return more;
	return end > prefix ? end : NO_MATCH;
}

struct md_text
md_phone_target(struct md_parser *p, size_t at, size_t end)
{
	static const char scheme[] = "tel:";
	char *target = arena_alloc(p->arena, strlen(scheme) + end - at), *to = target;

	to = mempcpy(to, scheme, strlen(scheme));
	for (; at < end; at++)
		if (md_is((unsigned char)p->text[at], CH_DIGIT))
			*to++ = p->text[at];
	return (struct md_text){ target, (size_t)(to - target) };
}

size_t
md_phone(struct md_parser *p, size_t at, struct md_list *out)
{
	size_t end = md_phone_end(p, at);
	struct md_text target;

	if (!end || !out)
		return end;
	target = md_phone_target(p, at, end);
	if (target.len < strlen("tel:") + PHONE_MIN_DIGITS)
		md_list_plain(out, p->text + at, end - at);
	else
		md_link_add(p, target, (struct md_text){ p->text + at, end - at }, out);
	return end;
}
