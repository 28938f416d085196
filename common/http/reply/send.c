/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/log.h"
#include "base/str.h"
#include "http/reply/reply.h"

#define CORS_ALLOW_HEADERS \
	"Access-Control-Allow-Headers: Origin, X-Requested-With, Content-Type, Accept, " \
	"X-User-Id, X-Auth-Token, x-visitor-token, Authorization, MCP-Protocol-Version, " \
	"If-None-Match\r\n"
#define CORS_EXPOSE_HEADERS \
	"Access-Control-Expose-Headers: X-RateLimit-Limit, X-RateLimit-Remaining, " \
	"X-RateLimit-Reset, Retry-After, ETag, X-Request-Id, X-Poll-Interval\r\n"
#define CORS_PREFLIGHT \
	"Access-Control-Allow-Methods: GET, POST, PUT, DELETE, HEAD, PATCH\r\n" \
	"Access-Control-Max-Age: 86400\r\n"

static const char *
status_text(int status)
{
	static const struct {
		int status;
		const char *text;
	} texts[] = { { 200, "OK" }, { 204, "No Content" }, { 304, "Not Modified" },
		{ 400, "Bad Request" }, { 401, "Unauthorized" }, { 403, "Forbidden" },
		{ 404, "Not Found" }, { 405, "Method Not Allowed" }, { 408, "Request Timeout" },
		{ 411, "Length Required" }, { 413, "Content Too Large" }, { 414, "URI Too Long" },
		{ 429, "Too Many Requests" }, { 500, "Internal Server Error" },
		{ 503, "Service Unavailable" } };

	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		if (texts[i].status == status)
			return texts[i].text;
	return status >= 500 ? "Server Error" : "Client Error";
}

static inline void
header(struct buf *head, const char *name, const char *value)
{
	buf_puts(head, name);
	buf_puts(head, ": ");
	buf_puts(head, value);
	buf_puts(head, "\r\n");
}

static inline void
header_int(struct buf *head, const char *name, int64_t value)
{
	buf_puts(head, name);
	buf_puts(head, ": ");
	buf_put_int(head, value);
	buf_puts(head, "\r\n");
}

/* The entry of the list that matches the Origin header, or "*"; NULL when there is none. */
static const char *
origin_allowed(struct request *rq, const char *list)
{
	const char *origin = request_env(rq, "HTTP_ORIGIN"), *entry;
	size_t len;

	while ((entry = str_next(&list, ", \t\r\n", &len))) {
		if (len == 1 && *entry == '*')
			return "*";
		if (origin && strlen(origin) == len && strncasecmp(origin, entry, len) == 0)
			return arena_strndup(rq->chat.mem, entry, len);
	}
	return NULL;
}

/*
 * CORS: browsers hide a reply without these fields from the page, so every reply has them,
 * errors, too. Access-Control-Allow-Credentials is never sent, because no cookie authorises
 * anything here.
 */
static void
headers_cors(struct request *rq, struct buf *head)
{
	const char *allowed;

	if (!setting_bool(rq->chat.settings, SETTING_API_ENABLE_CORS))
		return;
	allowed = origin_allowed(rq, setting_text(rq->chat.settings, SETTING_API_CORS_ORIGIN));
	if (!allowed || strcmp(allowed, "*") != 0)
		header(head, "Vary", "Origin");
	if (!allowed)
		return;
	header(head, "Access-Control-Allow-Origin", allowed);
	buf_puts(head, CORS_ALLOW_HEADERS CORS_EXPOSE_HEADERS);
	if (rq->reply->status == 204)
		buf_puts(head, CORS_PREFLIGHT);
}

static void
headers_limit(const struct reply *reply, struct buf *head)
{
	if (reply->retry_after_s > 0)
		header_int(head, "Retry-After", reply->retry_after_s);
	if (!reply->limited)
		return;
	header_int(head, "X-RateLimit-Limit", reply->limit.limit);
	header_int(head, "X-RateLimit-Remaining", reply->limit.remaining);
	header_int(head, "X-RateLimit-Reset", reply->limit.reset_ms);
}

static void
headers_cache(const struct reply *reply, struct buf *head)
{
	bool success = reply->status == 200 || reply->status == 304;

	if (success && reply->poll_interval_s)
		header_int(head, "X-Poll-Interval", reply->poll_interval_s);
	if (success && reply->tag) {
		buf_puts(head, "ETag: \"");
		buf_puts(head, reply->tag);
		buf_puts(head, "\"\r\nCache-Control: private, no-cache\r\n");
		return;
	}
	if (!reply->media_type) {
		buf_puts(head, "Cache-Control: no-store\r\nPragma: no-cache\r\n");
		return;
	}
	buf_printf(head, "Cache-Control: public, max-age=%lld\r\n", (long long)reply->max_age_s);
	header(head, "Content-Security-Policy", "default-src 'none'; sandbox");
}

void
reply_send(struct request *rq)
{
	struct reply *reply = rq->reply;
	struct buf *head = &reply->head;
	const struct buf none = { 0 };
	const struct transport *transport = rq->transport;

	if (reply->status == 0) {
		log_error("%s %s was left without a reply; answered 500", rq->method,
		    rq->route ? rq->route->path : "(no route)");
		reply_error(rq, CHAT_BROKEN);
	} else if (reply->status < 400 && !access_is_settled(&rq->chat)) {
		log_error("%s %s: nothing asked whether the caller has the access that the route "
			  "declares; answered 500",
		    rq->method, rq->route->path);
		reply_error(rq, CHAT_BROKEN);
	}
	request_body_discard(rq);
	buf_reset(head);
	buf_puts(head, "Status: ");
	buf_put_int(head, reply->status);
	buf_putc(head, ' ');
	buf_puts(head, status_text(reply->status));
	buf_puts(head, "\r\n");
	if (reply->status != 204 && reply->status != 304) {
		header(head, "Content-Type",
		    reply->media_type ? reply->media_type : "application/json");
		header_int(head, "Content-Length", (int64_t)reply->body.len);
	}
	headers_cache(reply, head);
	buf_puts(head, "X-Content-Type-Options: nosniff\r\n");
	header(head, "X-Request-Id", rq->id);
	if (reply->allow)
		header(head, "Allow", reply->allow);
	headers_limit(reply, head);
	headers_cors(rq, head);
	buf_puts(head, "\r\n");
	/*
	 * A failed write means that the client has gone; the request has been carried out all the
	 * same.
	 */
	transport->write(
	    transport->arg, head, strcmp(rq->method, "HEAD") == 0 ? &none : &reply->body);
	transport->finish(transport->arg, rq->body_left);
}
