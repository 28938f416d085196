/* SPDX-License-Identifier: MIT */
/*
 * POST /api/v1/users.update   changes a user; what data does not have stays as it is
 *
 * A new password ends the logins and personal access tokens of the user. An agent who is deactivated, or is no agent any more,
 * leaves their rooms to the queue.
 */
#include "http/shared/account.h"

static const struct field data_fields[] = {
	ACCOUNT_FIELDS(0),
	{ .name = NULL },
};

static const struct field post_fields[] = {
	{ .name = "userId", .flags = FIELD_REQUIRED },
	{ .name = "data", .type = FIELD_OBJECT, .flags = FIELD_REQUIRED, .fields = data_fields },
	{ .name = "confirmRelinquish", .type = FIELD_BOOLEAN, .flags = FIELD_IGNORED },
	{ .name = NULL },
};

static void
update_post(struct request *rq)
{
	struct account_facts facts;
	struct user_row row;
	enum chat_error error;

	if (!account_facts_read(rq, param(rq, "data"), &facts))
		return;
	error = account_update(
	    request_chat(rq), request_user(rq), param_string(rq, "userId"), &facts, &row);
	reply_account(rq, error, &row);
}

static const struct route routes[] = {
	{ .method = "POST",
	    .path = "/api/v1/users.update",
	    .permission = PERMISSION_EDIT_OTHER_USER_INFO,
	    .fields = post_fields,
	    .access = { .who = ACCESS_ANYONE },
	    .says = { { CHAT_INVALID_NAME, WIRE_INVALID_PERSON_NAME },
		{ CHAT_NO_USER, WIRE_USER_NOT_FOUND_CODED } },
	    .handler = update_post },
	{ .method = NULL },
};

ENDPOINT("users.update", routes);
