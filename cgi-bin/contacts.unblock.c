/* SPDX-License-Identifier: MIT */
/*
 * POST /api/v1/omnichannel/contacts.unblock   lifts the block of a visitor; closed rooms stay closed
 */
#include "contact_block.h"

#include "chat/routing/contact_block.h"

static void
unblock_post(struct request *rq)
{
	reply_done(
	    rq, contact_unblock(request_chat(rq), contact_visitor_id(rq), contact_source(rq)));
}

static const struct route routes[] = {
	{ .method = "POST",
	    .path = "/api/v1/omnichannel/contacts.unblock",
	    .permission = PERMISSION_UNBLOCK_LIVECHAT_CONTACT,
	    .fields = contact_fields,
	    .access = { .who = ACCESS_ANYONE },
	    .says = { { CHAT_NO_VISITOR, WIRE_CONTACT_NOT_FOUND } },
	    .handler = unblock_post },
	{ .method = NULL },
};

ENDPOINT("contacts.unblock", routes);
