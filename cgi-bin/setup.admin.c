/* SPDX-License-Identifier: MIT */
/*
 * POST /api/v1/livechat/setup.admin   creates the first admin and ends the set-up
 */
#include "http/shared/setup.h"

static const struct field post_fields[] = {
	SETUP_FIELDS,
	{ .name = "username", .flags = FIELD_REQUIRED },
	{ .name = "name", .flags = FIELD_NULLABLE },
	{ .name = "email", .flags = FIELD_NULLABLE, .max = 254 },
	{ .name = "password", .flags = FIELD_REQUIRED },
	{ .name = NULL },
};

static void
admin_post(struct request *rq)
{
	struct chat *chat = request_chat(rq);
	const struct setup_site site = request_setup_site(rq);
	struct account_facts facts = ACCOUNT_FACTS_NONE;
	struct user_row admin;
	struct json_out *out;
	enum chat_error error;
	bool key_remains;

	if (!request_may_set_up(rq, &site))
		return;
	facts.username = param_string(rq, "username");
	facts.name = param_nonempty(rq, "name");
	facts.email = param_nonempty(rq, "email");
	facts.password = param_string(rq, "password");
	error = setup_admin(chat, &site, &facts, &admin, &key_remains);
	if (error) {
		reply_error(rq, error);
		return;
	}
	out = reply_object(rq);
	json_put_string(out, "username", admin.username);
	json_put_bool(out, "keyRemains", key_remains);
	json_put_string(out, "optionFile", site.shown);
	reply_success(rq);
}

static const struct route routes[] = {
	{ .method = "POST",
	    .path = "/api/v1/livechat/setup.admin",
	    .fields = post_fields,
	    .access = { .who = ACCESS_SETUP },
	    .says = { SETUP_SAYS, { CHAT_INVALID_NAME, WIRE_INVALID_PERSON_NAME } },
	    .needs_no_settings = true,
	    .for_blocked = true,
	    .handler = admin_post },
	{ .method = NULL },
};

ENDPOINT("setup.admin", routes);
