/* SPDX-License-Identifier: MIT */
/*
 * POST /api/v1/livechat/room.saveInfo   saves what an agent has noted about a room and its visitor
 */
#include <string.h>

#include "base/utf8.h"
#include "chat/rooms/room.h"
#include "chat/rooms/room_info.h"
#include "http/endpoint.h"
#include "base/number.h"

/* In UTF-16 code units, of a custom field's value. */
#define VALUE_MAX_CHARACTERS 4096

/* Custom fields may have any name. */
static const struct field any_fields[] = {
	{ .name = NULL },
};

static const struct field guest_fields[] = {
	{ .name = "_id", .flags = FIELD_REQUIRED },
	{ .name = "name", .flags = FIELD_NULLABLE, .max = 255 },
	{ .name = "email", .flags = FIELD_NULLABLE, .max = 254 },
	{ .name = "phone", .flags = FIELD_NULLABLE, .max = 64 },
	{ .name = "livechatData",
	    .type = FIELD_OBJECT,
	    .flags = FIELD_NULLABLE | FIELD_OPEN,
	    .fields = any_fields },
	{ .name = NULL },
};

/* priorityId and slaId, which clients send, have no effect here. */
static const struct field room_fields[] = {
	{ .name = "_id", .flags = FIELD_REQUIRED },
	{ .name = "topic", .flags = FIELD_NULLABLE, .max = 255 },
	{ .name = "tags", .type = FIELD_ARRAY, .flags = FIELD_NULLABLE, .max = 255 },
	{ .name = "livechatData",
	    .type = FIELD_OBJECT,
	    .flags = FIELD_NULLABLE | FIELD_OPEN,
	    .fields = any_fields },
	{ .name = "priorityId", .flags = FIELD_NULLABLE },
	{ .name = "slaId", .flags = FIELD_NULLABLE },
	{ .name = NULL },
};

static const struct field post_fields[] = {
	{ .name = "guestData",
	    .type = FIELD_OBJECT,
	    .flags = FIELD_REQUIRED,
	    .fields = guest_fields },
	{ .name = "roomData",
	    .type = FIELD_OBJECT,
	    .flags = FIELD_REQUIRED,
	    .fields = room_fields },
	{ .name = NULL },
};

/* The tags as they are stored; "" for an empty list, NULL when none were sent. */
static const char *
tags_json(struct request *rq, const struct value *tags)
{
	if (value_type(tags) != VALUE_ARRAY)
		return NULL;
	return value_count(tags) > 0 ? value_json_text(request_chat(rq)->mem, tags) : "";
}

/* The value of a custom field as text; NULL for arrays and objects. */
static const char *
field_text(struct request *rq, const struct value *value)
{
	char digits[NUMBER_TEXT_SIZE];
	double number;

	switch (value_type(value)) {
	case VALUE_STRING:
		return value_text(value);
	case VALUE_NULL:
		return "";
	case VALUE_BOOLEAN:
		return value_boolean(value) ? "true" : "false";
	case VALUE_NUMBER:
		value_number(value, &number);
		number_text(digits, number);
		return arena_strdup(request_chat(rq)->mem, digits);
	case VALUE_ARRAY:
	case VALUE_OBJECT:
		break;
	}
	return NULL;
}

/*
 * Reads the custom fields of the visitor or room. Replies with an error and returns false when a
 * value is invalid.
 */
static bool
read_fields(struct request *rq, const struct value *owner, struct info_field **fields, size_t *len)
{
	const struct value *data = value_member(owner, "livechatData");

	*len = 0;
	if (value_type(data) != VALUE_OBJECT)
		return true;
	*fields = arena_alloc(request_chat(rq)->mem, (value_count(data) + 1) * sizeof(**fields));
	for (struct member m = member_first(data); m.name; m = member_next(m)) {
		const char *text = field_text(rq, m.value);

		if (!text) {
			reply_invalid(rq, "must be string");
			return false;
		}
		if (utf8_utf16_len(text, strlen(text)) > VALUE_MAX_CHARACTERS) {
			reply_invalid(
			    rq, "must NOT have more than %d characters", VALUE_MAX_CHARACTERS);
			return false;
		}
		(*fields)[(*len)++] = (struct info_field){ m.name, text };
	}
	return true;
}

static void
save_post(struct request *rq)
{
	const struct value *guest = param(rq, "guestData"), *room = param(rq, "roomData");
	const struct value *tags = value_member(room, "tags");
	struct room_notes notes = {
		.rid = value_member_text(room, "_id"),
		.visitor_id = value_member_text(guest, "_id"),
		.name = value_member_text(guest, "name"),
		.email = value_member_text(guest, "email"),
		.phone = value_member_text(guest, "phone"),
		.topic = value_member_text(room, "topic"),
		.tags_json = tags_json(rq, tags),
	};
	enum chat_error error;

	if (value_count(tags) > ROOM_TAGS_MAX) {
		reply_invalid(rq, "must NOT have more than %d items", ROOM_TAGS_MAX);
		return;
	}
	if (!read_fields(rq, guest, &notes.visitor_fields, &notes.visitor_fields_len) ||
	    !read_fields(rq, room, &notes.room_fields, &notes.room_fields_len))
		return;
	error = room_info_save(request_chat(rq), request_user(rq), &notes);
	reply_done(rq, error);
}

static const struct route routes[] = {
	{ .method = "POST",
	    .path = "/api/v1/livechat/room.saveInfo",
	    .permission = PERMISSION_VIEW_L_ROOM,
	    .fields = post_fields,
	    .access = { ACCESS_ROOM_AGENT, PERMISSION_SAVE_OTHERS_LIVECHAT_ROOM_INFO },
	    .says = { { CHAT_NO_ROOM, WIRE_ERROR_INVALID_ROOM },
		{ CHAT_NOT_YOURS, WIRE_UNAUTHORIZED } },
	    .handler = save_post },
	{ .method = NULL },
};

ENDPOINT("room.saveInfo", routes);
