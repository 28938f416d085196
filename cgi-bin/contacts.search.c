/* SPDX-License-Identifier: MIT */
/*
 * GET /api/v1/omnichannel/contacts.search   returns the contacts who have the text in their name, an e-mail address or a
 *                                           phone number, in any case; by name
 *
 * `unknown` true selects those that a visitor's room has made and nobody has edited, instead of all others.
 */
#include "chat/contacts/contact_list.h"
#include "http/endpoint.h"

static const struct field get_fields[] = {
	{ .name = "searchText", .flags = FIELD_NULLABLE },
	{ .name = "unknown", .type = FIELD_BOOLEAN },
	LIST_FIELDS,
	{ .name = NULL },
};

static void
search_get(struct request *rq)
{
	struct list_size size = { 0 };
	struct paging paging;
	bool unknown = false;
	enum chat_error error;

	if (!request_paging(rq, &paging))
		return;
	param_bool(rq, "unknown", &unknown);
	error = contact_list_write(request_chat(rq), reply_list(rq, "contacts"),
	    param_nonempty(rq, "searchText"), unknown, &paging, &size);
	/* Rocket.Chat says here how many were asked for. */
	size.count = paging.count;
	reply_page(rq, &paging, error, &size);
}

static const struct route routes[] = {
	{ .method = "GET",
	    .path = "/api/v1/omnichannel/contacts.search",
	    .permission = PERMISSION_VIEW_LIVECHAT_CONTACT,
	    .fields = get_fields,
	    .access = { .who = ACCESS_ANYONE },
	    .handler = search_get },
	{ .method = NULL },
};

ENDPOINT("contacts.search", routes);
