/* SPDX-License-Identifier: MIT */
/*
 * POST /api/v1/omnichannel/contacts.block   blocks a visitor without an end, and closes their open rooms
 *
 * What a visitor who is blocked would store is refused; they can still read. The block counts for
 * all rooms of the visitor. The closing message is "This channel has been blocked".
 */
#include "contact_block.h"

#include "chat/routing/contact_block.h"

static void
block_post(struct request *rq)
{
	reply_done(rq, contact_block(request_chat(rq), request_user(rq), contact_visitor_id(rq),
			   contact_source(rq)));
}

static const struct route routes[] = {
	{ .method = "POST",
	    .path = "/api/v1/omnichannel/contacts.block",
	    .permission = PERMISSION_BLOCK_LIVECHAT_CONTACT,
	    .fields = contact_fields,
	    .access = { .who = ACCESS_ANYONE },
	    .says = { { CHAT_NO_VISITOR, WIRE_CONTACT_NOT_FOUND },
		{ CHAT_TOO_MANY, WIRE_TOO_MANY_BLOCKS } },
	    .handler = block_post },
	{ .method = NULL },
};

ENDPOINT("contacts.block", routes);
