/* SPDX-License-Identifier: MIT */
/*
 * GET /api/v1/livechat/messages.sync/:rid   returns what has changed in a room since `lastUpdate`
 *
 * With `token` the request is the visitor's; without it the request needs a user with the
 * permission view-l-room who may read the room. New and edited messages are sent as whole
 * documents, deleted ones as `_id` and `_deletedAt`: the earliest 100 changes after `lastUpdate`,
 * and `more` when there are others. No two changes of a room have the same time, so the largest
 * `_updatedAt` or `_deletedAt` of a response is the next `lastUpdate`. Visitors get only the
 * messages that their history shows.
 */
#include "chat/messages/sync.h"
#include "http/endpoint.h"

static const struct field get_fields[] = {
	{ .name = "token", .flags = FIELD_VISITOR_TOKEN },
	{ .name = "lastUpdate", .type = FIELD_DATE, .flags = FIELD_REQUIRED },
	{ .name = NULL },
};

static bool
sync_check(struct request *rq)
{
	int64_t since_ms;

	/* Elsewhere an empty date counts as absent; here it would select all messages. */
	if (!param_time(rq, "lastUpdate", &since_ms))
		reply_invalid(rq, "must match format \"date-time\"");
	else if (!param(rq, "token") && !request_env(rq, "HTTP_X_AUTH_TOKEN"))
		reply_invalid(rq, "must have required property 'token'");
	else
		return true;
	return false;
}

static void
sync_get(struct request *rq)
{
	struct chat *chat = request_chat(rq);
	const char *token = param_string(rq, "token");
	struct sync sync;
	enum chat_error error;
	int64_t since_ms;

	param_time(rq, "lastUpdate", &since_ms);
	error = token ? sync_as_visitor(chat, token, path_param(rq, "rid"), since_ms, &sync)
		      : sync_as_agent(chat, request_room(rq), since_ms, &sync);
	if (error) {
		reply_error(rq, error);
		return;
	}
	sync_json(chat, reply_object(rq), &sync);
	reply_poll_interval(rq, &sync.room);
	reply_success(rq);
}

static const struct user_access agents = {
	.permission = PERMISSION_VIEW_L_ROOM,
	.access = { ACCESS_ROOM_READER, PERMISSION_VIEW_LIVECHAT_ROOMS },
};

static const struct route routes[] = {
	{ .method = "GET",
	    .path = "/api/v1/livechat/messages.sync/:rid",
	    .room = "rid",
	    .fields = get_fields,
	    .check = sync_check,
	    .users = &agents,
	    .access = { .who = ACCESS_ROOM_VISITOR },
	    .handler = sync_get },
	{ .method = NULL },
};

ENDPOINT("messages.sync", routes);
