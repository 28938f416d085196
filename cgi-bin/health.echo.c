/* SPDX-License-Identifier: MIT */
/*
 * GET    /api/v1/livechat/health.echo/:text   tells what has arrived of the request
 * POST   /api/v1/livechat/health.echo/:text   tells what has arrived of the request
 * PUT    /api/v1/livechat/health.echo/:text   tells what has arrived of the request
 * DELETE /api/v1/livechat/health.echo/:text   tells what has arrived of the request
 *
 * A client finds out with it what the web server, or a filter in front of it, refuses, leaves out or changes. Nothing
 * is changed or stored.
 */
#include "base/str.h"
#include "http/endpoint.h"

static const struct field body_fields[] = {
	{ .name = "filler" },
	{ .name = NULL },
};

/* The header fields that clients of this API send. */
static const struct {
	const char *name, *variable;
} headers[] = {
	{ "Authorization", "HTTP_AUTHORIZATION" },
	{ "If-None-Match", "HTTP_IF_NONE_MATCH" },
	{ "X-Auth-Token", "HTTP_X_AUTH_TOKEN" },
	{ "X-HTTP-Method-Override", "HTTP_X_HTTP_METHOD_OVERRIDE" },
	{ "X-User-Id", "HTTP_X_USER_ID" },
	{ "X-Visitor-Token", "HTTP_X_VISITOR_TOKEN" },
};

static void
echo(struct request *rq, const char *method)
{
	const char *filler = param_string(rq, "filler");
	struct json_out *out = reply_object(rq);

	json_put_string(out, "method", method);
	json_put_string(out, "text", path_param(rq, "text"));
	json_put_int(out, "length", filler ? (int64_t)strlen(filler) : 0);
	json_key(out, "headers");
	json_array(out);
	for (size_t i = 0; i < ARRAY_LEN(headers); i++)
		if (request_env(rq, headers[i].variable))
			json_string(out, headers[i].name);
	json_array_end(out);
	reply_success(rq);
}

static void
echo_get(struct request *rq)
{
	echo(rq, "GET");
}

static void
echo_post(struct request *rq)
{
	echo(rq, "POST");
}

static void
echo_put(struct request *rq)
{
	echo(rq, "PUT");
}

static void
echo_delete(struct request *rq)
{
	echo(rq, "DELETE");
}

#define ECHO(name, what, takes) \
	{ \
		.method = (name), .path = "/api/v1/livechat/health.echo/:text", \
		.permission = PERMISSION_VIEW_PRIVILEGED_SETTING, .fields = (takes), \
		.access = { .who = ACCESS_ANYONE }, .handler = (what) \
	}

static const struct route routes[] = {
	ECHO("GET", echo_get, NULL),
	ECHO("POST", echo_post, body_fields),
	ECHO("PUT", echo_put, body_fields),
	ECHO("DELETE", echo_delete, body_fields),
	{ .method = NULL },
};

ENDPOINT("health.echo", routes);
