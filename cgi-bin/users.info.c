/* SPDX-License-Identifier: MIT */
/*
 * GET /api/v1/users.info   returns a user, with address and dates to admins and to the user alone
 *
 * Only those who see addresses may look users up by them.
 */
#include "http/shared/account.h"

static const struct field get_fields[] = {
	{ .name = "userId" },
	{ .name = "username" },
	{ .name = "email" },
	{ .name = "includeUserRooms", .flags = FIELD_IGNORED },
	{ .name = "fields", .flags = FIELD_IGNORED },
	{ .name = NULL },
};

static bool
may_see_all(struct request *rq, const struct user_row *row)
{
	const struct user *user = request_user(rq);

	return user_may(user, PERMISSION_VIEW_FULL_OTHER_USER_INFO) ||
	       strcmp(user->id, row->id) == 0;
}

static void
info_get(struct request *rq)
{
	const char *id = param_string(rq, "userId"), *username = param_string(rq, "username");
	const char *email = param_string(rq, "email");
	struct user_row row;
	struct json_out *out;
	enum chat_error error;

	if (!id && !username && !email) {
		/* Rocket.Chat also finds users by what this server does not have. */
		reply_invalid(rq,
		    "must have required property 'userId'\n must have required property "
		    "'username'\n must have required property 'importId'\n must have required "
		    "property 'email'\n must have required property 'freeSwitchExtension'\n must "
		    "match a schema in anyOf");
		return;
	}
	if (!!id + !!username + !!email > 1) {
		reply_invalid(rq, "must match a schema in anyOf");
		return;
	}
	error = account_named(request_chat(rq), id, username, email, &row);
	if (!error && email && !may_see_all(rq, &row))
		error = CHAT_NO_USER;
	if (error) {
		reply_error(rq, error);
		return;
	}
	out = reply_object(rq);
	json_key(out, "user");
	account_json(out, &row, may_see_all(rq, &row));
	reply_success(rq);
}

static const struct route routes[] = {
	{ .method = "GET",
	    .path = "/api/v1/users.info",
	    .permission = PERMISSION_LOGIN,
	    .fields = get_fields,
	    .access = { .who = ACCESS_ANYONE },
	    .says = { { CHAT_NO_USER, WIRE_USER_NOT_FOUND } },
	    .handler = info_get },
	{ .method = NULL },
};

ENDPOINT("users.info", routes);
