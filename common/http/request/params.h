/*
 * params.h: gathers what a client sent for a route, wherever it put it.
 *
 * GET and HEAD take the query string, POST and PUT the body, DELETE both. A visitor's token
 * may come in a header instead. Reading and checking are apart, because in between the
 * request is charged to the limit of the visitor it names, whether it is valid or not.
 */
#ifndef HTTP_REQUEST_PARAMS_H
#define HTTP_REQUEST_PARAMS_H

#include "http/request/request.h"

/* What cannot be said by the values themselves. */
struct params_read {
	bool too_large;
	const char *complaint; /* the query or the body cannot be read */
	bool rid_differs;      /* query and body do not agree */
	bool token_differs;
	const char *header_token; /* X-Visitor-Token; NULL when absent */
};

/* Sets rq->params to an object in any case. */
void params_read(struct request *rq, struct params_read *read);

/* Why a request is refused: the first of these that is set. */
struct params_refusal {
	bool too_large;
	const char *complaint; /* as of fields_check() */
	enum chat_error error;
};

/* True when rq->params is as the route wants it; else *refusal says why not. */
bool params_check(
    struct request *rq, const struct params_read *read, struct params_refusal *refusal);

/* The visitor's token as sent, unchecked, if it could be one; NULL when there is none. */
const char *params_visitor_token(struct request *rq);

#endif
