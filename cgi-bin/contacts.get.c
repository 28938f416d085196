/* SPDX-License-Identifier: MIT */
/*
 * GET /api/v1/omnichannel/contacts.get   returns a contact: a person, with their addresses and visitors
 */
#include "chat/contacts/contact.h"
#include "http/endpoint.h"

static const struct field get_fields[] = {
	{ .name = "contactId", .flags = FIELD_REQUIRED | FIELD_NOT_BLANK },
	{ .name = NULL },
};

static void
contact_get(struct request *rq)
{
	struct json_out *out = reply_object(rq);

	json_key(out, "contact");
	reply_finish(rq, contact_show(request_chat(rq), out, param_string(rq, "contactId")));
}

static const struct route routes[] = {
	{ .method = "GET",
	    .path = "/api/v1/omnichannel/contacts.get",
	    .permission = PERMISSION_VIEW_LIVECHAT_CONTACT,
	    .fields = get_fields,
	    .access = { .who = ACCESS_ANYONE },
	    .handler = contact_get },
	{ .method = NULL },
};

ENDPOINT("contacts.get", routes);
