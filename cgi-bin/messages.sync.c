/* SPDX-License-Identifier: MIT */
/*
 * GET /api/v1/livechat/messages.sync/:rid   returns what has changed in a room since `lastUpdate`
 *
 * With `token` the request is the visitor's; without it the request needs a user with the
 * permission view-l-room who may read the room. New and edited messages are sent as whole
 * documents, deleted ones as `_id` and `_deletedAt`: the earliest 100 changes after `lastUpdate`,
 * or as many of them as fit into 4 MiB but at least one, and `more` when there are others. No two
 * changes of a room have the same time, so the largest `_updatedAt` or `_deletedAt` of a response
 * is the next `lastUpdate`. Visitors get only the messages that their history shows.
 *
 * The ETag of a response without `more` stands for the state of the room and for that next
 * `lastUpdate`: a request with both is answered 304 until something changes. Who types is no such
 * change: the header field `X-Typing` tells it with a 304, too.
 */
#include "chat/messages/sync.h"
#include "chat/rooms/room_access.h"
#include "chat/rooms/typing.h"
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

/* NULL: the visitor polls. */
static const struct user *
polling_user(struct request *rq, enum poller poller)
{
	return poller == POLLER_VISITOR ? NULL : request_user(rq);
}

/* Sets the header fields that tell of the room. */
static void
tell_of_room(struct request *rq, enum poller poller, const struct room_state *room)
{
	const char *rid = path_param(rq, "rid");

	reply_poll_interval(rq, room);
	if (poller == POLLER_VISITOR) {
		reply_queue_place(rq, rid, room);
		reply_read_until(rq, room);
	}
	reply_typing(rq, rid, polling_user(rq, poller));
}

/* Replies 304 if the client knows all changes, or with an error; false: there may be changes. */
static bool
replied_unchanged(struct request *rq, const char *token, int64_t since_ms)
{
	enum poller poller = token ? POLLER_VISITOR : POLLER_AGENT;
	struct room_state room;
	enum chat_error error = CHAT_OK;

	if (token)
		error =
		    room_state_for_visitor(request_chat(rq), token, path_param(rq, "rid"), &room);
	else
		room = *request_room(rq);
	if (error) {
		reply_error(rq, error);
		return true;
	}
	if (!reply_is_known_since(rq, poller, path_param(rq, "rid"), &room, since_ms))
		return false;
	tell_of_room(rq, poller, &room);
	reply_unchanged(rq);
	return true;
}

static void
sync_get(struct request *rq)
{
	struct chat *chat = request_chat(rq);
	const char *token = param_string(rq, "token");
	struct json_out *out;
	struct sync sync;
	enum chat_error error;
	int64_t since_ms;

	param_time(rq, "lastUpdate", &since_ms);
	if (request_is_conditional(rq) && replied_unchanged(rq, token, since_ms))
		return;
	error = token ? sync_as_visitor(chat, token, path_param(rq, "rid"), since_ms, &sync)
		      : sync_as_agent(chat, request_room(rq), since_ms, &sync);
	if (error) {
		reply_error(rq, error);
		return;
	}
	out = reply_object(rq);
	sync_json(chat, out, &sync);
	typing_names_json(chat, out, path_param(rq, "rid"), polling_user(rq, sync.poller));
	if (sync.more)
		reply_untagged(rq);
	else
		reply_is_known_since(rq, sync.poller, path_param(rq, "rid"), &sync.room,
		    sync_next_ms(&sync, since_ms));
	tell_of_room(rq, sync.poller, &sync.room);
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
