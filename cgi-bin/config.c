/*
 * GET /api/v1/livechat/config   what a visitor's client has to know before it shows anything
 *
 * Switched off, the chat says so (enabled and online are false) but keeps its settings, since
 * clients build their offline form from them.
 */
#include "chat/widget/config.h"
#include "http/endpoint.h"

static const struct field get_fields[] = {
	{ .name = "token", .flags = FIELD_NULLABLE | FIELD_VISITOR_TOKEN },
	/* Taken and ignored: the chat is open for all departments or for none. */
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
	    .access = { ACCESS_ANYONE },
	    .handler = config_get },
	{ .method = NULL },
};

ENDPOINT("config", routes);
