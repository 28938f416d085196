/* SPDX-License-Identifier: MIT */
/*
 * GET /api/v1/omnichannel/contacts.channels   returns on what ways a contact has come: the newest visitor of each source
 */
#include "chat/contacts/contact_list.h"
#include "http/endpoint.h"

static const struct field get_fields[] = {
	{ .name = "contactId", .flags = FIELD_REQUIRED },
	{ .name = NULL },
};

static void
channels_get(struct request *rq)
{
	reply_finish(rq, contact_channels_write(request_chat(rq), reply_list(rq, "channels"),
			     param_string(rq, "contactId")));
}

static const struct route routes[] = {
	{ .method = "GET",
	    .path = "/api/v1/omnichannel/contacts.channels",
	    .permission = PERMISSION_VIEW_LIVECHAT_CONTACT,
	    .fields = get_fields,
	    .access = { .who = ACCESS_ANYONE },
	    .handler = channels_get },
	{ .method = NULL },
};

ENDPOINT("contacts.channels", routes);
