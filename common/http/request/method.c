/* SPDX-License-Identifier: MIT */
#include "http/request/method.h"

#include <string.h>
#include <strings.h>

#include "base/str.h"
#include "http/request/params.h"
#include "http/value/query.h"

#define HEADER "X-HTTP-Method-Override"

/* The method that the text names, in any case; NULL when a POST cannot stand for it. */
static const char *
method_named(const char *text)
{
	static const char *const methods[] = { "PUT", "DELETE" };

	for (size_t i = 0; i < ARRAY_LEN(methods); i++)
		if (strcasecmp(text, methods[i]) == 0)
			return methods[i];
	return NULL;
}

/*
 * Sets *text to the parameter in the query, or to "" when it is not text, as when it was sent
 * twice; NULL: it is absent. Returns why the query cannot be parsed. Most requests have no such
 * query and should not pay for parsing it.
 */
static const char *
parameter_read(struct request *rq, const char **text)
{
	const char *query = params_query(rq), *error_text;
	struct value *object;

	*text = NULL;
	if (!strchr(query, '_') || !strstr(query, METHOD_PARAMETER))
		return NULL;
	error_text = query_parse(rq->chat.mem, query, strlen(query), &object);
	if (error_text)
		return error_text;
	if (value_member(object, METHOD_PARAMETER)) {
		*text = value_member_text(object, METHOD_PARAMETER);
		*text = *text ? *text : "";
	}
	return NULL;
}

const char *
method_read(struct request *rq)
{
	bool ambiguous;
	const char *header = request_header(rq, "HTTP_X_HTTP_METHOD_OVERRIDE", &ambiguous);
	const char *error_text, *parameter, *by_header, *by_parameter;

	if (ambiguous)
		return HEADER " was sent more than once";
	error_text = parameter_read(rq, &parameter);
	if (error_text || (!header && !parameter))
		return error_text;
	by_header = header ? method_named(header) : NULL;
	by_parameter = parameter ? method_named(parameter) : NULL;
	if (strcmp(rq->method, "POST") != 0)
		return "only a POST can stand for another method, see " HEADER;
	if (header && !by_header)
		return HEADER " must be PUT or DELETE";
	if (parameter && !by_parameter)
		return METHOD_PARAMETER " must be PUT or DELETE";
	if (by_header && by_parameter && by_header != by_parameter)
		return HEADER " and " METHOD_PARAMETER " must NOT name different methods";
	rq->method = by_header ? by_header : by_parameter;
	rq->overridden = true;
	return NULL;
}
