/* SPDX-License-Identifier: MIT */
/*
 * GET /api/v1/omnichannel/contacts.history   returns the closed rooms of all visitors of a contact, the one that was
 *                                            closed last first
 *
 * Tags and the last message are there for users who may read all rooms, and for the agent who served that room.
 */
#include "chat/contacts/contact_history.h"
#include "http/endpoint.h"

static const struct field get_fields[] = {
	{ .name = "contactId", .flags = FIELD_REQUIRED },
	{ .name = "source", .flags = FIELD_NULLABLE },
	LIST_FIELDS,
	{ .name = NULL },
};

static void
history_get(struct request *rq)
{
	struct list_size size = { 0 };
	struct paging paging;
	enum chat_error error;

	if (!request_paging(rq, &paging))
		return;
	error = contact_history_write(request_chat(rq), reply_list(rq, "history"), request_user(rq),
	    param_string(rq, "contactId"), param_nonempty(rq, "source"), &paging, &size);
	reply_page(rq, &paging, error, &size);
}

static const struct route routes[] = {
	{ .method = "GET",
	    .path = "/api/v1/omnichannel/contacts.history",
	    .permission = PERMISSION_VIEW_LIVECHAT_CONTACT_HISTORY,
	    .fields = get_fields,
	    .access = { .who = ACCESS_ANYONE },
	    .says = { { CHAT_NO_ENTRY, WIRE_CONTACT_NOT_FOUND } },
	    .handler = history_get },
	{ .method = NULL },
};

ENDPOINT("contacts.history", routes);
