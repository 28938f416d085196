/* SPDX-License-Identifier: MIT */
/*
 * md_host.c: decides whether text like "a.com" is a URL. It is one if the host name ends in an entry
 * of the Public Suffix List, which contains every top-level domain.
 */
#include "text/md/md_parser.h"

#include <libpsl.h>

#include "base/utf8.h"

#define HOST_MAX 255
#define LABEL_MAX 63

static bool
is_host_char(uint32_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c > 127;
}

/* Lengths are in UTF-16 code units. */
static bool
is_host(struct md_text host)
{
	const char *at = host.at, *end = at + host.len;
	size_t label = 0;
	uint32_t c, before = 0;

	if (host.len == 0 || utf8_utf16_len(host.at, host.len) > HOST_MAX)
		return false;
	while (at < end) {
		c = utf8_next(&at, end);
		if (before == 0 && !is_host_char(c) && c != '.' && c != '_')
			return false;
		if (c == '.') {
			if (label > LABEL_MAX || before == '.' || before == '-' || before == '_')
				return false;
			label = 0;
		} else if (is_host_char(c) || c == '-' || c == '_') {
			label += c > 0xffff ? 2 : 1;
		} else {
			return false;
		}
		before = c;
	}
	return label <= LABEL_MAX && before != '-';
}

/* Sets *skipped to the length of "scheme://" or "//"; returns false if a scheme is invalid. */
static bool
scheme_skip(const char *at, size_t len, size_t *skipped)
{
	const char *colon = memmem(at, len, ":/", 2), *c;

	*skipped = 0;
	if (len >= 2 && memcmp(at, "//", 2) == 0) {
		*skipped = 2;
		return true;
	}
	if (!colon)
		return true;
	for (c = at; c < colon; c++)
		if (!md_is((unsigned char)*c, CH_SCHEME) && *c != '.')
			return false;
	for (c = colon + 2; c < at + len && *c == '/'; c++)
		continue;
	*skipped = (size_t)(c - at);
	return true;
}

/* Returns the host of a possible URL, without user and port; it is empty if there is none. */
static struct md_text
host_of(struct md_text url)
{
	size_t from, to = url.len, i, at = 0, colon = 0, bracket = 0;

	while (url.len > 0 && (unsigned char)*url.at <= ' ') {
		url.at++;
		to = --url.len;
	}
	while (url.len > 1 && (unsigned char)url.at[url.len - 1] <= ' ')
		to = --url.len;
	if (!scheme_skip(url.at, url.len, &from))
		return (struct md_text){ url.at, 0 };
	for (i = from; i < to; i++) {
		if (strchr("#/?", url.at[i]))
			to = i;
		else if (url.at[i] == '@')
			at = i;
		else if (url.at[i] == ':')
			colon = i;
		else if (url.at[i] == ']')
			bracket = i;
	}
	if (at > from)
		from = at + 1;
	if (from < to && url.at[from] == '[')
		return (
		    struct md_text){ url.at + from + 1, bracket > from ? bracket - from - 1 : 0 };
	if (colon > from && colon < to)
		to = colon;
	while (to > from + 1 && url.at[to - 1] == '.')
		to--;
	return (struct md_text){ url.at + from, to > from ? to - from : 0 };
}

/* A rough check: an IPv4 address has digits and three dots, IPv6 hexadecimal digits and colons. */
static bool
is_ip_address(struct md_text host)
{
	size_t i, dots = 0, colons = 0, digits = 0, hex = 0;

	for (i = 0; i < host.len; i++) {
		dots += host.at[i] == '.';
		colons += host.at[i] == ':';
		digits += md_is((unsigned char)host.at[i], CH_DIGIT);
		hex += md_is((unsigned char)host.at[i], CH_HEX);
	}
	if (colons > 0)
		return host.len >= 3 && host.len <= 39 && hex + colons == host.len;
	return dots == 3 && digits + dots == host.len && host.len >= 7 && host.len <= 15 &&
	       host.at[0] != '.' && host.at[host.len - 1] != '.';
}

/* Returns the list that is installed on the system, else the one that libpsl was built with. */
static const psl_ctx_t *
public_suffixes(void)
{
	static psl_ctx_t *latest;
	static bool loaded;

	if (!loaded) {
		loaded = true;
		latest = psl_latest(NULL);
	}
	return latest ? latest : psl_builtin();
}

static const char *
label_before(const char *host, const char *end)
{
	while (end > host && end[-1] != '.')
		end--;
	return end;
}

/*
 * Returns whether the host ends in a public suffix. There are three kinds of top-level domains:
 * - Most are a public suffix themselves.
 * - Some have a wildcard entry like "*.ck": they are one together with any label in front. This is
 *   checked with the label "-", which no entry contains.
 * - Of the rest, like "za", only certain labels make one, as in "co.za".
 * A match of the third kind is rejected if "-" matches as well, since libpsl 0.21 finds a wildcard
 * even for a top-level domain that does not exist, as in "a.m".
 */
static bool
has_suffix(struct arena *arena, const char *host)
{
	const char *top = label_before(host, host + strlen(host)), *second;
	const char *any = arena_printf(arena, "-.%s", top);
	int kind = PSL_TYPE_ANY | PSL_TYPE_NO_STAR_RULE;
	const psl_ctx_t *list = public_suffixes();

	if (*top == '\0')
		return false;
	if (psl_is_public_suffix2(list, top, kind))
		return top > host || !psl_is_public_suffix2(list, any, kind);
	if (top == host)
		return false;
	second = label_before(host, top - 1);
	return psl_is_public_suffix2(list, second, kind) && !psl_is_public_suffix2(list, any, kind);
}

static bool
is_local(struct md_text host)
{
	static const char local[] = "localhost";
	size_t len = strlen(local);

	return host.len >= len && memcmp(host.at + host.len - len, local, len) == 0 &&
	       (host.len == len || host.at[host.len - len - 1] == '.');
}

enum md_host_kind
md_host_kind(struct arena *arena, struct md_text url, bool local)
{
	struct md_text host = host_of(url);
	char *lower = arena_strndup(arena, host.at, host.len);
	size_t i;

	for (i = 0; i < host.len; i++)
		if (lower[i] >= 'A' && lower[i] <= 'Z')
			lower[i] |= 0x20;
	host.at = lower;
	if (local && is_ip_address(host))
		return HOST_IP_ADDRESS;
	if (!is_host(host))
		return HOST_UNKNOWN;
	if (local && is_local(host))
		return HOST_LOCAL;
	return has_suffix(arena, lower) ? HOST_PUBLIC : HOST_UNKNOWN;
}
