/* SPDX-License-Identifier: MIT */
/*
 * POST /api/v1/livechat/custom.fields   sets several custom fields of a visitor
 *
 * Those that are defined for rooms are set in all open rooms of the visitor. All are stored, or none.
 */
#include "chat/visitors/visitor.h"
#include "http/endpoint.h"

static const struct field custom_fields[] = {
	{ .name = "key", .flags = FIELD_REQUIRED, .max = 64 },
	{ .name = "value", .flags = FIELD_REQUIRED, .max = 4096 },
	{ .name = "overwrite", .type = FIELD_BOOLEAN, .flags = FIELD_REQUIRED },
	{ .name = NULL },
};

static const struct field post_fields[] = {
	{ .name = "token", .flags = FIELD_REQUIRED | FIELD_VISITOR_TOKEN },
	{ .name = "customFields",
	    .type = FIELD_ARRAY,
	    .flags = FIELD_REQUIRED,
	    .fields = custom_fields },
	{ .name = NULL },
};

static void
custom_fields_post(struct request *rq)
{
	struct chat *chat = request_chat(rq);
	const struct value *items = param(rq, "customFields"), *item;
	struct visitor_field *fields =
	    arena_alloc(chat->mem, (value_count(items) + 1) * sizeof(*fields));
	struct json_out *out;
	enum chat_error error;
	size_t count = 0;

	for (; (item = value_item(items, count)); count++)
		fields[count] = (struct visitor_field){ .key = value_member_text(item, "key"),
			.value = value_member_text(item, "value"),
			.overwrite = value_boolean(value_member(item, "overwrite")) };
	error = visitor_set_fields(chat, param_string(rq, "token"), fields, count);
	if (error) {
		reply_error(rq, error);
		return;
	}
	out = reply_object(rq);
	json_key(out, "fields");
	json_array(out);
	for (size_t i = 0; i < count; i++) {
		json_object(out);
		/* Rocket.Chat spells it with a capital letter, and clients expect that. */
		json_put_string(out, "Key", fields[i].key);
		json_put_string(out, "value", fields[i].value);
		json_put_bool(out, "overwrite", fields[i].overwrite);
		json_object_end(out);
	}
	json_array_end(out);
	reply_success(rq);
}

static const struct route routes[] = {
	{ .method = "POST",
	    .path = "/api/v1/livechat/custom.fields",
	    .fields = post_fields,
	    .limit = LIMIT_UPDATE,
	    .access = { .who = ACCESS_VISITOR },
	    .handler = custom_fields_post },
	{ .method = NULL },
};

ENDPOINT("custom.fields", routes);
