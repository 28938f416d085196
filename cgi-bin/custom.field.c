/* SPDX-License-Identifier: MIT */
/*
 * POST /api/v1/livechat/custom.field   sets one custom field of a visitor
 *
 * A field that is defined for rooms is set in all open rooms of the visitor.
 */
#include "chat/visitors/visitor.h"
#include "http/endpoint.h"

static const struct field post_fields[] = {
	{ .name = "token", .flags = FIELD_REQUIRED | FIELD_VISITOR_TOKEN },
	{ .name = "key", .flags = FIELD_REQUIRED, .max = 64 },
	{ .name = "value", .flags = FIELD_REQUIRED, .max = 4096 },
	{ .name = "overwrite", .type = FIELD_BOOLEAN, .flags = FIELD_REQUIRED },
	{ .name = NULL },
};

static void
custom_field_post(struct request *rq)
{
	struct visitor_field field = { .key = param_string(rq, "key"),
		.value = param_string(rq, "value") };
	struct json_out *out;
	enum chat_error error;

	param_bool(rq, "overwrite", &field.overwrite);
	error = visitor_set_fields(request_chat(rq), param_string(rq, "token"), &field, 1);
	if (error) {
		reply_error(rq, error);
		return;
	}
	out = reply_object(rq);
	json_key(out, "field");
	json_object(out);
	json_put_string(out, "key", field.key);
	json_put_string(out, "value", field.value);
	json_put_bool(out, "overwrite", field.overwrite);
	json_object_end(out);
	reply_success(rq);
}

static const struct route routes[] = {
	{ .method = "POST",
	    .path = "/api/v1/livechat/custom.field",
	    .fields = post_fields,
	    .limit = LIMIT_UPDATE,
	    .access = { .who = ACCESS_VISITOR },
	    .handler = custom_field_post },
	{ .method = NULL },
};

ENDPOINT("custom.field", routes);
