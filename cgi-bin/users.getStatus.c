/* SPDX-License-Identifier: MIT */
/*
 * GET /api/v1/users.getStatus   what a user's status is, and what they say about it
 */
#include "chat/people/presence.h"
#include "http/endpoint.h"

static const struct field get_fields[] = {
	{ .name = "userId", .flags = FIELD_NULLABLE },
	{ .name = "username", .flags = FIELD_NULLABLE },
	{ .name = NULL },
};

static void
status_get(struct request *rq)
{
	const struct user_named named = { param_nonempty(rq, "userId"),
		param_nonempty(rq, "username") };
	const struct user *user = request_user(rq);
	struct presence found;
	struct json_out *out;
	enum chat_error error = presence_get(request_chat(rq), user, &named, &found);

	if (error) {
		reply_error(rq, error);
		return;
	}
	out = reply_object(rq);
	json_put_string(out, "_id", found.id);
	json_put_string(out, "status", found.status);
	json_put_string_opt(out, "message", found.text);
	if (strcmp(found.id, user->id) == 0)
		json_put_string(out, "connectionStatus", found.status);
	reply_success(rq);
}

static const struct route routes[] = {
	{ .method = "GET",
	    .path = "/api/v1/users.getStatus",
	    .permission = PERMISSION_LOGIN,
	    .fields = get_fields,
	    .access = { .who = ACCESS_ANYONE },
	    .says = { { CHAT_NO_USER, WIRE_NO_SUCH_USER } },
	    .handler = status_get },
	{ .method = NULL },
};

ENDPOINT("users.getStatus", routes);
