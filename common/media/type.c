/* SPDX-License-Identifier: MIT */
#include "media/type.h"

#include <string.h>

#include "base/str.h"
#include "media/type_find.h"

/* The characters of a type or subtype, RFC 6838 4.2; upper case is made lower. */
#define TYPE_CHARACTERS "abcdefghijklmnopqrstuvwxyz0123456789!#$&-^_.+"

/* Other names of types that are also known by their content. */
static const struct {
	const char *name;
	const char *type;
} aliases[] = {
	{ "audio/x-m4a", "audio/mp4" },
	{ "audio/m4a", "audio/mp4" },
	{ "video/x-m4v", "video/mp4" },
	{ "application/ogg", "audio/ogg" },
};

/*
 * Returns the type without its parameters and in lower case, which is `clean` or static; NULL if it is no media type.
 */
static const char *
type_clean(const char *type, char clean[MEDIA_TYPE_MAX_LEN + 1])
{
	size_t len = type ? strcspn(type, "; \t") : 0, first;

	if (len == 0 || len > MEDIA_TYPE_MAX_LEN)
		return NULL;
	for (size_t i = 0; i < len; i++)
		clean[i] =
		    (char)(type[i] >= 'A' && type[i] <= 'Z' ? type[i] + ('a' - 'A') : type[i]);
	clean[len] = '\0';
	first = strspn(clean, TYPE_CHARACTERS);
	if (first == 0 || clean[first] != '/' || first + 1 == len ||
	    strspn(clean + first + 1, TYPE_CHARACTERS) != len - first - 1)
		return NULL;
	for (size_t i = 0; i < ARRAY_LEN(aliases); i++)
		if (strcmp(clean, aliases[i].name) == 0)
			return aliases[i].type;
	return clean;
}

static bool
begins_with(const char *text, const char *begin)
{
	return text && strncmp(text, begin, strlen(begin)) == 0;
}

static bool
is_media(const char *type)
{
	return begins_with(type, "image/") || begins_with(type, "audio/") ||
	       begins_with(type, "video/");
}

/* What the first bytes do not tell apart: the same container has sound alone, or a film. */
static bool
is_container(const char *type)
{
	static const char *const containers[] = { "webm", "mp4", "ogg", "3gpp", "3gpp2",
		"x-matroska" };
	const char *sub = strchr(type, '/') + 1;

	if (!begins_with(type, "audio/") && !begins_with(type, "video/"))
		return false;
	for (size_t i = 0; i < ARRAY_LEN(containers); i++)
		if (strcmp(sub, containers[i]) == 0)
			return true;
	return false;
}

static bool
is_text_like(const char *type)
{
	return begins_with(type, "text/") || begins_with(type, "message/") ||
	       begins_with(type, "multipart/") || strcmp(type, "application/json") == 0 ||
	       strcmp(type, "application/xml") == 0 || strstr(type, "javascript") ||
	       strstr(type, "+xml") || strstr(type, "+json") ||
	       strcmp(type, "application/sql") == 0 || strcmp(type, "application/x-yaml") == 0;
}

/* The content of a "zip" or of an old Office file is not looked at, so that it may be any document of that kind. */
static bool
is_archive_of(const char *found, const char *other)
{
	if (strcmp(found, "application/zip") == 0)
		return begins_with(other, "application/vnd.openxmlformats-") ||
		       begins_with(other, "application/vnd.oasis.opendocument.") ||
		       begins_with(other, "application/vnd.android.") ||
		       strcmp(other, "application/java-archive") == 0 ||
		       strcmp(other, "application/epub+zip") == 0;
	if (strcmp(found, "application/x-ole-storage") == 0)
		return begins_with(other, "application/vnd.ms-") ||
		       strcmp(other, "application/msword") == 0;
	return false;
}

static bool
same_subtype(const char *one, const char *other)
{
	return strcmp(strchr(one, '/'), strchr(other, '/')) == 0;
}

/* Returns whether a file of which `found` is known may as well be of the other type. */
static bool
may_be(const char *found, const char *other)
{
	if (strcmp(found, "text/plain") == 0)
		return is_text_like(other);
	if (strcmp(found, "text/xml") == 0)
		return strcmp(other, "application/xml") == 0 || strstr(other, "+xml");
	if (strcmp(found, "video/x-ms-asf") == 0)
		return begins_with(other, "video/x-ms-wm") || begins_with(other, "audio/x-ms-wm");
	if (strcmp(found, "audio/ogg") == 0 && strcmp(other, "audio/opus") == 0)
		return true;
	return (is_container(found) && same_subtype(found, other) && is_media(other)) ||
	       is_archive_of(found, other);
}

const char *
media_type_find(
    const void *head, size_t len, const char *declared, const char *name, struct arena *arena)
{
	const struct head begin = { head, len };
	const char *usual = type_by_name(name), *found = type_by_text(&begin);
	char clean[MEDIA_TYPE_MAX_LEN + 1];

	declared = type_clean(declared, clean);
	/* What a browser takes for a page is one, whatever else it is. */
	if (!found || strcmp(found, "text/plain") == 0) {
		const char *by_signature = type_by_signature(&begin, found != NULL);

		found = by_signature ? by_signature : found;
	}
	if (found && declared && may_be(found, declared))
		return arena_strdup(arena, declared);
	if (found)
		return usual && may_be(found, usual) ? usual : found;
	if (len == 0 || !declared || is_media(declared) || is_text_like(declared))
		return MEDIA_TYPE_UNKNOWN;
	return type_is_active(declared) ? MEDIA_TYPE_UNKNOWN : arena_strdup(arena, declared);
}

/* Returns whether the claimed type is a picture, sound or film, and this is another one. */
static bool
claim_is_false(const char *found, const char *claim)
{
	size_t kind_len;

	if (!claim || !is_media(claim))
		return false;
	kind_len = strlen("image/");
	if (strncmp(found, claim, kind_len) == 0)
		return false;
	return !may_be(found, claim) &&
	       !(is_media(found) && is_container(claim) && same_subtype(found, claim));
}

bool
media_type_is_false(const char *found, const char *declared, const char *name)
{
	char clean[MEDIA_TYPE_MAX_LEN + 1];

	return claim_is_false(found, type_clean(declared, clean)) ||
	       claim_is_false(found, type_by_name(name));
}
