/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "base/log.h"
#include "base/str.h"
#include "http/reply/reply.h"
#include "http/reply/turn.h"
#include "http/request/config.h"

/* Of such bytes a file is large: to send it occupies a process for as long as the client takes it slowly. */
#define LARGE_FILE_LEN 1048576

/* How often, and how many times, a large file waits for others to be sent. */
#define DOWNLOAD_WAIT_STEP_MS 50
#define DOWNLOAD_WAIT_STEPS 20

#define CORS_ALLOW_HEADERS \
	"Access-Control-Allow-Headers: Origin, X-Requested-With, Content-Type, Accept, " \
	"X-User-Id, X-Auth-Token, x-visitor-token, Authorization, MCP-Protocol-Version, " \
	"If-None-Match, X-HTTP-Method-Override\r\n"
#define CORS_EXPOSE_HEADERS \
	"Access-Control-Expose-Headers: X-RateLimit-Limit, X-RateLimit-Remaining, " \
	"X-RateLimit-Reset, Retry-After, ETag, X-Request-Id, X-Poll-Interval, " \
	"X-Queue-Position, X-Typing, X-Read-Until\r\n"
#define CORS_PREFLIGHT \
	"Access-Control-Allow-Methods: GET, POST, PUT, DELETE, HEAD, PATCH\r\n" \
	"Access-Control-Max-Age: 86400\r\n"

static const char *
status_text(int status)
{
	static const struct {
		int status;
		const char *text;
	} texts[] = { { 200, "OK" }, { 204, "No Content" }, { 206, "Partial Content" },
		{ 304, "Not Modified" }, { 308, "Permanent Redirect" }, { 400, "Bad Request" },
		{ 401, "Unauthorized" }, { 403, "Forbidden" }, { 404, "Not Found" },
		{ 405, "Method Not Allowed" }, { 408, "Request Timeout" },
		{ 411, "Length Required" }, { 413, "Content Too Large" }, { 414, "URI Too Long" },
		{ 415, "Unsupported Media Type" }, { 416, "Range Not Satisfiable" },
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

/*
 * Returns whether an origin matches an entry of the list: it is the same, or the entry has "*." in
 * the place of its first labels. Upper and lower case do not count.
 */
static bool
origin_matches(const char *origin, const char *entry, size_t len)
{
	const char *star = memchr(entry, '*', len);
	size_t origin_len = strlen(origin), before, after;

	if (!star)
		return origin_len == len && strncasecmp(origin, entry, len) == 0;
	before = (size_t)(star - entry);
	after = len - before - 1;
	return origin_len > before + after && strncasecmp(origin, entry, before) == 0 &&
	       strncasecmp(origin + origin_len - after, star + 1, after) == 0 &&
	       strspn(origin + before, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				       "0123456789-_.") >= origin_len - before - after;
}

/* Returns the Origin header if the list has it, or "*"; NULL when neither. */
static const char *
origin_allowed(struct request *rq, const char *list)
{
	const char *origin = request_env(rq, "HTTP_ORIGIN"), *entry;
	size_t len;

	while ((entry = str_next(&list, ", \t\r\n", &len))) {
		if (len == 1 && *entry == '*')
			return "*";
		if (origin && origin_matches(origin, entry, len))
			return origin;
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

	if (rq->reply->for_other_sites) {
		buf_puts(head, "Access-Control-Allow-Origin: *\r\n"
			       "Cross-Origin-Resource-Policy: cross-origin\r\n");
		return;
	}
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

static bool
is_success(const struct reply *reply)
{
	return reply->status == 200 || reply->status == 206 || reply->status == 304;
}

static void
headers_poll(const struct reply *reply, struct buf *head)
{
	if (!is_success(reply))
		return;
	if (reply->poll_interval_s)
		header_int(head, "X-Poll-Interval", reply->poll_interval_s);
	if (reply->queue_place)
		header_int(head, "X-Queue-Position", reply->queue_place);
	if (reply->typing)
		header(head, "X-Typing", reply->typing);
	if (reply->read_until)
		header(head, "X-Read-Until", reply->read_until);
}

static void
headers_cache(const struct reply *reply, struct buf *head)
{
	if (is_success(reply) && reply->tag) {
		buf_puts(head, "ETag: \"");
		buf_puts(head, reply->tag);
		buf_puts(head, "\"\r\n");
		header(head, "Cache-Control",
		    reply->cache_control ? reply->cache_control : "private, no-cache");
	} else if (reply->media_type && reply->max_age_s) {
		buf_printf(
		    head, "Cache-Control: public, max-age=%lld\r\n", (long long)reply->max_age_s);
	} else {
		buf_puts(head, "Cache-Control: no-store\r\nPragma: no-cache\r\n");
	}
}

/* The fields of replies that browsers show or run. */
static void
headers_web(const struct reply *reply, struct buf *head)
{
	if (!reply->media_type)
		return;
	header(head, "Content-Security-Policy", reply->content_policy);
	if (reply->encodings)
		header(head, "Vary", "Accept-Encoding");
	if (reply->gzip && reply->status == 200)
		header(head, "Content-Encoding", "gzip");
}

/* Waits until the process may send a large file; false: as many others are still being sent as may be. */
static bool
download_wait(struct request *rq)
{
	const struct timespec step = { .tv_nsec = DOWNLOAD_WAIT_STEP_MS * 1000000L };

	for (int i = 0; i < DOWNLOAD_WAIT_STEPS; i++) {
		if (limiter_transfer_begin(rq->limiter, POOL_DOWNLOAD, true))
			return true;
		nanosleep(&step, NULL);
	}
	log_error("a file was refused with 503, because clients take others slowly");
	reply_error(rq, CHAT_TOO_MANY_TRANSFERS);
	return false;
}

/*
 * Waits for the turn of a large reply. When another one is not sent in time, which is that of a
 * client who takes it slowly, this one is refused: a client who tries it again later disturbs
 * nobody.
 */
static int
turn_wait(struct request *rq)
{
	int turn = -1;

	if (rq->reply->is_stored_file) {
		if (rq->reply->spool.len > LARGE_FILE_LEN && rq->transport->occupies)
			download_wait(rq);
		return turn;
	}
	if (rq->reply->spool.len == 0 || !rq->transport->occupies ||
	    turn_take(config_option_file(rq, false).path, &turn))
		return turn;
	log_error("a large reply was refused with 503, because a client takes another one slowly");
	reply_error(rq, CHAT_UNAVAILABLE);
	return turn;
}

void
reply_send(struct request *rq)
{
	struct reply *reply = rq->reply;
	struct buf *head = &reply->head;
	const struct spool no_spool = { 0 };
	const struct buf none = { 0 };
	bool is_head = strcmp(rq->method, "HEAD") == 0;
	int turn;
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
	turn = is_head ? -1 : turn_wait(rq);
	buf_reset(head);
	buf_puts(head, "Status: ");
	buf_put_int(head, reply->status);
	buf_putc(head, ' ');
	buf_puts(head, status_text(reply->status));
	buf_puts(head, "\r\n");
	if (reply->status != 204 && reply->status != 304) {
		header(head, "Content-Type",
		    reply->media_type ? reply->media_type : "application/json");
		if (!reply->is_by_server)
			header_int(
			    head, "Content-Length", (int64_t)(reply->spool.len + reply->body.len));
	}
	if (reply->fields)
		buf_puts(head, reply->fields);
	headers_poll(reply, head);
	headers_cache(reply, head);
	headers_web(reply, head);
	if (reply->location)
		header(head, "Location", reply->location);
	buf_puts(head, "X-Content-Type-Options: nosniff\r\n");
	header(head, "X-Request-Id", rq->id);
	if (reply->allow)
		header(head, "Allow", reply->allow);
	/* RFC 9110, 15.5.16: which codings would have been understood. */
	if (reply->status == 415)
		header(head, "Accept-Encoding", "identity");
	headers_limit(reply, head);
	headers_cors(rq, head);
	buf_puts(head, "\r\n");
	/*
	 * A failed write means that the client has gone; the request has been carried out all the
	 * same.
	 */
	if (reply->is_stored_file && transport->pace)
		transport->pace(transport->arg);
	transport->write(transport->arg, head, is_head ? &no_spool : &reply->spool,
	    is_head ? &none : &reply->body);
	turn_end(turn);
	if (reply->is_stored_file && rq->limiter)
		limiter_transfer_end(rq->limiter);
	transport->finish(transport->arg, rq->body_left);
}
