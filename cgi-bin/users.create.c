/* SPDX-License-Identifier: MIT */
/*
 * POST /api/v1/users.create   creates a user
 */
#include "http/shared/account.h"

static const struct field post_fields[] = {
	ACCOUNT_FIELDS(FIELD_REQUIRED),
	{ .name = "fields", .flags = FIELD_IGNORED },
	{ .name = NULL },
};

static void
create_post(struct request *rq)
{
	struct account_facts facts;
	struct user_row row;
	enum chat_error error;

	if (!account_facts_read(rq, request_params(rq), &facts))
		return;
	error = account_create(request_chat(rq), &facts, &row);
	reply_account(rq, error, &row);
}

static const struct route routes[] = {
	{ .method = "POST",
	    .path = "/api/v1/users.create",
	    .permission = PERMISSION_CREATE_USER,
	    .fields = post_fields,
	    .access = { .who = ACCESS_ANYONE },
	    .says = { { CHAT_INVALID_NAME, WIRE_INVALID_PERSON_NAME } },
	    .handler = create_post },
	{ .method = NULL },
};

ENDPOINT("users.create", routes);
