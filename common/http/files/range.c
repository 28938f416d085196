/* SPDX-License-Identifier: MIT */
#include "http/files/range.h"

#include <stdbool.h>
#include <stddef.h>
#include <strings.h>

#define DIGITS_MAX 18 /* a number of more is larger than any file */

/* Reads a number and moves *at behind it; false: there is no digit. */
static bool
number_read(const char **at, uint64_t *number)
{
	const char *begin = *at;

	*number = 0;
	for (; **at >= '0' && **at <= '9'; ++*at)
		*number =
		    *at - begin < DIGITS_MAX ? *number * 10 + (uint64_t)(**at - '0') : UINT64_MAX;
	return *at > begin;
}

enum range_result
range_parse(const char *header, uint64_t size, struct range *range)
{
	static const char unit[] = "bytes=";
	uint64_t first = 0, last = UINT64_MAX;
	bool has_first, has_last;
	const char *at;

	*range = (struct range){ 0, size };
	if (!header || strncasecmp(header, unit, sizeof(unit) - 1) != 0)
		return RANGE_WHOLE;
	at = header + sizeof(unit) - 1;
	while (*at == ' ' || *at == '\t')
		at++;
	has_first = number_read(&at, &first);
	if (*at++ != '-')
		return RANGE_WHOLE;
	has_last = number_read(&at, &last);
	while (*at == ' ' || *at == '\t')
		at++;
	if (*at != '\0' || (!has_first && !has_last) || (has_first && has_last && last < first))
		return RANGE_WHOLE;
	if (!has_first) {
		/* The last bytes, as many as that. */
		if (last == 0 || size == 0)
			return RANGE_UNSATISFIABLE;
		range->len = last < size ? last : size;
		range->begin = size - range->len;
		return RANGE_PART;
	}
	if (first >= size)
		return RANGE_UNSATISFIABLE;
	if (!has_last || last >= size)
		last = size - 1;
	*range = (struct range){ first, last - first + 1 };
	return RANGE_PART;
}
