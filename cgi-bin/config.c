/* SPDX-License-Identifier: MIT */
/*
 * GET /api/v1/livechat/config   returns the settings that a visitor's client needs at its start
 *
 * When the chat is switched off, `enabled` and `online` are false, but the settings are still
 * sent, because clients build their offline form from them.
 */
#include "chat/widget/config.h"
#include "http/endpoint.h"

static const struct field get_fields[] = {
	{ .name = "token", .flags = FIELD_NULLABLE | FIELD_VISITOR_TOKEN },
	/* These are ignored: the chat is open for all departments or for none. */
	{ .name = "department", .flags = FIELD_NULLABLE },
	{ .name = "businessUnit", .flags = FIELD_NULLABLE },
	{ .name = NULL },
};

static void
config_get(struct request *rq)
{
	struct json_out *out = reply_object(rq);
	enum chat_error error;

	json_key(out, "config");
	error = config_json(request_chat(rq), out, param_string(rq, "token"));
	reply_finish(rq, error);
}

static const struct route routes[] = {
	{ .method = "GET",
	    .path = "/api/v1/livechat/config",
	    .fields = get_fields,
	    .access = { .who = ACCESS_ANYONE },
	    .handler = config_get },
	{ .method = NULL },
};

ENDPOINT("config", routes);
