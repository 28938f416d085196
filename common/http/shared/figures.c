/* SPDX-License-Identifier: MIT */
#include "http/shared/figures.h"

#include <stdlib.h>
#include <strings.h>

#include "base/str.h"
#include "http/request/request.h"

/* Returns the weight of a range such as "text/csv;q=0.5", which has `len` bytes. */
static double
weight(const char *range, size_t len)
{
	const char *end = range + len, *at = range;

	while ((at = memchr(at, ';', (size_t)(end - at)))) {
		at += 1 + strspn(at + 1, " \t");
		/* The header is a string, so a number ends within it. */
		if (end - at >= 2 && strncasecmp(at, "q=", 2) == 0)
			return strtod(at + 2, NULL);
	}
	return 1;
}

/* Whether the range is that of the media type, with or without parameters. */
static bool
names(const char *range, size_t len, const char *type)
{
	size_t type_len = strcspn(range, "; \t,");

	if (type_len > len)
		type_len = len;
	return type_len == strlen(type) && strncasecmp(range, type, type_len) == 0;
}

/* Whether the client names CSV, and prefers nothing else (RFC 9110, 12.5.1). */
static bool
prefers_csv(struct request *rq)
{
	const char *accept = request_env(rq, "HTTP_ACCEPT"), *range;
	double csv = 0, others = 0, any = 0;
	size_t len;

	if (!accept)
		return false;
	while ((range = str_next(&accept, ",", &len))) {
		size_t blanks = strspn(range, " \t");

		if (blanks >= len)
			continue;
		range += blanks;
		len -= blanks;
		if (names(range, len, "text/csv"))
			csv = weight(range, len);
		else if (names(range, len, "application/json"))
			others = weight(range, len);
		else if (names(range, len, "*/*"))
			any = weight(range, len);
	}
	return csv > 0 && csv > others && csv >= any;
}

void
reply_figures(struct request *rq, enum chat_error error, const struct figures *figures, bool bare)
{
	struct buf csv = { 0 };

	if (error) {
		reply_error(rq, error);
	} else if (prefers_csv(rq)) {
		figures_csv(&csv, figures);
		reply_file(rq, "text/csv; charset=utf-8; header=present", 0, csv.data, csv.len);
		buf_free(&csv);
	} else if (bare && figures->shape == SHAPE_TITLES) {
		figures_titles_json(reply_array(rq), figures);
	} else {
		figures_members_json(reply_object(rq), figures);
		reply_success(rq);
	}
	rq->reply->fields = "Vary: Accept\r\n";
}
