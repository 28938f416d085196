/* SPDX-License-Identifier: MIT */
/*
 * POST /api/v1/livechat/rooms.removeAllClosedRooms   erases all closed rooms, or those of some departments, with
 * their messages; the visitors remain
 *
 * Rooms that cannot be erased within ten seconds are erased soon after.
 */
#include "chat/rooms/room_erase.h"
#include "http/endpoint.h"

static const struct field post_fields[] = {
	{ .name = "departmentIds", .type = FIELD_ARRAY, .flags = FIELD_NULLABLE | FIELD_NO_SCALAR },
	{ .name = NULL },
};

static void
remove_post(struct request *rq)
{
	struct chat *chat = request_chat(rq);
	const struct value *ids = param(rq, "departmentIds");
	int64_t count;
	enum chat_error error = rooms_erase_closed(
	    chat, value_count(ids) > 0 ? value_texts(chat->mem, ids) : NULL, &count);

	if (error) {
		reply_error(rq, error);
		return;
	}
	json_put_int(reply_object(rq), "removedRooms", count);
	reply_success(rq);
}

static const struct route routes[] = {
	{ .method = "POST",
	    .path = "/api/v1/livechat/rooms.removeAllClosedRooms",
	    .permission = PERMISSION_REMOVE_CLOSED_LIVECHAT_ROOMS,
	    .fields = post_fields,
	    .access = { .who = ACCESS_ANYONE },
	    .handler = remove_post },
	{ .method = NULL },
};

ENDPOINT("rooms.removeAllClosedRooms", routes);
