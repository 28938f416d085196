/* SPDX-License-Identifier: MIT */
/*
 * GET /api/v1/chat.syncMessages   returns what has changed in a livechat room since `lastUpdate`
 *
 * The `result` is that of livechat/messages.sync; there is no ETag. Paging by `type`, `next` and
 * `previous` is not supported; `count` is ignored.
 */
#include <string.h>

#include "base/clock.h"
#include "chat/messages/sync.h"
#include "http/endpoint.h"

static const struct field get_fields[] = {
	{ .name = "roomId", .flags = FIELD_REQUIRED },
	{ .name = "lastUpdate", .flags = FIELD_NULLABLE },
	{ .name = "count", .type = FIELD_NUMBER, .flags = FIELD_NULLABLE | FIELD_IGNORED },
	{ .name = NULL },
};

static bool
sync_since(struct request *rq, int64_t *ms)
{
	const char *text = param_string(rq, "lastUpdate");

	return clock_parse(text, strlen(text), ms);
}

static bool
sync_check(struct request *rq)
{
	const char *last_update = param_string(rq, "lastUpdate");
	int64_t since_ms;

	if (!*param_string(rq, "roomId"))
		reply_refused(rq, "error-param-required",
		    "The required \"roomId\" query param is missing", NULL);
	else if (!last_update || !*last_update)
		reply_refused(rq, "error-param-required",
		    "The \"type\" or \"lastUpdate\" parameters must be provided", NULL);
	else if (!sync_since(rq, &since_ms))
		reply_refused(rq, "error-lastUpdate-param-invalid",
		    "The \"lastUpdate\" query parameter must be a valid date", NULL);
	else
		return true;
	return false;
}

static void
sync_get(struct request *rq)
{
	struct sync sync;
	enum chat_error error;
	int64_t since_ms;

	sync_since(rq, &since_ms);
	error = sync_as_agent(request_chat(rq), request_room(rq), since_ms, &sync);
	if (error) {
		reply_error(rq, error);
		return;
	}
	sync_json(request_chat(rq), reply_object(rq), &sync);
	reply_poll_interval(rq, &sync.room);
	reply_typing(rq, param_string(rq, "roomId"), request_user(rq));
	reply_success(rq);
}

static const struct route routes[] = {
	{ .method = "GET",
	    .path = "/api/v1/chat.syncMessages",
	    .permission = PERMISSION_VIEW_L_ROOM,
	    .room = "roomId",
	    .fields = get_fields,
	    .check = sync_check,
	    .access = { ACCESS_ROOM_READER, PERMISSION_VIEW_LIVECHAT_ROOMS },
	    .says = { { CHAT_NO_ROOM, WIRE_ERROR_NOT_ALLOWED_CODED },
		{ CHAT_NOT_YOURS, WIRE_ERROR_NOT_ALLOWED_CODED } },
	    .handler = sync_get },
	{ .method = NULL },
};

ENDPOINT("chat.syncMessages", routes);
