/* SPDX-License-Identifier: MIT */
#include "base/str.h"

#include <string.h>

#include "base/log.h"

const char *
str_or_null(const char *text)
{
	return text && *text ? text : NULL;
}

char *
str_dup(const char *text)
{
	char *copy = strdup(text);

	if (!copy)
		log_fatal("out of memory");
	return copy;
}

const char *
str_next(const char **list, const char *separators, size_t *len)
{
	const char *item = *list + strspn(*list, separators);

	*len = strcspn(item, separators);
	*list = item + *len;
	return *len > 0 ? item : NULL;
}
