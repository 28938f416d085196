/*
 * GET /api/v1/chat.syncMessages   what has changed in a livechat room since `lastUpdate`
 *
 * The answer is that of livechat/messages.sync. There are no pages by `type`, `next` and
 * `previous`; `count` is taken and ignored.
 */
#include <string.h>

#include "base/clock.h"
#include "chat/messages/sync.h"
#include "chat/rooms/room_access.h"
#include "http/endpoint.h"

static const struct field get_fields[] = {
	{ .name = "roomId", .flags = FIELD_REQUIRED },
	{ .name = "lastUpdate", .flags = FIELD_NULLABLE },
	{ .name = "count", .type = FIELD_NUMBER, .flags = FIELD_NULLABLE },
	{ .name = NULL },
};

static enum chat_error
sync_read(struct request *rq, int64_t since_ms, struct sync *sync)
{
	struct chat *chat = request_chat(rq);
	const struct room_state *room = request_room(rq);
	enum chat_error error = room_state_permits(chat, request_user(rq), room);

	if (!error)
		error = sync_as_agent(chat, room->visitor_token, room->id, since_ms, sync);
	return error == CHAT_INVALID_ROOM || error == CHAT_ROOM_NOT_ACCESSIBLE ? CHAT_NOT_ALLOWED
									       : error;
}

static void
sync_get(struct request *rq)
{
	const char *last_update = param_string(rq, "lastUpdate");
	struct sync sync;
	enum chat_error error;
	int64_t since_ms;

	if (!*param_string(rq, "roomId")) {
		reply_refused(rq, "error-param-required",
		    "The required \"roomId\" query param is missing", NULL);
		return;
	}
	if (!last_update || !*last_update) {
		reply_refused(rq, "error-param-required",
		    "The \"type\" or \"lastUpdate\" parameters must be provided", NULL);
		return;
	}
	if (!clock_parse(last_update, strlen(last_update), &since_ms)) {
		reply_refused(rq, "error-lastUpdate-param-invalid",
		    "The \"lastUpdate\" query parameter must be a valid date", NULL);
		return;
	}
	error = sync_read(rq, since_ms, &sync);
	if (error) {
		reply_error(rq, error);
		return;
	}
	sync_json(request_chat(rq), reply_object(rq), &sync);
	reply_poll_interval(rq, &sync.room);
	reply_success(rq);
}

static const struct route routes[] = {
	{ .method = "GET",
	    .path = "/api/v1/chat.syncMessages",
	    .permission = PERMISSION_VIEW_L_ROOM,
	    .room = "roomId",
	    .fields = get_fields,
	    .whose = { OWNER_READER, PERMISSION_VIEW_LIVECHAT_ROOMS, .refusal = CHAT_NOT_ALLOWED },
	    .handler = sync_get },
	{ .method = NULL },
};

ENDPOINT("chat.syncMessages", routes);
