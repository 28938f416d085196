/* SPDX-License-Identifier: MIT */
/*
 * GET    /api/v1/livechat/blocks       returns the blocks that are in force, the newest first
 * POST   /api/v1/livechat/blocks       blocks an e-mail address, a network or a visitor
 * DELETE /api/v1/livechat/blocks/:_id  lifts a block
 *
 * `value` must be an e-mail address, an address or network such as 192.0.2.0/24 or 2001:db8::/48, but not
 * the whole internet, or the `_id` of a visitor. `until` must be in the future; without it the block does
 * not end. `reason` must be text of up to 255 characters. The error says which is wrong.
 *
 * What somebody who is blocked would store is refused; they can still read. A block replaces an earlier one
 * of the same, and holds within a second in all processes. Open rooms stay open: omnichannel/contacts.block
 * also closes those of a visitor.
 */
#include "chat/visitors/block.h"
#include "http/endpoint.h"

static const struct field list_fields[] = {
	LIST_FIELDS,
	{ .name = NULL },
};

static const char *const kinds[] = { BLOCK_EMAIL, BLOCK_NETWORK, BLOCK_VISITOR, NULL };

static const struct field post_fields[] = {
	{ .name = "type", .flags = FIELD_REQUIRED, .one_of = kinds },
	{ .name = "value", .flags = FIELD_REQUIRED },
	{ .name = "until", .type = FIELD_DATE, .flags = FIELD_NULLABLE },
	{ .name = "reason", .flags = FIELD_NULLABLE },
	{ .name = NULL },
};

static void
blocks_get(struct request *rq)
{
	struct list_size size = { 0 };
	struct paging paging;
	enum chat_error error;

	if (!request_paging(rq, &paging))
		return;
	error = block_list_write(request_chat(rq), reply_list(rq, "blocks"), &paging, &size);
	reply_page(rq, &paging, error, &size);
}

static void
blocks_post(struct request *rq)
{
	struct chat *chat = request_chat(rq);
	struct block_row block = { .kind = param_string(rq, "type"),
		.reason = param_string(rq, "reason"),
		.blocked_by = request_user(rq)->username };
	const char *complaint, *field;
	struct json_out *out;

	if (!block.reason)
		block.reason = "";
	if (param_time(rq, "until", &block.ends_at) && block.ends_at < 1)
		block.ends_at = 1; /* 0 would be no end */
	complaint = block_complaint(chat, &block, param_string(rq, "value"), &field);
	if (complaint) {
		reply_invalid(rq, "%s must be %s", field, complaint);
		return;
	}
	out = reply_object(rq);
	json_key(out, "block");
	reply_finish(rq, block_add_write(chat, out, &block));
}

static void
block_delete(struct request *rq)
{
	reply_done(rq, block_remove(request_chat(rq), path_param(rq, "_id")));
}

static const struct route routes[] = {
	{ .method = "GET",
	    .path = "/api/v1/livechat/blocks",
	    .permission = PERMISSION_BLOCK_LIVECHAT_CONTACT,
	    .fields = list_fields,
	    .access = { .who = ACCESS_ANYONE },
	    .handler = blocks_get },
	{ .method = "POST",
	    .path = "/api/v1/livechat/blocks",
	    .permission = PERMISSION_BLOCK_LIVECHAT_CONTACT,
	    .fields = post_fields,
	    .access = { .who = ACCESS_ANYONE },
	    .says = { { CHAT_NO_VISITOR, WIRE_CONTACT_NOT_FOUND },
		{ CHAT_TOO_MANY, WIRE_TOO_MANY_BLOCKS } },
	    .handler = blocks_post },
	{ .method = "DELETE",
	    .path = "/api/v1/livechat/blocks/:_id",
	    .permission = PERMISSION_UNBLOCK_LIVECHAT_CONTACT,
	    .access = { .who = ACCESS_ANYONE },
	    .handler = block_delete },
	{ .method = NULL },
};

ENDPOINT("blocks", routes);
