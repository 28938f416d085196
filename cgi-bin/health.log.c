/* SPDX-License-Identifier: MIT */
/*
 * GET /api/v1/livechat/health.log   returns the last lines of the program's own log file, and the last errors, which
 *                                   are kept where there is no such file, too
 */
#include "chat/health/health.h"
#include "chat/health/logged_errors.h"
#include "http/endpoint.h"

static void
line_json(const char *line, void *arg)
{
	json_string(arg, line);
}

static void
log_get(struct request *rq)
{
	struct json_out *out = reply_object(rq);
	const char *file;

	json_key(out, "lines");
	json_array(out);
	file = health_log(request_chat(rq), line_json, out);
	json_array_end(out);
	json_put_string_opt(out, "file", file);
	json_key(out, "errors");
	json_array(out);
	logged_errors_list(request_chat(rq), logged_error_json, out);
	json_array_end(out);
	reply_success(rq);
}

static const struct route routes[] = {
	{ .method = "GET",
	    .path = "/api/v1/livechat/health.log",
	    .permission = PERMISSION_VIEW_PRIVILEGED_SETTING,
	    .access = { .who = ACCESS_ANYONE },
	    .handler = log_get },
	{ .method = NULL },
};

ENDPOINT("health.log", routes);
