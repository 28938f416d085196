/* SPDX-License-Identifier: MIT */
#include "http/reply/reply.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/number.h"
#include "http/files.h"
#include "http/reply/errors.h"

#define RETRY_AFTER_S 5 /* the Retry-After when the database or something else is unavailable */

/* Opens an empty body and discards what was written before. */
static struct json_out *
body_open(struct request *rq, int status)
{
	struct reply *reply = rq->reply;

	buf_reset(&reply->body);
	if (reply->spool.open || reply->is_stored_file)
		spool_reset(&reply->spool);
	reply->body.spool = &reply->spool;
	json_begin(&reply->json, &reply->body);
	reply->status = status;
	reply->media_type = NULL;
	reply->fields = NULL;
	reply->is_stored_file = reply->is_by_server = false;
	return &reply->json;
}

static void
body_text(struct request *rq, int status, const char *text)
{
	body_open(rq, status);
	buf_puts(&rq->reply->body, text);
}

static void
body_failure(
    struct request *rq, int status, const char *text, const char *code, const char *details)
{
	body_open(rq, status);
	failure_body(&rq->reply->body, text, code, details);
}

struct json_out *
reply_object(struct request *rq)
{
	struct json_out *json = body_open(rq, 0);

	json_object(json);
	return json;
}

struct json_out *
reply_array(struct request *rq)
{
	return body_open(rq, 200);
}

void
reply_success(struct request *rq)
{
	struct json_out *json = &rq->reply->json;

	json_put_bool(json, "success", true);
	json_object_end(json);
	rq->reply->status = 200;
}

void
reply_finish(struct request *rq, enum chat_error error)
{
	if (error)
		reply_error(rq, error);
	else
		reply_success(rq);
}

void
reply_done(struct request *rq, enum chat_error error)
{
	if (!error)
		reply_object(rq);
	reply_finish(rq, error);
}

void
reply_plain(struct request *rq)
{
	json_object_end(&rq->reply->json);
	rq->reply->status = 200;
}

void
reply_unchanged(struct request *rq)
{
	body_open(rq, 304);
}

void
reply_file(
    struct request *rq, const char *media_type, int64_t max_age_s, const char *bytes, size_t len)
{
	body_open(rq, 200);
	buf_put(&rq->reply->body, bytes, len);
	rq->reply->media_type = media_type;
	rq->reply->max_age_s = max_age_s;
	rq->reply->content_policy = "default-src 'none'; sandbox";
}

void
reply_html(struct request *rq, const char *html)
{
	reply_file(rq, "text/html; charset=utf-8", 0, html, strlen(html));
	rq->reply->content_policy =
	    "default-src 'none'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";
}

void
reply_failure(struct request *rq)
{
	struct json_out *json = &rq->reply->json;

	json_put_bool(json, "success", false);
	json_object_end(json);
	rq->reply->status = 400;
}

/* The errors that chat.detail is about; any other may come after it was set. */
static bool
is_explained(enum chat_error error)
{
	return error == CHAT_INVALID_EMAIL || error == CHAT_TOO_LONG || error == CHAT_BLANK;
}

/* Where it waits for a person, the reply says for whom and for what. */
static enum wire_error
worded(struct request *rq, enum chat_error error)
{
	if (error == CHAT_UNAVAILABLE)
		switch (db_tables(rq->chat.db)) {
		case DB_TABLES_OLDER:
			return WIRE_TABLES_OLDER;
		case DB_TABLES_NEWER:
			return WIRE_TABLES_NEWER;
		case DB_TABLES_SUIT:
			break;
		}
	return error_worded(rq->route, error);
}

void
reply_error(struct request *rq, enum chat_error error)
{
	if (error == CHAT_UNAVAILABLE || error == CHAT_NO_SPACE || error == CHAT_TOO_MANY_TRANSFERS)
		rq->reply->retry_after_s = RETRY_AFTER_S;
	if (error == CHAT_FILE_TOO_LARGE && rq->file_max_len) {
		reply_file_too_large(rq, rq->file_max_len);
		return;
	}
	if (error == CHAT_INVALID_FIELD || error == CHAT_FIELDS_MISSING) {
		body_failure(rq, 400, rq->chat.complaint, NULL, NULL);
		return;
	}
	body_open(rq, 0);
	rq->reply->status = wire_error_body(
	    worded(rq, error), is_explained(error) ? rq->chat.detail : NULL, &rq->reply->body);
}

void
reply_wire_error(struct request *rq, enum wire_error error)
{
	body_open(rq, 0);
	rq->reply->status = wire_error_body(error, NULL, &rq->reply->body);
}

void
reply_invalid(struct request *rq, const char *format, ...)
{
	va_list ap;
	char text[512];

	va_start(ap, format);
	vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	body_failure(rq, 400, arena_strdup(rq->chat.mem, text), "invalid-params", NULL);
}

void
reply_refused(struct request *rq, const char *code, const char *reason, const char *details_json)
{
	body_failure(rq, 400, reason, code, details_json);
}

void
reply_upload_refused(struct request *rq, const char *code, const char *text)
{
	struct json_out *json = reply_object(rq);

	upload_failure_json(json, code, text);
	reply_plain(rq);
	rq->reply->status = 400;
}

void
reply_file_too_large(struct request *rq, uint64_t max_len)
{
	struct json_out *json = reply_object(rq);
	char size[NUMBER_SIZE_TEXT_SIZE];

	number_size_text(size, max_len);
	upload_failure_json(json, "error-size-not-allowed",
	    arena_printf(rq->chat.mem, "File size exceeds upload limit of %s", size));
	json_put_string(json, "sizeAllowed", size);
	reply_plain(rq);
	rq->reply->status = 400;
}

void
reply_unknown_message(struct request *rq, const char *id)
{
	body_failure(rq, 400,
	    arena_printf(rq->chat.mem, "No message found with the id of \"%s\".", id), NULL, NULL);
}

void
reply_failed(struct request *rq, const char *format, ...)
{
	va_list ap;
	char text[512];

	va_start(ap, format);
	vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	body_failure(rq, 400, arena_strdup(rq->chat.mem, text), NULL, NULL);
}

void
reply_error_text(struct request *rq, const char *error_text)
{
	static const char match[] = "Match error: ";
	bool alone = strncmp(error_text, match, sizeof(match) - 1) == 0;

	body_failure(rq, 400, error_text, alone ? NULL : "invalid-params", NULL);
}

void
reply_limited(struct request *rq)
{
	int64_t wait_s = rq->reply->limit.retry_after_s > 0 ? rq->reply->limit.retry_after_s : 1;

	if (rq->reply->uncounted) {
		reply_error(rq, CHAT_UNAVAILABLE);
		return;
	}
	rq->reply->retry_after_s = wait_s;
	body_failure(rq, 429,
	    arena_printf(rq->chat.mem,
		"Error, too many requests. Please slow down. You must wait %lld seconds before "
		"trying this endpoint again. [error-too-many-requests]",
		(long long)wait_s),
	    NULL, NULL);
}

void
reply_not_found(struct request *rq)
{
	body_text(rq, 404, "{\"status\":\"error\",\"message\":\"API endpoint does not exist\"}");
}

void
reply_bad_method(struct request *rq, const char *allow)
{
	rq->reply->allow = allow;
	body_text(rq, 405, "{\"status\":\"error\",\"message\":\"API endpoint does not exist\"}");
}

void
reply_too_large(struct request *rq)
{
	body_failure(rq, 413,
	    arena_printf(rq->chat.mem, "Request body is larger than %d bytes", BODY_MAX_LEN),
	    "error-body-too-large", NULL);
}

void
reply_unsupported(struct request *rq, const char *reason)
{
	body_failure(rq, 415, reason, "error-unsupported-media-type", NULL);
}

void
reply_preflight(struct request *rq)
{
	body_open(rq, 204);
}

void
reply_moved(struct request *rq, const char *location)
{
	body_open(rq, 308);
	rq->reply->location = location;
}

void
reply_elsewhere(struct request *rq, const char *location)
{
	body_open(rq, 307);
	rq->reply->location = location;
}

void
reply_server_error(struct request *rq, int status, bool about_file)
{
	switch (status) {
	case 401:
		reply_error(rq, CHAT_UNAUTHORIZED);
		break;
	case 404:
		reply_not_found(rq);
		break;
	case 405:
	case 501: /* lighttpd answers 501 to a method that it does not know */
		reply_bad_method(rq, "GET, HEAD, POST, PUT, DELETE, OPTIONS");
		break;
	case 411:
		body_failure(rq, status, "Content-Length is required", "invalid-params", NULL);
		break;
	case 413:
		if (about_file)
			reply_wire_error(rq, WIRE_FILE_TOO_LARGE);
		else
			reply_too_large(rq);
		rq->reply->status = status;
		break;
	/* A process that ended before it had answered was killed: another one can do it. */
	case 500:
	case 502:
	case 503:
	case 504:
		reply_error(rq, CHAT_UNAVAILABLE);
		break;
	case 403:
		body_failure(rq, status, "unauthorized", NULL, NULL);
		break;
	default:
		body_failure(
		    rq, status, "The web server refused the request", "invalid-params", NULL);
		break;
	}
}
