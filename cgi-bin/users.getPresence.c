/* SPDX-License-Identifier: MIT */
/*
 * GET /api/v1/users.getPresence   whether a user is there, and since when they are logged in
 */
#include "chat/people/presence.h"
#include "http/endpoint.h"

static const struct field get_fields[] = {
	{ .name = "userId", .flags = FIELD_NULLABLE },
	{ .name = "username", .flags = FIELD_NULLABLE },
	{ .name = NULL },
};

static void
presence_read(struct request *rq)
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
	json_put_string(out, "presence", found.status);
	if (strcmp(found.id, user->id) == 0) {
		json_put_string(out, "connectionStatus", found.status);
		if (found.login_at)
			json_put_time(out, "lastLogin", found.login_at);
	}
	reply_success(rq);
}

static const struct route routes[] = {
	{ .method = "GET",
	    .path = "/api/v1/users.getPresence",
	    .permission = PERMISSION_LOGIN,
	    .fields = get_fields,
	    .access = { .who = ACCESS_ANYONE },
	    .says = { { CHAT_NO_USER, WIRE_NO_SUCH_USER } },
	    .handler = presence_read },
	{ .method = NULL },
};

ENDPOINT("users.getPresence", routes);
