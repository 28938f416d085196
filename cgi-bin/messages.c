/* SPDX-License-Identifier: MIT */
/*
 * POST /api/v1/livechat/messages        sends several messages in a visitor's name, all or none
 * GET  /api/v1/livechat/messages/:rid   returns the messages of a room to an agent
 * GET  /api/v1/livechat/:rid/messages   does the same as messages/:rid
 */
#include "chat/messages/history.h"
#include "chat/messages/message.h"
#include "http/endpoint.h"

static const struct field visitor_fields[] = {
	{ .name = "token", .flags = FIELD_REQUIRED | FIELD_NEW_TOKEN },
	{ .name = NULL },
};

static const struct field message_fields[] = {
	{ .name = "msg", .flags = FIELD_REQUIRED },
	{ .name = NULL },
};

static const struct field post_fields[] = {
	{ .name = "visitor",
	    .type = FIELD_OBJECT,
	    .flags = FIELD_REQUIRED,
	    .fields = visitor_fields },
	{ .name = "messages",
	    .type = FIELD_ARRAY,
	    .flags = FIELD_REQUIRED | FIELD_NOT_EMPTY,
	    .fields = message_fields },
	{ .name = NULL },
};

static const struct field list_fields[] = {
	LIST_FIELDS,
	{ .name = "searchTerm", .type = FIELD_STRING, .flags = FIELD_NULLABLE },
	{ .name = NULL },
};

static void
messages_post(struct request *rq)
{
	struct chat *chat = request_chat(rq);
	const struct value *items = param(rq, "messages"), *item;
	const char **texts = arena_alloc(chat->mem, value_count(items) * sizeof(*texts));
	struct message *messages;
	struct json_out *out;
	const char *username;
	enum chat_error error;
	size_t count = 0;

	for (; (item = value_item(items, count)); count++)
		texts[count] = value_member_text(item, "msg");
	error = message_send_batch(chat, value_member_text(param(rq, "visitor"), "token"), texts,
	    count, &messages, &username);
	if (error) {
		reply_error(rq, error);
		return;
	}
	out = reply_object(rq);
	json_key(out, "messages");
	json_array(out);
	for (size_t i = 0; i < count; i++) {
		json_object(out);
		json_put_string(out, "username", username);
		json_put_string(out, "msg", messages[i].msg);
		json_put_time(out, "ts", messages[i].ts);
		json_object_end(out);
	}
	json_array_end(out);
	reply_success(rq);
}

/* An invalid sort is refused before a room that the user may not read, as Rocket.Chat does. */
static bool
list_check(struct request *rq)
{
	struct paging paging;

	return request_paging(rq, &paging);
}

static void
messages_list(struct request *rq)
{
	const struct room_state *room = request_room(rq);
	struct list_size size;
	struct paging paging;
	enum chat_error error;

	if (!request_paging(rq, &paging))
		return;
	reply_typing(rq, path_param(rq, "rid"), request_user(rq));
	if (reply_is_known(rq, POLLER_AGENT, path_param(rq, "rid"), room)) {
		reply_unchanged(rq);
		return;
	}
	error = history_write_for_agent(request_chat(rq), reply_list(rq, "messages"), room,
	    param_nonempty(rq, "searchTerm"), &paging, &size.total);
	size.count = paging.count; /* here count is the page size, as in Rocket.Chat */
	reply_page(rq, &paging, error, &size);
}

static const struct route routes[] = {
	{ .method = "POST",
	    .path = "/api/v1/livechat/messages",
	    .permission = PERMISSION_LOGIN,
	    .fields = post_fields,
	    .limit = LIMIT_BATCH,
	    .access = { .who = ACCESS_ANYONE },
	    .handler = messages_post },
	{ .method = "GET",
	    .path = "/api/v1/livechat/messages/:rid",
	    .permission = PERMISSION_VIEW_L_ROOM,
	    .room = "rid",
	    .fields = list_fields,
	    .check = list_check,
	    .access = { ACCESS_ROOM_READER, PERMISSION_VIEW_LIVECHAT_ROOMS },
	    .handler = messages_list },
	{ .method = "GET",
	    .path = "/api/v1/livechat/:rid/messages",
	    .permission = PERMISSION_VIEW_L_ROOM,
	    .room = "rid",
	    .fields = list_fields,
	    .check = list_check,
	    .access = { ACCESS_ROOM_READER, PERMISSION_VIEW_LIVECHAT_ROOMS },
	    .handler = messages_list },
	{ .method = NULL },
};

ENDPOINT("messages", routes);
