/* SPDX-License-Identifier: MIT */
#include "http/reply/etag.h"

#include <string.h>

#include "base/str.h"
#include "http/endpoint.h"
#include "http/request/request.h"

static bool
tag_is(const char *quoted, size_t len, const char *tag)
{
	static const char *const codings[] = { "", "-gzip", "-br", "-deflate", "-zstd" };
	size_t tag_len = strlen(tag);

	if (len < tag_len || strncmp(quoted, tag, tag_len) != 0)
		return false;
	quoted += tag_len;
	len -= tag_len;
	for (size_t i = 0; i < ARRAY_LEN(codings); i++)
		if (strlen(codings[i]) == len && strncmp(quoted, codings[i], len) == 0)
			return true;
	return false;
}

bool
etag_matches(const char *header, const char *tag)
{
	const char *at = header + strspn(header, " \t"), *end;

	if (*at == '*')
		return at[1 + strspn(at + 1, " \t")] == '\0';
	for (;;) {
		at += strspn(at, " \t,");
		if (strncmp(at, "W/", 2) == 0)
			at += 2;
		if (*at != '"')
			return false;
		end = strchr(++at, '"');
		if (!end)
			return false;
		if (tag_is(at, (size_t)(end - at), tag))
			return true;
		at = end + 1;
	}
}

bool
request_is_conditional(struct request *rq)
{
	return request_env(rq, "HTTP_IF_NONE_MATCH") != NULL;
}

void
reply_poll_interval(struct request *rq, const struct room_state *room)
{
	rq->reply->poll_interval_s = poll_interval_s(&rq->chat, room);
}

bool
reply_is_tagged(struct request *rq, const char *tag, int64_t poll_interval_s)
{
	const char *known = request_env(rq, "HTTP_IF_NONE_MATCH");

	rq->reply->poll_interval_s = poll_interval_s;
	rq->reply->tag = tag;
	return known && etag_matches(known, tag);
}

bool
reply_is_known(
    struct request *rq, enum poller poller, const char *rid, const struct room_state *room)
{
	return reply_is_tagged(
	    rq, poll_etag(&rq->chat, poller, rid, room), poll_interval_s(&rq->chat, room));
}

bool
reply_is_known_since(struct request *rq, enum poller poller, const char *rid,
    const struct room_state *room, int64_t since_ms)
{
	const char *tag = arena_printf(rq->chat.mem, "%s-%llx",
	    poll_etag(&rq->chat, poller, rid, room), (unsigned long long)since_ms);

	return reply_is_tagged(rq, tag, poll_interval_s(&rq->chat, room));
}

void
reply_untagged(struct request *rq)
{
	rq->reply->tag = NULL;
}
