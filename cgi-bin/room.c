/* SPDX-License-Identifier: MIT */
/*
 * GET /api/v1/livechat/room   returns the visitor's open room, and opens one when there is none
 *
 * This GET writes, as in Rocket.Chat. Its response is never cached, and it may be repeated, because
 * the second request finds the room of the first.
 *
 * With automatic assignment (setting Livechat_Routing_Method is Auto_Selection) a new room is
 * assigned to `agentId`, if that is an available agent.
 */
#include <string.h>

#include "chat/rooms/room.h"
#include "chat/rooms/room_json.h"
#include "chat/routing/room_open.h"
#include "http/endpoint.h"

static const struct field get_fields[] = {
	{ .name = "token", .flags = FIELD_REQUIRED | FIELD_VISITOR_TOKEN },
	{ .name = "rid" },
	{ .name = "agentId" },
	{ .name = NULL },
};

/* Rocket.Chat's widget sets these cookies. */
static const char *
room_source(struct request *rq)
{
	const char *type = request_cookie(rq, "rc_room_type");
	const char *is_widget = request_cookie(rq, "rc_is_widget");

	return type && is_widget && strcmp(type, "l") == 0 && strcmp(is_widget, "t") == 0 ? "widget"
											  : "api";
}

static void
room_get(struct request *rq)
{
	struct chat *chat = request_chat(rq);
	struct room_view view;
	struct json_out *out;
	enum chat_error error;
	bool opened = false;

	error = room_current(chat, param_string(rq, "token"), param_string(rq, "rid"), &view);
	if (!error && !view.room.id) {
		if (!request_charge(rq, LIMIT_NEW_ROOM)) {
			reply_limited(rq);
			return;
		}
		error = request_block(rq);
		if (!error)
			error = room_open(
			    chat, room_source(rq), param_string(rq, "agentId"), &view, &opened);
	}
	if (error) {
		reply_error(rq, error);
		return;
	}
	out = reply_object(rq);
	json_key(out, "room");
	room_json_for_visitor(chat, out, &view);
	json_put_bool(out, "newRoom", opened);
	reply_success(rq);
}

static const struct route routes[] = {
	{ .method = "GET",
	    .path = "/api/v1/livechat/room",
	    .rules = RULES_MATCH,
	    .fields = get_fields,
	    .limit = LIMIT_NEW_ROOM,
	    .limit_in_handler = true,
	    .access = { .who = ACCESS_ROOM_VISITOR },
	    .handler = room_get },
	{ .method = NULL },
};

ENDPOINT("room", routes);
