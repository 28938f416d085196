/* SPDX-License-Identifier: MIT */
/*
 * files.h: how endpoints take files from clients and send them; they include it besides endpoint.h.
 */
#ifndef HTTP_FILES_H
#define HTTP_FILES_H

#include "http/endpoint.h"

/* --- Taking a file ----------------------------------------------------------------------- */

/* The file of a form, as the client names it. The texts live until the reply has been sent. */
struct form_file {
	const char *name;       /* see http/files/file_name.h; never empty */
	const char *media_type; /* as it was sent, with its parameters; NULL: it was not */
};

/* What the handler does with the file while it comes in. An error ends the reading. */
struct form_taker {
	enum chat_error (*begin)(void *arg, const struct form_file *file);
	enum chat_error (*bytes)(void *arg, const void *bytes, size_t len); /* len > 0 */
	void *arg;
};

/*
 * Reads the body of a route with .form, whose part "file" is the file: of 1 to max_len bytes, 0: of any size. The parts
 * that are no file become parameters of the request, where the query has none of that name; those that .fields does not
 * list are ignored, and a visitor's token is. All are validated once the whole body was read. request_chat()->now_ms is
 * the time at which it was.
 *
 * False: it has replied with an error, also with one that the taker returned. What the taker has got is then to be
 * discarded.
 */
bool request_form(struct request *rq, uint64_t max_len, const struct form_taker *taker);

/* The length of the body as the client has announced it; -1: it has not. */
int64_t request_content_length(struct request *rq);

/* --- Sending a file ---------------------------------------------------------------------- */

/* A file to be sent. */
struct stored_file {
	int fd; /* open for reading, and closed by reply_stored_file(); -1: request_wants_file() was false */
	const char *path;       /* the same for a web server that sends it; NULL: none can */
	uint64_t size;          /* in bytes */
	const char *name;       /* for people who save it; valid UTF-8 */
	const char *media_type; /* as which it is sent */
	const char *tag;        /* of the ETag, without quotation marks; no other file has it */
	int64_t stored_at_ms;
	bool inline_allowed; /* a browser may show it as a page, if the query asks for that */
	bool by_cookie;      /* the right to it came from a cookie */
};

/*
 * Whether reply_stored_file() will send bytes of that file: not for HEAD, nor if the client has it.
 */
bool request_wants_file(struct request *rq, const char *tag, int64_t stored_at_ms);

/*
 * Replies with the file or the part of it that the request's Range names, as RFC 9110 says, or that it has not changed.
 * The strings must live until the reply has been sent.
 */
void reply_stored_file(struct request *rq, const struct stored_file *file);

/* --- Errors ------------------------------------------------------------------------------ */

/*
 * Replies 400 {"success":false,"error":"<text> [<code>]","errorType":"<code>","reason":"<code>"}, which is what clients
 * that upload files know. `text` may be NULL. Errors of chat about files are answered so by reply_error().
 */
void reply_upload_refused(struct request *rq, const char *code, const char *text);

/* Does the same for a file of more than max_len bytes, with "sizeAllowed". */
void reply_file_too_large(struct request *rq, uint64_t max_len);

#endif
