/* SPDX-License-Identifier: MIT */
/*
 * method.h: the method that a request stands for.
 *
 * Some hosts refuse PUT and DELETE. A client behind such a host sends a POST that names the method
 * in the header X-HTTP-Method-Override or in the parameter _method of the query. Routing,
 * permission, rate limits, the log and the reply are then those of the method it stands for.
 */
#ifndef HTTP_REQUEST_METHOD_H
#define HTTP_REQUEST_METHOD_H

#include "http/request/request.h"

#define METHOD_PARAMETER "_method"

/*
 * Replaces rq->method, which is the one that was sent. Returns why it cannot be told which method
 * the request stands for; NULL: it can. Only a POST stands for another method, and only for PUT or
 * DELETE.
 */
const char *method_read(struct request *rq);

#endif
