/* SPDX-License-Identifier: MIT */
/*
 * POST /api/v1/users.setStatus   sets a user's status, what they say about it, or both
 */
#include "chat/people/presence.h"
#include "http/endpoint.h"

static const struct field post_fields[] = {
	{ .name = "status", .flags = FIELD_NULLABLE },
	{ .name = "message", .flags = FIELD_NULLABLE, .max = STATUS_TEXT_MAX },
	{ .name = "userId", .flags = FIELD_NULLABLE },
	{ .name = "username", .flags = FIELD_NULLABLE },
	{ .name = NULL },
};

static void
status_post(struct request *rq)
{
	const struct user_named named = { param_nonempty(rq, "userId"),
		param_nonempty(rq, "username") };
	const char *status = param_nonempty(rq, "status"), *message = param_string(rq, "message");

	if (!status && !message) {
		reply_invalid(rq, "must have required property 'message'\n must have required "
				  "property 'status'\n must match a schema in anyOf");
		return;
	}
	reply_done(rq, presence_set(request_chat(rq), request_user(rq), &named, status, message));
}

static const struct route routes[] = {
	{ .method = "POST",
	    .path = "/api/v1/users.setStatus",
	    .permission = PERMISSION_LOGIN,
	    .fields = post_fields,
	    .access = { ACCESS_SELF, PERMISSION_EDIT_OTHER_USER_INFO },
	    .says = { { CHAT_NO_USER, WIRE_NO_SUCH_USER }, { CHAT_NOT_YOURS, WIRE_UNAUTHORIZED },
		{ CHAT_INVALID_VALUE, WIRE_INVALID_USER_STATUS } },
	    .handler = status_post },
	{ .method = NULL },
};

ENDPOINT("users.setStatus", routes);
