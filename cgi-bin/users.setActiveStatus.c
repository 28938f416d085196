/* SPDX-License-Identifier: MIT */
/*
 * POST /api/v1/users.setActiveStatus   deactivates a user, who is logged out at once, or lets them in again
 */
#include "http/shared/account.h"

static const struct field post_fields[] = {
	{ .name = "userId", .flags = FIELD_REQUIRED },
	{ .name = "activeStatus", .type = FIELD_BOOLEAN, .flags = FIELD_REQUIRED },
	{ .name = "confirmRelinquish", .type = FIELD_BOOLEAN, .flags = FIELD_IGNORED },
	{ .name = NULL },
};

static void
status_post(struct request *rq)
{
	struct account_facts facts = ACCOUNT_FACTS_NONE;
	struct user_row row;
	struct json_out *out;
	enum chat_error error;
	bool active = false;

	param_bool(rq, "activeStatus", &active);
	facts.active = active;
	error = account_update(
	    request_chat(rq), request_user(rq), param_string(rq, "userId"), &facts, &row);
	if (error) {
		reply_error(rq, error);
		return;
	}
	out = reply_object(rq);
	json_key(out, "user");
	json_object(out);
	json_put_string(out, "_id", row.id);
	json_put_bool(out, "active", row.active);
	json_object_end(out);
	reply_success(rq);
}

static const struct route routes[] = {
	{ .method = "POST",
	    .path = "/api/v1/users.setActiveStatus",
	    .permission = PERMISSION_EDIT_OTHER_USER_ACTIVE_STATUS,
	    .fields = post_fields,
	    .access = { .who = ACCESS_ANYONE },
	    .says = { { CHAT_NO_USER, WIRE_USER_NOT_FOUND_CODED } },
	    .handler = status_post },
	{ .method = NULL },
};

ENDPOINT("users.setActiveStatus", routes);
