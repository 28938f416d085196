/* SPDX-License-Identifier: MIT */
#include "text/domain.h"

#include <idn2.h>
#include <stdbool.h>
#include <string.h>

#define DOMAIN_MAX 253 /* RFC 1035, 2.3.4: 255 bytes with the lengths of the labels */
#define LABEL_MAX 63

static bool
is_label(const char *label, size_t len)
{
	return len > 0 && len <= LABEL_MAX && label[0] != '-' && label[len - 1] != '-' &&
	       strspn(label, "abcdefghijklmnopqrstuvwxyz0123456789-_") >= len;
}

static bool
is_domain(const char *name)
{
	size_t len;

	if (strlen(name) > DOMAIN_MAX)
		return false;
	while (is_label(name, len = strcspn(name, ".")) && name[len] == '.')
		name += len + 1;
	return is_label(name, len) && name[len] == '\0';
}

static bool
is_ascii(const char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text > '~')
			return false;
	return true;
}

static const char *
converted(struct arena *arena, const char *name)
{
	char *ascii = NULL;
	const char *copy = NULL;

	if (idn2_to_ascii_8z(name, &ascii, IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL) == IDN2_OK)
		copy = arena_strdup(arena, ascii);
	idn2_free(ascii);
	return copy;
}

const char *
domain_to_ascii(struct arena *arena, const char *name, size_t len)
{
	char *lower = arena_strndup(arena, name, len);
	const char *ascii = lower;

	for (char *p = lower; *p; p++)
		if (*p >= 'A' && *p <= 'Z')
			*p = (char)(*p - 'A' + 'a');
	/* The conversion takes far longer names than there can be, and time for them. */
	if (!is_ascii(lower))
		ascii = len <= DOMAIN_MAX ? converted(arena, lower) : NULL;
	return ascii && is_domain(ascii) ? ascii : NULL;
}
