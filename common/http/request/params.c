/* SPDX-License-Identifier: MIT */
#include "http/request/params.h"

#include <string.h>
#include <strings.h>

#include "base/clock.h"
#include "base/crypto/ids.h"
#include "base/number.h"
#include "base/str.h"
#include "http/request/fields.h"
#include "http/request/media.h"
#include "http/request/method.h"
#include "http/value/json_in.h"
#include "http/value/json_scan.h"
#include "http/value/query.h"

static const char *
body_parse(struct request *rq, const char *text, size_t len)
{
	static const char want_json[] = "Content-Type must be application/json";

	if (rq->route->array_body && (json_is_blank(text, len) || *text == '{'))
		return "must be array";
	if (json_is_blank(text, len))
		return NULL;
	if (rq->route->array_body && media_type_is(rq, "application/json"))
		return json_in_parse_array(
		    rq->chat.mem, text, len, rq->route->array_body, &rq->params);
	if (media_type_is(rq, "application/json"))
		return json_in_parse(rq->chat.mem, text, len, &rq->params);
	/* A form that begins with a brace is JSON, sent by curl -d without a Content-Type. */
	if (media_type_is(rq, "application/x-www-form-urlencoded") && *text != '{')
		return query_parse(rq->chat.mem, text, len, &rq->params);
	return want_json;
}

static void
read_body(struct request *rq, struct params_read *read)
{
	const char *text = NULL;
	size_t len = 0;

	switch (request_body(rq, &text, &len, &read->error_text)) {
	case BODY_OK:
		if (len > 0)
			read->unsupported = media_encoding_refusal(rq);
		if (!read->unsupported)
			read->error_text = body_parse(rq, text, len);
		/* The parsers name a byte that is wrong in UTF-8, which does not help here. */
		if (read->error_text)
			read->unsupported = media_charset_refusal(rq);
		break;
	case BODY_TOO_LARGE:
		read->too_large = true;
		break;
	case BODY_BAD:
		break;
	}
}

const char *
params_query(struct request *rq)
{
	const char *uri;

	if (!rq->query)
		rq->query = request_env(rq, "QUERY_STRING");
	if (!rq->query) {
		uri = request_env(rq, "REQUEST_URI");
		rq->query = uri ? strchr(uri, '?') : NULL;
		rq->query = rq->query ? rq->query + 1 : "";
	}
	return rq->query;
}

static void
read_query(struct request *rq, struct params_read *read, struct value **object)
{
	const char *text = params_query(rq);

	read->error_text = query_parse(rq->chat.mem, text, strlen(text), object);
	/* It has been obeyed, and no route knows it. */
	if (rq->overridden)
		value_remove(*object, METHOD_PARAMETER);
}

/*
 * Adds the members that only the query has. Where query and body have a token or a rid, they must
 * agree.
 */
static void
merge_query(struct request *rq, struct params_read *read)
{
	struct value *query;

	if (read->error_text || read->unsupported || read->too_large)
		return;
	read_query(rq, read, &query);
	if (read->error_text)
		return;
	for (struct member m = member_first(query); m.name; m = member_next(m)) {
		const struct value *same = value_member(rq->params, m.name);
		const char *a = value_text(m.value), *b = value_text(same);
		bool differs = !a || !b || strcmp(a, b) != 0;

		if (!same)
			value_set(rq->params, m.name, value_share(m.value));
		else if (differs && strcmp(m.name, "token") == 0)
			read->token_differs = true;
		else if (differs && strcmp(m.name, "rid") == 0)
			read->rid_differs = true;
	}
}

static const struct field *
token_field(const struct field *fields)
{
	for (; fields->name; fields++)
		if (fields->flags & FIELD_VISITOR_TOKEN)
			return fields;
	return NULL;
}

/* X-Visitor-Token replaces a token that neither query nor body has. */
static void
read_header(struct request *rq, struct params_read *read)
{
	const struct field *field = token_field(rq->route->fields);
	const char *header = request_env(rq, "HTTP_X_VISITOR_TOKEN");

	if (!field || !header || !*header)
		return;
	/* No other text can be a token, and a header need not be UTF-8. */
	if (!id_valid(header, TOKEN_MAX_LEN)) {
		read->token_differs = true;
		header = "";
	}
	read->header_token = header;
	if (value_type(value_member(rq->params, field->name)) == VALUE_NULL)
		value_set(rq->params, field->name, value_new_string(header, strlen(header)));
}

/* A form's query: what the route does not know is ignored, as it is in the form. */
static void
read_form_query(struct request *rq, struct params_read *read)
{
	struct value *query;

	read_query(rq, read, &query);
	if (read->error_text)
		return;
	rq->params = value_new_root(rq->chat.mem);
	for (const struct field *field = rq->route->fields; field->name; field++) {
		struct value *sent = value_member(query, field->name);

		if (sent)
			value_add(rq->params, field->name, value_share(sent));
	}
}

void
params_read(struct request *rq, struct params_read *read)
{
	const char *method = rq->route->method;

	memset(read, 0, sizeof(*read));
	rq->params = NULL;
	if (rq->route->fields) {
		if (rq->route->form)
			read_form_query(rq, read);
		else if (strcmp(method, "GET") == 0)
			read_query(rq, read, &rq->params);
		else
			read_body(rq, read);
	}
	if (!rq->params)
		rq->params = value_new_root(rq->chat.mem);
	if (!rq->route->fields)
		return;
	if (strcmp(method, "DELETE") == 0)
		merge_query(rq, read);
	if (!read->error_text && !read->unsupported && !read->too_large)
		read_header(rq, read);
}

static bool
header_differs(struct request *rq, const struct params_read *read)
{
	const char *token;

	if (!read->header_token)
		return false;
	token = value_member_text(rq->params, token_field(rq->route->fields)->name);
	return !token || strcmp(token, read->header_token) != 0;
}

const char *
params_complaint(struct request *rq)
{
	const struct route *route = rq->route;
	const struct fields_check check = { .arena = rq->chat.mem,
		.path = &rq->path,
		.from_query = strcmp(route->method, "GET") == 0 };

	return route->fields ? fields_check(&check, route->fields, route->rules, rq->params) : NULL;
}

bool
params_check(struct request *rq, const struct params_read *read, struct params_refusal *refusal)
{
	const struct route *route = rq->route;

	*refusal = (struct params_refusal){ .too_large = read->too_large,
		.unsupported = read->unsupported,
		.error_text = read->error_text };
	if (read->too_large || read->unsupported || read->error_text)
		return false;
	if (!(route->no_params_handler && value_count(rq->params) == 0))
		refusal->error_text = params_complaint(rq);
	if (refusal->error_text)
		return false;
	if (read->token_differs || header_differs(rq, read))
		refusal->error = CHAT_NO_VISITOR;
	else if (read->rid_differs)
		refusal->error = CHAT_NO_ROOM;
	return refusal->error == CHAT_OK;
}

const char *
params_visitor_token(struct request *rq)
{
	const struct value *member = value_member(rq->params, "token");
	const char *token = value_text(member);
	char digits[NUMBER_TEXT_SIZE];
	double number;

	if (value_number(member, &number)) {
		number_text(digits, number);
		token = arena_strdup(rq->chat.mem, digits);
	}
	if (!token || !*token)
		token = request_env(rq, "HTTP_X_VISITOR_TOKEN");
	return token && id_valid(token, TOKEN_MAX_LEN) ? token : NULL;
}

const char *
value_complaint(struct request *rq, const struct field *field, struct value *value)
{
	const struct fields_check check = { .arena = rq->chat.mem };
	const struct field fields[] = { *field, { .name = NULL } };
	struct value *object = value_new_root(rq->chat.mem);

	value_add(object, field->name, value_share(value));
	return fields_check(&check, fields, RULES_SCHEMA, object);
}

const struct value *
request_params(struct request *rq)
{
	return rq->params;
}

const struct value *
param(struct request *rq, const char *name)
{
	const struct value *value = value_member(rq->params, name);

	return value_type(value) != VALUE_NULL ? value : NULL;
}

const char *
param_string(struct request *rq, const char *name)
{
	return value_text(param(rq, name));
}

const char *
param_nonempty(struct request *rq, const char *name)
{
	return str_or_null(param_string(rq, name));
}

bool
param_truth(struct request *rq, const char *name, bool *yes)
{
	const char *text = param_string(rq, name);

	return text && field_truth(text, yes);
}

bool
param_is_true(struct request *rq, const char *name)
{
	bool yes = false;

	return param_truth(rq, name, &yes) && yes;
}

bool
param_number(struct request *rq, const char *name, double *number)
{
	return value_number(value_member(rq->params, name), number);
}

int64_t
param_int(struct request *rq, const char *name, int64_t otherwise)
{
	const int64_t largest =
	    9007199254740991; /* the largest integer that JavaScript represents exactly */
	double number;

	if (!param_number(rq, name, &number))
		return otherwise;
	return number_within(number, -largest, largest);
}

bool
param_time(struct request *rq, const char *name, int64_t *ms)
{
	const char *text = param_string(rq, name);

	return text && clock_parse(text, strlen(text), ms);
}

bool
param_bool(struct request *rq, const char *name, bool *yes)
{
	const struct value *value = param(rq, name);

	if (value_type(value) != VALUE_BOOLEAN)
		return false;
	*yes = value_boolean(value);
	return true;
}

const struct value *
param_json(struct request *rq, const char *name)
{
	const char *text = param_string(rq, name);
	struct value *object;

	if (!text || json_in_parse(rq->chat.mem, text, strlen(text), &object) != NULL)
		return NULL;
	return object;
}
