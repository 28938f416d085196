/* SPDX-License-Identifier: MIT */
/*
 * POST /api/v1/omnichannel/contacts.delete   erases a contact, with all visitors and conversations of theirs, which must
 *                                            be closed
 */
#include "chat/contacts/contact_delete.h"
#include "http/endpoint.h"

static const struct field post_fields[] = {
	{ .name = "contactId", .flags = FIELD_REQUIRED },
	{ .name = NULL },
};

static void
delete_post(struct request *rq)
{
	reply_done(rq, contact_delete(request_chat(rq), param_string(rq, "contactId")));
}

static const struct route routes[] = {
	{ .method = "POST",
	    .path = "/api/v1/omnichannel/contacts.delete",
	    .permission = PERMISSION_DELETE_LIVECHAT_CONTACT,
	    .fields = post_fields,
	    .access = { .who = ACCESS_ANYONE },
	    .says = { { CHAT_NO_ENTRY, WIRE_CONTACT_TO_DELETE_NOT_FOUND },
		{ CHAT_HAS_OPEN_ROOMS, WIRE_CONTACT_HAS_OPEN_ROOMS } },
	    .handler = delete_post },
	{ .method = NULL },
};

ENDPOINT("contacts.delete", routes);
