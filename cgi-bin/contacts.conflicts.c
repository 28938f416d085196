/* SPDX-License-Identifier: MIT */
/*
 * POST /api/v1/omnichannel/contacts.conflicts   decides what of a contact is right, where a visitor said otherwise
 *
 * What is sent is stored, and what visitors said about the same is forgotten; with `wipeConflicts` all that they said.
 */
#include "contact_parameters.h"

static const struct field post_fields[] = {
	{ .name = "contactId", .flags = FIELD_REQUIRED | FIELD_NOT_BLANK },
	CONTACT_NAME(FIELD_NULLABLE),
	CONTACT_CUSTOM_FIELDS(FIELD_NULLABLE),
	{ .name = "contactManager", .flags = FIELD_NULLABLE },
	{ .name = "wipeConflicts", .type = FIELD_BOOLEAN },
	{ .name = NULL },
};

static void
conflicts_post(struct request *rq)
{
	struct contact_change change = { .id = param_string(rq, "contactId"),
		.name = param_string(rq, "name"),
		.manager_id = param_string(rq, "contactManager") };
	struct json_out *out;

	param_bool(rq, "wipeConflicts", &change.wipe_conflicts);
	if (!contact_fields_read(rq, &change.fields))
		return;
	out = reply_object(rq);
	json_key(out, "result");
	reply_finish(rq, contact_settle(request_chat(rq), out, &change));
}

static const struct route routes[] = {
	{ .method = "POST",
	    .path = "/api/v1/omnichannel/contacts.conflicts",
	    .permission = PERMISSION_UPDATE_LIVECHAT_CONTACT,
	    .fields = post_fields,
	    .access = { .who = ACCESS_ANYONE },
	    .says = { { CHAT_NO_ENTRY, WIRE_CONTACT_NOT_FOUND },
		{ CHAT_MISMATCH, WIRE_CONTACT_HAS_NO_CONFLICTS },
		{ CHAT_NO_USER, WIRE_CONTACT_MANAGER_NOT_FOUND } },
	    .handler = conflicts_post },
	{ .method = NULL },
};

ENDPOINT("contacts.conflicts", routes);
