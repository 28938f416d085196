/* SPDX-License-Identifier: MIT */
/*
 * POST   /api/v1/livechat/visitor          registers a visitor, or updates a known one, which is limited
 *                                          as other changes are; an empty department stands for none, and
 *                                          other empty texts change nothing
 * GET    /api/v1/livechat/visitor/:token   returns a visitor
 * DELETE /api/v1/livechat/visitor/:token   erases a visitor and all their conversations, which must be
 *                                          closed; their offline messages remain
 * GET    /api/v1/livechat/visitor/:token/room            returns a visitor's open rooms to an agent
 * POST   /api/v1/livechat/visitor/department.transfer    transfers a visitor's room to another department
 */
#include "base/clock.h"
#include "base/utf8.h"
#include "chat/rooms/room.h"
#include "chat/rooms/room_json.h"
#include "chat/routing/room_transfer.h"
#include "chat/visitors/visitor.h"
#include "http/endpoint.h"

static const struct field custom_fields[] = {
	{ .name = "key", .flags = FIELD_REQUIRED, .max = 64 },
	{ .name = "value", .flags = FIELD_REQUIRED, .max = 4096 },
	{ .name = "overwrite", .type = FIELD_BOOLEAN, .flags = FIELD_REQUIRED },
	{ .name = NULL },
};

static const struct field visitor_fields[] = {
	{ .name = "token", .flags = FIELD_REQUIRED | FIELD_NEW_TOKEN },
	{ .name = "name", .max = 255 },
	{ .name = "email", .max = 254 },
	{ .name = "department", .max = 191 },
	{ .name = "phone", .max = 64 },
	{ .name = "username", .max = 255 },
	{ .name = "id", .max = 64 },
	{ .name = "customFields", .type = FIELD_ARRAY, .fields = custom_fields },
	{ .name = NULL },
};

static const struct field post_fields[] = {
	{ .name = "visitor",
	    .type = FIELD_OBJECT,
	    .flags = FIELD_REQUIRED | FIELD_OPEN,
	    .fields = visitor_fields },
	{ .name = NULL },
};

static const struct field transfer_fields[] = {
	{ .name = "rid", .flags = FIELD_REQUIRED },
	{ .name = "token", .flags = FIELD_REQUIRED | FIELD_VISITOR_TOKEN },
	{ .name = "department", .flags = FIELD_REQUIRED },
	{ .name = NULL },
};

static void
visitor_reply(struct request *rq, const struct visitor *visitor)
{
	struct json_out *out = reply_object(rq);
	enum chat_error error;

	json_key(out, "visitor");
	error = visitor_json(request_chat(rq), out, visitor);
	reply_finish(rq, error);
}

static void
facts_read(struct request *rq, struct visitor_facts *facts)
{
	const struct value *visitor = param(rq, "visitor");
	const struct value *list = value_member(visitor, "customFields");
	const struct value *item;
	struct visitor_field *fields;

	*facts = (struct visitor_facts){
		.token = value_member_text(visitor, "token"),
		.username = value_member_text(visitor, "username"),
		.name = value_member_text(visitor, "name"),
		.email = value_member_text(visitor, "email"),
		.phone = value_member_text(visitor, "phone"),
		.department = value_member_text(visitor, "department"),
	};
	if (!list)
		return;
	fields = arena_alloc(request_chat(rq)->mem, value_count(list) * sizeof(*fields));
	for (; (item = value_item(list, facts->fields_len)); facts->fields_len++)
		fields[facts->fields_len] = (struct visitor_field){
			.key = value_member_text(item, "key"),
			.value = value_member_text(item, "value"),
			.overwrite = value_boolean(value_member(item, "overwrite")),
		};
	facts->fields = fields;
}

static void
visitor_post(struct request *rq)
{
	struct chat *chat = request_chat(rq);
	struct visitor_facts facts;
	struct visitor visitor;
	enum chat_error error;

	facts_read(rq, &facts);
	if (utf8_is_blank(facts.token)) {
		reply_error(rq, CHAT_EMPTY_TOKEN);
		return;
	}
	error = visitor_find(chat, facts.token, &visitor);
	if (error == CHAT_NO_VISITOR) {
		if (!request_charge(rq, LIMIT_NEW_VISITOR)) {
			reply_limited(rq);
			return;
		}
		error = visitor_register(chat, &facts, &visitor);
	} else if (!error) {
		if (!request_charge_visitor(rq, LIMIT_UPDATE, facts.token)) {
			reply_limited(rq);
			return;
		}
		error = visitor_update(chat, &facts, &visitor);
	}
	if (error)
		reply_error(rq, error);
	else
		visitor_reply(rq, &visitor);
}

static void
visitor_get(struct request *rq)
{
	struct visitor visitor;
	enum chat_error error = visitor_find(request_chat(rq), path_param(rq, "token"), &visitor);

	if (error)
		reply_error(rq, error);
	else
		visitor_reply(rq, &visitor);
}

static void
visitor_delete(struct request *rq)
{
	const char *id;
	struct json_out *out;
	enum chat_error error = visitor_erase(request_chat(rq), path_param(rq, "token"), &id);

	if (error) {
		reply_error(rq, error);
		return;
	}
	out = reply_object(rq);
	json_key(out, "visitor");
	json_object(out);
	json_put_string(out, "_id", id);
	json_put_time(out, "ts", clock_now_ms());
	json_object_end(out);
	reply_success(rq);
}

static enum db_error
room_row(const struct room *room, void *arg)
{
	room_summary_json(arg, room);
	return DB_OK;
}

static void
visitor_rooms(struct request *rq)
{
	struct json_out *out = reply_object(rq);
	enum chat_error error;

	json_key(out, "rooms");
	json_array(out);
	error = room_list_open(request_chat(rq), path_param(rq, "token"), room_row, out);
	if (error) {
		reply_error(rq, error);
		return;
	}
	json_array_end(out);
	reply_success(rq);
}

static void
department_transfer(struct request *rq)
{
	enum chat_error error = room_transfer_by_visitor(request_chat(rq),
	    param_string(rq, "token"), param_string(rq, "rid"), param_string(rq, "department"));

	reply_done(rq, error);
}

static const struct route routes[] = {
	{ .method = "POST",
	    .path = "/api/v1/livechat/visitor",
	    .rules = RULES_MATCH,
	    .fields = post_fields,
	    .limit = LIMIT_NEW_VISITOR,
	    .limit_in_handler = true,
	    .access = { .who = ACCESS_ANYONE },
	    .handler = visitor_post },
	{ .method = "GET",
	    .path = "/api/v1/livechat/visitor/:token",
	    .access = { .who = ACCESS_VISITOR },
	    .says = { { CHAT_NO_VISITOR, WIRE_INVALID_TOKEN_CODED } },
	    .handler = visitor_get },
	{ .method = "DELETE",
	    .path = "/api/v1/livechat/visitor/:token",
	    .access = { .who = ACCESS_VISITOR },
	    .for_blocked = true,
	    .says = { { CHAT_NO_VISITOR, WIRE_INVALID_TOKEN_CODED } },
	    .handler = visitor_delete },
	{ .method = "GET",
	    .path = "/api/v1/livechat/visitor/:token/room",
	    .permission = PERMISSION_VIEW_L_ROOM,
	    .access = { .who = ACCESS_ANYONE },
	    .handler = visitor_rooms },
	{ .method = "POST",
	    .path = "/api/v1/livechat/visitor/department.transfer",
	    .rules = RULES_MATCH,
	    .fields = transfer_fields,
	    .limit = LIMIT_UPDATE,
	    .access = { .who = ACCESS_ROOM_VISITOR },
	    .handler = department_transfer },
	{ .method = NULL },
};

ENDPOINT("visitor", routes);
