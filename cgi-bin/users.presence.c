/* SPDX-License-Identifier: MIT */
/*
 * GET /api/v1/users.presence   the users who are there, or whose presence may have changed
 */
#include "chat/people/presence.h"
#include "http/endpoint.h"

#define RECENT_MS INT64_C(600000) /* changes are told for so long, as Rocket.Chat does */

static const struct field get_fields[] = {
	{ .name = "from", .type = FIELD_DATE, .flags = FIELD_NULLABLE },
	{ .name = "ids", .flags = FIELD_NULLABLE },
	{ .name = NULL },
};

static void
presence_read(struct request *rq)
{
	const char *ids = param_nonempty(rq, "ids");
	struct chat *chat = request_chat(rq);
	const struct user *user = request_user(rq);
	struct json_out *out = reply_list(rq, "users");
	enum chat_error error;
	int64_t from_ms;
	bool changes =
	    !ids && param_time(rq, "from", &from_ms) && chat->now_ms - from_ms < RECENT_MS;

	if (changes)
		error = presence_changed_write(chat, out, user, from_ms);
	else
		error = presence_list_write(chat, out, user, ids);
	json_put_bool(out, "full", !ids && !changes);
	reply_finish(rq, error);
}

static const struct route routes[] = {
	{ .method = "GET",
	    .path = "/api/v1/users.presence",
	    .permission = PERMISSION_LOGIN,
	    .fields = get_fields,
	    .access = { .who = ACCESS_ANYONE },
	    .handler = presence_read },
	{ .method = NULL },
};

ENDPOINT("users.presence", routes);
