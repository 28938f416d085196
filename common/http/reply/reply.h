/* SPDX-License-Identifier: MIT */
/*
 * reply.h: the replies that route/answer.c makes without an endpoint, and how a reply is sent.
 * endpoint.h declares those that endpoints make.
 */
#ifndef HTTP_REPLY_REPLY_H
#define HTTP_REPLY_REPLY_H

#include "http/request/request.h"

void reply_not_found(struct request *rq);
void reply_bad_method(struct request *rq, const char *allow);
void reply_too_large(struct request *rq);
void reply_unsupported(struct request *rq, const char *reason); /* 415: a body in such a form */
void reply_preflight(struct request *rq);
void reply_moved(struct request *rq, const char *location); /* 308: a URL, which may be relative */
void reply_elsewhere(struct request *rq, const char *location); /* 307: the same, for this time */

/* Replies 400 with an error text of fields_check() or of a parser. */
void reply_error_text(struct request *rq, const char *error_text);

/*
 * Replies for a web server that calls the program as its error page; `status` is what it found. about_file: the body that
 * was too large has a file.
 */
void reply_server_error(struct request *rq, int status, bool about_file);

/* Sends the reply with the headers that every reply has; 500 when no reply was made. */
void reply_send(struct request *rq);

#endif
