/* SPDX-License-Identifier: MIT */
/*
 * GET /api/v1/livechat/health   looks for what keeps the livechat from working, or soon will
 *
 * It is what `livechat-admin doctor` says, and what only a program that serves requests can tell: of its process
 * and files, and of how requests come. Nothing is changed.
 */
#include "chat/health/health.h"
#include "http/shared/setup.h"

static void
health_get(struct request *rq)
{
	const struct health_process process = request_process(rq);
	struct chat *chat = request_chat(rq);
	struct json_out *out = reply_object(rq);

	json_key(out, "findings");
	json_array(out);
	health_database(chat, finding_json, out);
	health_machine(chat, finding_json, out);
	health_process(chat, &process, finding_json, out);
	json_array_end(out);
	json_put_string_opt(out, "uploadLines", request_upload_lines(rq));
	reply_success(rq);
}

static const struct route routes[] = {
	{ .method = "GET",
	    .path = "/api/v1/livechat/health",
	    .permission = PERMISSION_VIEW_PRIVILEGED_SETTING,
	    .access = { .who = ACCESS_ANYONE },
	    .handler = health_get },
	{ .method = NULL },
};

ENDPOINT("health", routes);
