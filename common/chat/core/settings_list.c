/* SPDX-License-Identifier: MIT */
#include "chat/core/settings_list.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "base/str.h"
#include "chat/core/address.h"
#include "text/domain.h"

const char *
setting_item_email(struct arena *arena, const char *item, const char **complaint)
{
	return mail_address_read(arena, item, complaint);
}

/* Reads "host:port", where a number in brackets can be the host. NULL: it is none. */
static const char *
host_read(struct arena *arena, const char *host, size_t len)
{
	const char *domain;
	char *lower;

	if (*host != '[') {
		domain = domain_to_ascii(arena, host, len);
		return domain;
	}
	if (len < 4 || host[len - 1] != ']' ||
	    strspn(host + 1, "0123456789abcdefABCDEF:.") != len - 2)
		return NULL;
	lower = arena_strndup(arena, host, len);
	for (char *p = lower; *p; p++)
		if (*p >= 'A' && *p <= 'F')
			*p = (char)(*p - 'A' + 'a');
	return lower;
}

/* Returns the port with its colon, "" for the usual one of the scheme, or NULL if it is none. */
static const char *
port_read(struct arena *arena, const char *port, bool https)
{
	long number;

	if (*port == '\0')
		return "";
	number = strtol(port + 1, NULL, 10);
	if (strspn(port + 1, "0123456789") != strlen(port + 1) || strlen(port + 1) > 5 ||
	    number < 1 || number > 65535)
		return NULL;
	return number == (https ? 443 : 80) ? "" : arena_printf(arena, ":%ld", number);
}

const char *
setting_item_origin(struct arena *arena, const char *item, const char **complaint)
{
	bool https = strncasecmp(item, "https://", 8) == 0, below;
	const char *rest = item + (https ? 8 : 7), *end, *host, *port;

	*complaint = NULL;
	if (strcmp(item, "*") == 0)
		return "*";
	if (!https && strncasecmp(item, "http://", 7) != 0)
		*complaint = "it does not begin with https:// or http://";
	else if (rest[strcspn(rest, "/?#")] != '\0')
		*complaint = "an origin ends after the host, without a slash or a path";
	if (*complaint)
		return NULL;
	below = strncmp(rest, "*.", 2) == 0;
	rest += below ? 2 : 0;
	end = *rest == '[' ? rest + strcspn(rest, "]") : rest;
	end += strcspn(end, ":");
	host = host_read(arena, rest, (size_t)(end - rest));
	port = port_read(arena, end, https);
	if (!host)
		*complaint = "what follows the scheme is no host";
	else if (below && !strchr(host, '.'))
		*complaint = "*. must precede a domain with a dot";
	else if (!port)
		*complaint = "what follows the host is no port";
	if (*complaint)
		return NULL;
	return arena_printf(
	    arena, "%s://%s%s%s", https ? "https" : "http", below ? "*." : "", host, port);
}

const char *
setting_list(struct arena *arena, const char *list, setting_item_fn *read_item, const char **bad,
    const char **complaint)
{
	struct buf whole = { 0 };
	const char *item, *read = "";
	size_t len;

	while (read && (item = str_next(&list, ", ", &len))) {
		*bad = arena_strndup(arena, item, len);
		read = read_item(arena, *bad, complaint);
		if (read)
			buf_printf(&whole, "%s%s", whole.len > 0 ? ", " : "", read);
	}
	if (read)
		read = arena_strndup(arena, whole.len > 0 ? whole.data : "", whole.len);
	buf_free(&whole);
	return read;
}
