/* SPDX-License-Identifier: MIT */
/*
 * POST /api/v1/livechat/custom-fields.delete   deletes a definition of a custom field; stored values remain
 * POST /api/v1/livechat/custom-fields.remove   does the same
 */
#include "chat/visitors/field_definition.h"
#include "http/endpoint.h"

static const struct field post_fields[] = {
	{ .name = "customFieldId", .flags = FIELD_REQUIRED },
	{ .name = NULL },
};

static void
delete_post(struct request *rq)
{
	reply_done(
	    rq, field_definition_remove(request_chat(rq), param_string(rq, "customFieldId")));
}

static const struct route routes[] = {
	{ .method = "POST",
	    .path = "/api/v1/livechat/custom-fields.delete",
	    .permission = PERMISSION_VIEW_LIVECHAT_MANAGER,
	    .fields = post_fields,
	    .access = { .who = ACCESS_ANYONE },
	    .says = { { CHAT_NO_ENTRY, WIRE_FIELD_TO_REMOVE_NOT_DEFINED } },
	    .handler = delete_post },
	{ .method = "POST",
	    .path = "/api/v1/livechat/custom-fields.remove",
	    .permission = PERMISSION_VIEW_LIVECHAT_MANAGER,
	    .fields = post_fields,
	    .access = { .who = ACCESS_ANYONE },
	    .says = { { CHAT_NO_ENTRY, WIRE_FIELD_TO_REMOVE_NOT_DEFINED } },
	    .handler = delete_post },
	{ .method = NULL },
};

ENDPOINT("custom-fields.delete", routes);
