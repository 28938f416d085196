/* SPDX-License-Identifier: MIT */
/*
 * What is stored and shown without being in a table: members of attachments that only some clients
 * know, with all that is in them. A client may show any of their strings as a link, so no string
 * may be one that runs something, and where the name says that it is a link, the rules of links
 * apply.
 */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "base/str.h"
#include "base/utf8.h"
#include "http/request/fields_rules.h"

/* How the names of links end, in any letter case: url, image_url, imageUrl, permalink, href ... */
static const char *const link_endings[] = { "url", "uri", "link", "href", "src" };

/* What runs when a browser opens it. */
static const char *const running[] = { "javascript:", "vbscript:", "data:text/html",
	"data:text/xml", "data:image/svg", "data:application/" };

static bool
names_link(const char *name)
{
	size_t len = strlen(name), ending;

	for (size_t i = 0; i < ARRAY_LEN(link_endings); i++) {
		ending = strlen(link_endings[i]);
		if (len >= ending && strcasecmp(name + len - ending, link_endings[i]) == 0)
			return true;
	}
	return false;
}

/*
 * Whether the text begins with `scheme`. Browsers ignore control characters and white space before
 * and within it; here this holds for all characters that nobody sees.
 */
static bool
begins_with(const char *text, const char *scheme)
{
	const char *end = text + strlen(text);
	uint32_t code_point;

	while (*scheme && text < end) {
		code_point = utf8_next(&text, end);
		if (!utf8_is_visible(code_point))
			continue;
		if (code_point >= 0x80 || tolower((int)code_point) != *scheme)
			return false;
		scheme++;
	}
	return !*scheme;
}

static const char *
check_text(const struct fields_check *check, const char *name, const char *text)
{
	size_t shown = utf8_cut(name, strlen(name), FIELD_SHOWN_MAX);

	if (names_link(name) && !field_is_link(text))
		return field_not_link(check, name);
	for (size_t i = 0; i < ARRAY_LEN(running); i++)
		if (begins_with(text, running[i]))
			return arena_printf(check->arena, "%.*s must not begin with %s", (int)shown,
			    name, running[i]);
	return NULL;
}

const char *
field_check_kept(const struct fields_check *check, const char *name, const struct value *value)
{
	const char *error_text = NULL, *text = value_text(value);
	const struct value *item;

	if (text)
		return check_text(check, name, text);
	for (size_t i = 0; !error_text && (item = value_item(value, i)); i++)
		error_text = field_check_kept(check, name, item);
	for (struct member m = member_first(value); m.name && !error_text; m = member_next(m))
		error_text = field_check_kept(check, m.name, m.value);
	return error_text;
}
