/*
 * Prints what is linked in, as JSON: every route with its fields, and every error. The API
 * reference is made from it, and tests compare it with what the servers do.
 */
#include <stdio.h>

#include "base/buf.h"
#include "base/json_out.h"
#include "http/endpoint.h"
#include "http/errors.h"
#include "http/routes.h"

static const char *const types[] = {
	[FIELD_STRING] = "string",
	[FIELD_NUMBER] = "number",
	[FIELD_BOOLEAN] = "boolean",
	[FIELD_DATE] = "date",
	[FIELD_OBJECT] = "object",
	[FIELD_ANY] = "any",
	[FIELD_ARRAY] = "array",
};

static const struct {
	enum field_flag flag;
	const char *name;
} flags[] = {
	{ FIELD_REQUIRED, "required" },
	{ FIELD_NULLABLE, "nullable" },
	{ FIELD_NOT_EMPTY, "notEmpty" },
	{ FIELD_OPEN, "open" },
	{ FIELD_SAME_AS_PATH, "sameAsPath" },
	{ FIELD_VISITOR_TOKEN, "visitorToken" },
	{ FIELD_NEW_ID, "newId" },
	{ FIELD_NEW_TOKEN, "newToken" },
};

static void
fields_write(struct json_out *out, const struct field *fields)
{
	json_key(out, "fields");
	json_array(out);
	for (const struct field *field = fields; field && field->name; field++) {
		json_object(out);
		json_put_string(out, "name", field->name);
		json_put_string(out, "type", types[field->type]);
		for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++)
			if (field->flags & flags[i].flag)
				json_put_bool(out, flags[i].name, true);
		if (field->max > 0)
			json_put_int(out, "max", (int64_t)field->max);
		if (field->fields)
			fields_write(out, field->fields);
		json_object_end(out);
	}
	json_array_end(out);
}

static void
route_write(struct json_out *out, const struct endpoint *endpoint, const struct route *route)
{
	json_object(out);
	json_put_string(out, "endpoint", endpoint->name);
	json_put_string(out, "method", route->method);
	json_put_string(out, "path", route->path);
	json_put_bool(out, "login", route->permission != PERMISSION_NONE);
	json_put_string_opt(out, "permission", permission_name(route->permission));
	json_put_bool(out, "limited", route->limit != LIMIT_NONE);
	json_put_string(out, "rules", route->rules == RULES_MATCH ? "match" : "schema");
	json_put_bool(out, "bare", route->bare != NULL);
	json_put_bool(out, "takesFields", route->fields != NULL);
	fields_write(out, route->fields);
	json_object_end(out);
}

static void
errors_write(struct json_out *out)
{
	json_key(out, "errors");
	json_array(out);
	for (enum chat_error error = CHAT_OK + 1; error < CHAT_ERROR__MAX; error++) {
		struct buf body = { 0 };
		int status = error_body(error, &body);

		json_object(out);
		json_put_int(out, "status", status);
		json_put_raw(out, "body", buf_cstr(&body));
		json_object_end(out);
		buf_free(&body);
	}
	json_array_end(out);
}

/* Who has which permission. */
static void
permissions_write(struct json_out *out)
{
	json_key(out, "permissions");
	json_object(out);
	for (enum permission i = PERMISSION_LOGIN + 1; i < PERMISSION__MAX; i++) {
		json_key(out, permission_name(i));
		json_array(out);
		for (unsigned role = ROLE_USER; role <= ROLE_ADMIN; role <<= 1)
			if (permission_roles(i) & role)
				json_string(out, role_name(role));
		json_array_end(out);
	}
	json_object_end(out);
}

int
main(void)
{
	struct endpoints endpoints = endpoints_linked();
	struct buf buf = { 0 };
	struct json_out out;

	json_begin(&out, &buf);
	json_object(&out);
	json_key(&out, "routes");
	json_array(&out);
	for (const struct endpoint *const *at = endpoints.first; at < endpoints.end; at++)
		for (const struct route *route = (*at)->routes; route->method; route++)
			route_write(&out, *at, route);
	json_array_end(&out);
	permissions_write(&out);
	errors_write(&out);
	json_object_end(&out);
	printf("%s\n", buf_cstr(&buf));
	buf_free(&buf);
	return 0;
}
