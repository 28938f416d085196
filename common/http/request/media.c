/* SPDX-License-Identifier: MIT */
#include "http/request/media.h"

#include <string.h>
#include <strings.h>

#include "base/str.h"

#define NAME_SHOWN_MAX 64 /* bytes of a name that the client has sent */

bool
media_type_is(struct request *rq, const char *type)
{
	const char *sent = request_env(rq, "CONTENT_TYPE");
	size_t len = strlen(type);

	if (!sent)
		return false;
	sent += strspn(sent, " \t");
	/* strchr() finds the end of the text, too. */
	return strncasecmp(sent, type, len) == 0 && strchr("; \t", sent[len]);
}

/* The name as a reply may quote it: a header need not be UTF-8, and may be long. */
static const char *
name_shown(struct request *rq, const char *name, size_t len)
{
	char *shown =
	    arena_strndup(rq->chat.mem, name, len < NAME_SHOWN_MAX ? len : NAME_SHOWN_MAX);

	for (char *p = shown; *p; p++)
		if (*p <= ' ' || *p > '~')
			*p = '?';
	return shown;
}

static bool
name_is(const char *name, size_t len, const char *wanted)
{
	return strlen(wanted) == len && strncasecmp(name, wanted, len) == 0;
}

const char *
media_encoding_refusal(struct request *rq)
{
	bool ambiguous;
	const char *list = request_header(rq, "HTTP_CONTENT_ENCODING", &ambiguous), *coding;
	size_t len;

	if (ambiguous)
		return "Content-Encoding was sent more than once";
	while (list && (coding = str_next(&list, ", \t", &len)))
		if (!name_is(coding, len, "identity"))
			return arena_printf(rq->chat.mem,
			    "Content-Encoding must be identity, not %s",
			    name_shown(rq, coding, len));
	return NULL;
}

const char *
media_charset_refusal(struct request *rq)
{
	static const char name[] = "charset=";
	const char *list = request_env(rq, "CONTENT_TYPE"), *parameter;
	size_t len;

	while (list && (parameter = str_next(&list, "; \t", &len))) {
		if (len < sizeof(name) - 1 || strncasecmp(parameter, name, sizeof(name) - 1) != 0)
			continue;
		parameter += sizeof(name) - 1;
		len -= sizeof(name) - 1;
		if (len >= 2 && *parameter == '"' && parameter[len - 1] == '"') {
			parameter++;
			len -= 2;
		}
		if (name_is(parameter, len, "utf-8") || name_is(parameter, len, "utf8") ||
		    name_is(parameter, len, "us-ascii"))
			return NULL;
		return arena_printf(
		    rq->chat.mem, "charset must be utf-8, not %s", name_shown(rq, parameter, len));
	}
	return NULL;
}
