/* SPDX-License-Identifier: MIT */
/*
 * POST /api/v1/omnichannel/contacts.update   changes a contact, who is known from then on
 *
 * What is not sent stays as it is, and an empty name changes nothing. `emails`, `phones` and `customFields` replace
 * those that there are; an empty `contactManager` removes the manager. A new name is that of the open rooms, too.
 * `wipeConflicts` forgets what visitors said and was not taken over.
 */
#include "contact_parameters.h"

static const struct field post_fields[] = {
	{ .name = "contactId", .flags = FIELD_REQUIRED | FIELD_NOT_BLANK },
	CONTACT_NAME(0),
	CONTACT_ADDRESSES(FIELD_NULLABLE),
	CONTACT_CUSTOM_FIELDS(FIELD_NULLABLE),
	{ .name = "contactManager", .flags = FIELD_NULLABLE },
	{ .name = "wipeConflicts", .type = FIELD_BOOLEAN },
	{ .name = NULL },
};

static void
update_post(struct request *rq)
{
	struct contact_change change = { .id = param_string(rq, "contactId"),
		.name = param_string(rq, "name"),
		.manager_id = param_string(rq, "contactManager"),
		.emails = contact_texts_read(rq, "emails"),
		.phones = contact_texts_read(rq, "phones") };
	struct json_out *out;

	param_bool(rq, "wipeConflicts", &change.wipe_conflicts);
	if (!contact_fields_read(rq, &change.fields))
		return;
	out = reply_object(rq);
	json_key(out, "contact");
	reply_finish(rq, contact_update(request_chat(rq), out, &change));
}

static const struct route routes[] = {
	{ .method = "POST",
	    .path = "/api/v1/omnichannel/contacts.update",
	    .permission = PERMISSION_UPDATE_LIVECHAT_CONTACT,
	    .fields = post_fields,
	    .access = { .who = ACCESS_ANYONE },
	    .says = { { CHAT_NO_ENTRY, WIRE_CONTACT_NOT_FOUND },
		{ CHAT_NO_USER, WIRE_CONTACT_MANAGER_NOT_FOUND } },
	    .handler = update_post },
	{ .method = NULL },
};

ENDPOINT("contacts.update", routes);
