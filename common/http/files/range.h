/* SPDX-License-Identifier: MIT */
/* range.h: the part of a file that a Range header field asks for (RFC 9110, 14). */
#ifndef HTTP_FILES_RANGE_H
#define HTTP_FILES_RANGE_H

#include <stdint.h>

struct range {
	uint64_t begin, len; /* bytes */
};

enum range_result {
	RANGE_WHOLE, /* the whole file: there is no such field, it is invalid, or names several ranges */
	RANGE_PART,
	RANGE_UNSATISFIABLE, /* the file has no byte of it */
};

/* `header` may be NULL. *range is set in any case; to the whole file unless it is a part. */
enum range_result range_parse(const char *header, uint64_t size, struct range *range);

#endif
