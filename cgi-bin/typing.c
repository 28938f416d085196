/* SPDX-License-Identifier: MIT */
/*
 * POST /api/v1/livechat/typing   tells the others in a room that the caller types, or types no more
 *
 * With `token` the caller is the visitor; without it a user who may write into the room. The others are told
 * by `X-Typing` with their polls of the room, and agents by `inbox.sync`, until the caller sends a message,
 * says `"typing":false`, or says nothing for 8 seconds. Nothing is stored.
 */
#include "chat/rooms/typing.h"
#include "http/endpoint.h"

static const struct field post_fields[] = {
	{ .name = "rid", .flags = FIELD_REQUIRED },
	{ .name = "token", .flags = FIELD_VISITOR_TOKEN },
	{ .name = "typing", .type = FIELD_BOOLEAN, .flags = FIELD_REQUIRED },
	{ .name = NULL },
};

static bool
typing_check(struct request *rq)
{
	if (param(rq, "token") || request_env(rq, "HTTP_X_AUTH_TOKEN"))
		return true;
	reply_invalid(rq, "must have required property 'token'");
	return false;
}

static void
typing_post(struct request *rq)
{
	struct chat *chat = request_chat(rq);
	const char *token = param_string(rq, "token"), *rid = param_string(rq, "rid");
	bool types = false;

	param_bool(rq, "typing", &types);
	reply_done(rq, token ? typing_say_as_visitor(chat, token, rid, types)
			     : typing_say_as_user(chat, request_user(rq), rid, types));
}

static const struct user_access agents = {
	.permission = PERMISSION_VIEW_L_ROOM,
	.access = { ACCESS_ROOM_MEMBER, PERMISSION_VIEW_LIVECHAT_ROOMS },
};

static const struct route routes[] = {
	{ .method = "POST",
	    .path = "/api/v1/livechat/typing",
	    .fields = post_fields,
	    .check = typing_check,
	    .limit = LIMIT_TYPING,
	    .users = &agents,
	    .access = { .who = ACCESS_ROOM_VISITOR },
	    .handler = typing_post },
	{ .method = NULL },
};

ENDPOINT("typing", routes);
