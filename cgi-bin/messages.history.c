/* SPDX-License-Identifier: MIT */
/*
 * GET /api/v1/livechat/messages.history/:rid   returns the messages of the visitor's room, newest first
 *
 * `end` selects messages before that time, `ts` those at or after it. `ls` is the time up to
 * which the client has read: the response counts the messages since then that it does not contain.
 * An `ls` that is no date is ignored.
 * The ETag stands for the state of the room, whatever the parameters are, so it stays valid when
 * `ts` changes.
 */
#include <string.h>

#include "base/clock.h"
#include "chat/messages/history.h"
#include "chat/rooms/room_access.h"
#include "http/endpoint.h"

static const struct field get_fields[] = {
	{ .name = "token", .flags = FIELD_REQUIRED | FIELD_VISITOR_TOKEN },
	{ .name = "ls", .type = FIELD_STRING },
	{ .name = "ts", .type = FIELD_DATE },
	{ .name = "end", .type = FIELD_DATE },
	{ .name = "limit", .type = FIELD_NUMBER },
	{ .name = "offset", .type = FIELD_NUMBER },
	/* Rocket.Chat ignores them. */
	{ .name = "count", .type = FIELD_NUMBER, .flags = FIELD_IGNORED },
	{ .name = "sort", .type = FIELD_STRING, .flags = FIELD_IGNORED },
	{ .name = "searchText", .type = FIELD_STRING, .flags = FIELD_UNKNOWN_FILTER },
	{ .name = NULL },
};

/* Sets the header fields that tell of the room. */
static void
tell_of_room(struct request *rq, const char *rid, const struct room_state *room)
{
	reply_queue_place(rq, rid, room);
	reply_read_until(rq, room);
	reply_typing(rq, rid, NULL);
}

static void
history_get(struct request *rq)
{
	struct chat *chat = request_chat(rq);
	struct history_query query = { .token = param_string(rq, "token"),
		.rid = path_param(rq, "rid") };
	const char *last_seen = param_string(rq, "ls");
	struct room_state room = { .id = NULL };
	enum chat_error error = CHAT_OK;
	struct json_out *out;
	int64_t unread;

	if (request_is_conditional(rq))
		error = room_state_for_visitor(chat, query.token, query.rid, &room);
	if (error) {
		reply_error(rq, error);
		return;
	}
	if (room.id && reply_is_known(rq, POLLER_VISITOR, query.rid, &room)) {
		tell_of_room(rq, query.rid, &room);
		reply_unchanged(rq);
		return;
	}
	query.has_from = param_time(rq, "ts", &query.from_ms);
	query.has_end = param_time(rq, "end", &query.end_ms);
	query.has_last_seen =
	    last_seen && clock_parse(last_seen, strlen(last_seen), &query.last_seen_ms);
	query.limit = param_int(rq, "limit", 0);
	query.offset = param_int(rq, "offset", 0);
	out = reply_list(rq, "messages");
	error = history_write(chat, out, &query, &unread, &room);
	if (error) {
		reply_error(rq, error);
		return;
	}
	json_put_int(out, "unreadNotLoaded", unread);
	reply_is_known(rq, POLLER_VISITOR, query.rid, &room);
	tell_of_room(rq, query.rid, &room);
	reply_success(rq);
}

static const struct route routes[] = {
	{ .method = "GET",
	    .path = "/api/v1/livechat/messages.history/:rid",
	    .fields = get_fields,
	    .access = { .who = ACCESS_ROOM_VISITOR },
	    .handler = history_get },
	{ .method = NULL },
};

ENDPOINT("messages.history", routes);
