/* SPDX-License-Identifier: MIT */
#include "media/type.h"

#include <string.h>
#include <strings.h>

#include "base/str.h"
#include "media/type_find.h"

static bool
text_is(const char *text, size_t len, const char *other)
{
	return strlen(other) == len && strncasecmp(text, other, len) == 0;
}

/* Returns whether the type, of which only `len` bytes count, is the entry, or one of those of "image/" and a star. */
static bool
entry_matches(const char *entry, size_t entry_len, const char *type, size_t len)
{
	if (text_is(entry, entry_len, "*") || text_is(entry, entry_len, "*/*"))
		return true;
	if (entry_len > 2 && entry[entry_len - 1] == '*' && entry[entry_len - 2] == '/')
		return len >= entry_len - 1 && strncasecmp(entry, type, entry_len - 1) == 0;
	return entry_len == len && strncasecmp(entry, type, len) == 0;
}

bool
media_type_matches(const char *list, const char *type)
{
	size_t type_len = strcspn(type, "; \t"), len;
	const char *entry;

	while ((entry = str_next(&list, ",", &len))) {
		for (; len > 0 && strchr(" \t\r\n", *entry); entry++)
			len--;
		while (len > 0 && strchr(" \t\r\n", entry[len - 1]))
			len--;
		if (entry_matches(entry, len, type, type_len))
			return true;
	}
	return false;
}

static bool
ends_with(const char *text, const char *end)
{
	size_t len = strlen(text), end_len = strlen(end);

	return len >= end_len && strcmp(text + len - end_len, end) == 0;
}

static bool
begins_with(const char *text, const char *begin)
{
	return strncmp(text, begin, strlen(begin)) == 0;
}

bool
type_is_active(const char *type)
{
	static const char *const types[] = { "text/html", "text/css", "text/xsl",
		"application/wasm", "application/hta", "application/x-shockwave-flash",
		"application/futuresplash", "text/x-component" };

	for (size_t i = 0; i < ARRAY_LEN(types); i++)
		if (strcmp(type, types[i]) == 0)
			return true;
	return ends_with(type, "/xml") || ends_with(type, "+xml") ||
	       begins_with(type, "multipart/") || begins_with(type, "message/") ||
	       strstr(type, "javascript") || strstr(type, "ecmascript") || strstr(type, "html");
}

const char *
media_type_served(const char *type)
{
	return type_is_active(type) ? MEDIA_TYPE_UNKNOWN : type;
}

bool
media_type_is_inline(const char *type)
{
	return *media_format(type) || begins_with(type, "audio/") || begins_with(type, "video/") ||
	       strcmp(type, "application/pdf") == 0 || strcmp(type, "text/plain") == 0;
}

const char *
media_format(const char *type)
{
	static const char *const formats[] = { "jpeg", "png", "gif", "webp" };

	if (begins_with(type, "image/"))
		for (size_t i = 0; i < ARRAY_LEN(formats); i++)
			if (strcmp(type + strlen("image/"), formats[i]) == 0)
				return formats[i];
	return "";
}
