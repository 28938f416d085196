/* SPDX-License-Identifier: MIT */
#include "http/shared/updated_since.h"

#include "base/clock.h"

const struct field updated_since_fields[] = {
	{ .name = "updatedSince", .flags = FIELD_NULLABLE },
	{ .name = NULL },
};

bool
request_updated_since(struct request *rq, int64_t *ms, const char *code, const char *reason)
{
	const char *text = param_nonempty(rq, "updatedSince");

	*ms = SINCE_EVER;
	if (!text || clock_parse(text, strlen(text), ms))
		return true;
	reply_refused(rq, code, reason, NULL);
	return false;
}
