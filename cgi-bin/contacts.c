/* SPDX-License-Identifier: MIT */
/*
 * POST /api/v1/omnichannel/contacts   stores a contact, a person who has not come yet
 *
 * The first visitor with one of their addresses who opens a room becomes theirs. `contactManager` is the `_id` of the
 * agent who looks after them.
 */
#include "contact_parameters.h"

static const struct field post_fields[] = {
	CONTACT_NAME(FIELD_REQUIRED | FIELD_NOT_BLANK),
	CONTACT_ADDRESSES(FIELD_REQUIRED),
	CONTACT_CUSTOM_FIELDS(FIELD_NULLABLE),
	{ .name = "contactManager", .flags = FIELD_NULLABLE },
	{ .name = NULL },
};

static void
contacts_post(struct request *rq)
{
	struct contact_change contact = { .name = param_string(rq, "name"),
		.manager_id = param_string(rq, "contactManager"),
		.emails = contact_texts_read(rq, "emails"),
		.phones = contact_texts_read(rq, "phones") };
	enum chat_error error;
	const char *id = NULL;

	if (!contact_fields_read(rq, &contact.fields))
		return;
	error = contact_create(request_chat(rq), &contact, &id);
	json_put_string_opt(reply_object(rq), "contactId", id);
	reply_finish(rq, error);
}

static const struct route routes[] = {
	{ .method = "POST",
	    .path = "/api/v1/omnichannel/contacts",
	    .permission = PERMISSION_CREATE_LIVECHAT_CONTACT,
	    .fields = post_fields,
	    .access = { .who = ACCESS_ANYONE },
	    .says = { { CHAT_NO_USER, WIRE_CONTACT_MANAGER_NOT_FOUND } },
	    .handler = contacts_post },
	{ .method = NULL },
};

ENDPOINT("contacts", routes);
