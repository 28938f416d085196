/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <string.h>

#include "http/endpoint.h"
#include "http/value/json_in.h"
#include "base/number.h"
#include "http/request/request.h"

/* The most that a list without a limit returns; more would be a reply of many megabytes. */
#define ALL_MAX 10000
#define OFFSET_MAX 1000000000

static void
read_bounds(struct request *rq, struct paging *paging)
{
	const struct settings *settings = rq->chat.settings;
	int64_t initial = setting_int(settings, SETTING_API_DEFAULT_COUNT);
	int64_t upper = setting_int(settings, SETTING_API_UPPER_COUNT_LIMIT);
	double number;

	if (initial <= 0)
		initial = 50;
	if (upper <= 0)
		upper = 100;
	paging->offset = 0;
	if (param_number(rq, "offset", &number) && number > 0)
		paging->offset = number_within(number, 0, OFFSET_MAX);
	paging->count = initial;
	/* MongoDB, behind Rocket.Chat, takes the absolute value of a negative limit. */
	if (param_number(rq, "count", &number))
		paging->count = number_within(fabs(number), 0, upper);
	if (paging->count > upper)
		paging->count = upper;
	if (paging->count == 0 && !setting_bool(settings, SETTING_API_ALLOW_INFINITE_COUNT))
		paging->count = initial;
	paging->limit = paging->count > 0 ? paging->count : ALL_MAX;
}

static bool
sort_parse(struct request *rq, const char *text, struct paging *paging)
{
	struct value *object;

	if (json_in_parse(rq->chat.mem, text, strlen(text), &object) != NULL)
		return false;
	for (struct member m = member_first(object); m.name; m = member_next(m)) {
		double order = 0;

		value_number(m.value, &order);
		if (order != 1 && order != -1)
			return false;
		if (paging->sort_len < SORT_KEYS_MAX)
			paging->sort[paging->sort_len++] =
			    (struct sort_key){ .name = m.name, .descending = order < 0 };
	}
	return true;
}

bool
request_paging(struct request *rq, struct paging *paging)
{
	const char *text = param_string(rq, "sort");

	read_bounds(rq, paging);
	paging->sort_len = 0;
	if (!text || !*text || sort_parse(rq, text, paging))
		return true;
	reply_refused(rq, "error-invalid-sort",
	    arena_printf(rq->chat.mem, "Invalid sort parameter provided: \"%s\"", text),
	    "{\"helperMethod\":\"parseJsonQuery\"}");
	return false;
}

struct json_out *
reply_list(struct request *rq, const char *member)
{
	struct json_out *out = reply_object(rq);

	json_key(out, member);
	return out;
}

void
reply_page(struct request *rq, const struct paging *paging, enum chat_error error,
    const struct list_size *size)
{
	struct json_out *out = &rq->reply->json;

	if (error) {
		reply_error(rq, error);
		return;
	}
	json_put_int(out, "offset", paging->offset);
	json_put_int(out, "count", size->count);
	json_put_int(out, "total", size->total);
	reply_success(rq);
}
