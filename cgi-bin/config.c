/* SPDX-License-Identifier: MIT */
/*
 * GET /api/v1/livechat/config   returns the settings that a visitor's client needs at its start
 * GET /api/v1/livechat/config/routing   returns what the routing method means for agents' clients
 *
 * When the chat is switched off, `enabled` and `online` are false, but the settings are still
 * sent, because clients build their offline form from them.
 *
 * `department` (id or name) decides `online` alone. One that does not exist is no error, but one in
 * which nobody is there.
 */
#include "base/str.h"
#include "chat/widget/config.h"
#include "http/endpoint.h"

static const struct field get_fields[] = {
	{ .name = "token", .flags = FIELD_NULLABLE | FIELD_VISITOR_TOKEN },
	{ .name = "department", .flags = FIELD_NULLABLE },
	{ .name = "businessUnit", .flags = FIELD_NULLABLE | FIELD_IGNORED }, /* there are none */
	{ .name = NULL },
};

static void
config_get(struct request *rq)
{
	struct json_out *out = reply_object(rq);
	enum chat_error error;

	json_key(out, "config");
	error = config_json(
	    request_chat(rq), out, param_string(rq, "token"), param_string(rq, "department"));
	reply_finish(rq, error);
}

/* The flags of Rocket.Chat's routing methods, of which there are two here. */
static void
routing_get(struct request *rq)
{
	bool automatic = settings_route_automatically(request_chat(rq)->settings);
	const struct {
		const char *name;
		bool value;
	} flags[] = {
		{ "previewRoom", !automatic },
		{ "showConnecting", !automatic },
		{ "showQueue", !automatic },
		{ "showQueueLink", automatic },
		{ "returnQueue", !automatic },
		{ "enableTriggerAction", automatic },
		{ "autoAssignAgent", automatic },
	};
	struct json_out *out = reply_object(rq);

	json_key(out, "config");
	json_object(out);
	for (size_t i = 0; i < ARRAY_LEN(flags); i++)
		json_put_bool(out, flags[i].name, flags[i].value);
	json_object_end(out);
	reply_success(rq);
}

static const struct route routes[] = {
	{ .method = "GET",
	    .path = "/api/v1/livechat/config",
	    .fields = get_fields,
	    .access = { .who = ACCESS_ANYONE },
	    .handler = config_get },
	{ .method = "GET",
	    .path = "/api/v1/livechat/config/routing",
	    .permission = PERMISSION_LOGIN,
	    .access = { .who = ACCESS_ANYONE },
	    .handler = routing_get },
	{ .method = NULL },
};

ENDPOINT("config", routes);
