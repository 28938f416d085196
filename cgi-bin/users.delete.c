/* SPDX-License-Identifier: MIT */
/*
 * POST /api/v1/users.delete   deletes a user; what they wrote stays, and rooms that they serve go back into
 *                             the queue
 */
#include "http/shared/account.h"

static const struct field post_fields[] = {
	{ .name = "userId" },
	{ .name = "username" },
	{ .name = "confirmRelinquish", .type = FIELD_BOOLEAN, .flags = FIELD_IGNORED },
	{ .name = NULL },
};

static void
delete_post(struct request *rq)
{
	const char *id = param_string(rq, "userId"), *username = param_string(rq, "username");
	struct chat *chat = request_chat(rq);
	struct user_row row;
	enum chat_error error;

	if (!id == !username) {
		reply_invalid(rq, "must have either userId or username");
		return;
	}
	error = account_named(chat, id, username, NULL, &row);
	if (!error)
		error = account_delete(chat, request_user(rq), row.id);
	reply_done(rq, error);
}

static const struct route routes[] = {
	{ .method = "POST",
	    .path = "/api/v1/users.delete",
	    .permission = PERMISSION_DELETE_USER,
	    .fields = post_fields,
	    .access = { .who = ACCESS_ANYONE },
	    .says = { { CHAT_NO_USER, WIRE_USER_NOT_FOUND_CODED } },
	    .handler = delete_post },
	{ .method = NULL },
};

ENDPOINT("users.delete", routes);
