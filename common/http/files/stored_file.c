/* SPDX-License-Identifier: MIT */
#include "http/files.h"

#include <string.h>
#include <unistd.h>

#include "http/files/disposition.h"
#include "http/files/http_date.h"
#include "http/files/range.h"
#include "http/reply/etag.h"
#include "http/reply/reply.h"
#include "http/request/config.h"
#include "http/request/params.h"
#include "http/value/query.h"

/* The bytes of a file never change, and only who may see it may keep it. */
#define CACHE_CONTROL "private, max-age=31536000, immutable"

#define SECOND_MS 1000

static bool
is_head(const struct request *rq)
{
	return strcmp(rq->method, "HEAD") == 0;
}

/* Whether the client has the file, as If-None-Match or, without that, If-Modified-Since says. */
static bool
is_known(struct request *rq, const char *tag, int64_t stored_at_ms)
{
	const char *tags = request_env(rq, "HTTP_IF_NONE_MATCH"),
		   *since = request_env(rq, "HTTP_IF_MODIFIED_SINCE");
	int64_t since_ms;

	if (tags)
		return etag_matches(tags, tag);
	return since && http_date_parse(since, &since_ms) &&
	       stored_at_ms / SECOND_MS <= since_ms / SECOND_MS;
}

bool
request_wants_file(struct request *rq, const char *tag, int64_t stored_at_ms)
{
	return !is_head(rq) && !is_known(rq, tag, stored_at_ms);
}

/* Whether the part that the client has is of this file, so that it can be completed. */
static bool
is_same_file(const struct stored_file *file, const char *if_range)
{
	size_t len = strlen(file->tag);
	int64_t ms;

	if (*if_range == '"')
		return strncmp(if_range + 1, file->tag, len) == 0 &&
		       strcmp(if_range + 1 + len, "\"") == 0;
	return http_date_parse(if_range, &ms) && ms / SECOND_MS == file->stored_at_ms / SECOND_MS;
}

/* Whether the query asks for the file as a page, whichever parameters the route knows. */
static bool
wants_inline(struct request *rq)
{
	const char *query = params_query(rq), *how;
	struct value *object;

	if (query_parse(rq->chat.mem, query, strlen(query), &object))
		return false;
	how = value_member_text(object, "contentDisposition");
	return how && strcmp(how, "inline") == 0;
}

/* The fields that a 304 has, too. */
static void
put_common_fields(struct buf *fields, const struct stored_file *file)
{
	char date[HTTP_DATE_SIZE];

	http_date(date, file->stored_at_ms);
	buf_printf(fields, "Last-Modified: %s\r\nVary: Cookie\r\n", date);
	/* Other websites may show a file only to those who name it with a secret. */
	buf_printf(fields, "Cross-Origin-Resource-Policy: %s\r\n",
	    file->by_cookie ? "same-site" : "cross-origin");
}

static void
put_file_fields(struct request *rq, struct buf *fields, const struct stored_file *file)
{
	bool is_inline = file->inline_allowed && wants_inline(rq);

	put_common_fields(fields, file);
	buf_printf(fields, "Content-Disposition: %s\r\n",
	    disposition_text(rq->chat.mem, is_inline, file->name));
	buf_puts(fields, "Accept-Ranges: bytes\r\nReferrer-Policy: no-referrer\r\n");
}

static void
reply_known_file(struct request *rq, const struct stored_file *file)
{
	struct buf fields = { 0 };

	reply_unchanged(rq);
	put_common_fields(&fields, file);
	rq->reply->fields = buf_take(&fields, rq->chat.mem);
}

static void
reply_no_such_range(struct request *rq, uint64_t size)
{
	reply_refused(rq, "error-range-not-satisfiable", "The file has no such bytes", NULL);
	rq->reply->status = 416;
	rq->reply->fields =
	    arena_printf(rq->chat.mem, "Content-Range: bytes */%llu\r\n", (unsigned long long)size);
}

/* Replies with a part of the file, or all of it. */
static void
reply_range(struct request *rq, const struct stored_file *file, bool is_part, struct range range)
{
	struct reply *reply = rq->reply;
	struct buf fields = { 0 };

	reply_file(rq, file->media_type, 0, "", 0);
	put_file_fields(rq, &fields, file);
	if (is_part) {
		reply->status = 206;
		buf_printf(&fields, "Content-Range: bytes %llu-%llu/%llu\r\n",
		    (unsigned long long)range.begin,
		    (unsigned long long)(range.begin + range.len - 1),
		    (unsigned long long)file->size);
	}
	spool_use(&reply->spool, file->fd, range.begin, range.len);
	reply->spool.open = file->fd >= 0;
	reply->is_stored_file = true;
	reply->fields = buf_take(&fields, rq->chat.mem);
}

/* Has the web server send the file, and the part of it that the client wants. */
static void
reply_by_server(struct request *rq, const struct stored_file *file)
{
	struct buf fields = { 0 };

	reply_file(rq, file->media_type, 0, "", 0);
	put_file_fields(rq, &fields, file);
	buf_printf(&fields, "X-Sendfile: %s\r\n", file->path);
	rq->reply->is_by_server = true;
	rq->reply->fields = buf_take(&fields, rq->chat.mem);
}

void
reply_stored_file(struct request *rq, const struct stored_file *file)
{
	const char *header = is_head(rq) ? NULL : request_env(rq, "HTTP_RANGE"),
		   *if_range = request_env(rq, "HTTP_IF_RANGE");
	enum range_result result;
	struct range range;
	bool sends = false;

	/* Web servers do not know the ETag, which If-Range names. */
	bool by_server = file->path && !is_head(rq) && !(header && if_range) && config_sendfile(rq);

	if (header && if_range && !is_same_file(file, if_range))
		header = NULL;
	result = range_parse(header, file->size, &range);
	if (is_known(rq, file->tag, file->stored_at_ms)) {
		reply_known_file(rq, file);
	} else if (by_server) {
		reply_by_server(rq, file);
	} else if (result == RANGE_UNSATISFIABLE) {
		reply_no_such_range(rq, file->size);
	} else {
		reply_range(rq, file, result == RANGE_PART, range);
		sends = true;
	}
	if (!sends && file->fd >= 0)
		close(file->fd);
	rq->reply->tag = file->tag;
	rq->reply->cache_control = CACHE_CONTROL;
}
