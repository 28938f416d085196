/*
 * reply.h: replies that no endpoint makes by itself, and the way out. See endpoint.h for the
 * others. Each returns the status, as the handlers do.
 */
#ifndef HTTP_REPLY_REPLY_H
#define HTTP_REPLY_REPLY_H

#include "http/request/request.h"

void reply_not_found(struct request *rq);
void reply_bad_method(struct request *rq, const char *allow);
void reply_too_large(struct request *rq);
void reply_preflight(struct request *rq);

/* A complaint of fields_check() or of a parser. */
void reply_complaint(struct request *rq, const char *complaint);

/* The answer for a status the web server found by itself. */
void reply_server_error(struct request *rq, int status);

/* Writes it all out, with the headers every answer has; 500 when there is no reply. */
void reply_send(struct request *rq);

#endif
