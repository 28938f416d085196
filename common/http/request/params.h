/* SPDX-License-Identifier: MIT */
/*
 * params.h: gathers the parameters of a request from query, body and header.
 *
 * GET and HEAD take the query string, POST and PUT the body, DELETE both. A route with .form takes
 * those of its fields that the query has, before request_form() adds others. The X-Visitor-Token
 * header may carry a visitor's token instead. Reading and validating are separate functions,
 * because between them the request is charged to the rate limit of the visitor that it names,
 * even when it turns out to be invalid.
 */
#ifndef HTTP_REQUEST_PARAMS_H
#define HTTP_REQUEST_PARAMS_H

#include "http/request/request.h"

/* What params_read() found besides the values. */
struct params_read {
	bool too_large;
	const char *unsupported;  /* why the body cannot be read as text: a 415; NULL: it can */
	const char *error_text;   /* why the query or the body cannot be parsed; NULL: it can */
	bool rid_differs;         /* query and body name different rooms */
	bool token_differs;       /* query, body and header name different tokens */
	const char *header_token; /* X-Visitor-Token; NULL when absent */
};

/* The query string as it was sent; "" when there is none. */
const char *params_query(struct request *rq);

/* Always sets rq->params to an object. */
void params_read(struct request *rq, struct params_read *read);

/* An error text of fields_check() if rq->params is not valid for the route's fields, else NULL. */
const char *params_complaint(struct request *rq);

/* Why the parameters are refused: the first member that is set. */
struct params_refusal {
	bool too_large;
	const char *unsupported;
	const char *error_text; /* an error text as of fields_check() */
	enum chat_error error;
};

/* True when rq->params is valid for the route; otherwise *refusal says why not. */
bool params_check(
    struct request *rq, const struct params_read *read, struct params_refusal *refusal);

/*
 * The visitor's token of the request if it has the form of one, known or not; NULL when there is
 * none.
 */
const char *params_visitor_token(struct request *rq);

#endif
