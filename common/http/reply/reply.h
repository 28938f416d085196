/*
 * reply.h: replies that no endpoint makes by itself, and the way out. See endpoint.h for the
 * others. Each returns the status, as the handlers do.
 */
#ifndef HTTP_REPLY_REPLY_H
#define HTTP_REPLY_REPLY_H

#include "http/request/request.h"

int reply_not_found(struct request *rq);
int reply_bad_method(struct request *rq, const char *allow);
int reply_too_large(struct request *rq);
int reply_preflight(struct request *rq);

/* A complaint of fields_check() or of a parser. */
int reply_complaint(struct request *rq, const char *complaint);

/* The answer for a status the web server found by itself. */
int reply_server_error(struct request *rq, int status);

/* Writes it all out, with the headers every answer has; 500 when there is no reply. */
void reply_send(struct request *rq);

#endif
