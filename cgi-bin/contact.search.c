/* SPDX-License-Identifier: MIT */
/*
 * GET /api/v1/omnichannel/contact.search   returns a visitor by `email`, by `phone`, or by custom fields
 *
 * `custom` is a JSON object of at most four custom fields, all of which the visitor has; those that are not defined as
 * searchable ones of visitors do not count. Without a visitor the answer is null. It is older than contacts: see
 * omnichannel/contacts.search.
 */
#include "chat/visitors/visitor_list.h"
#include "http/endpoint.h"

static const struct field get_fields[] = {
	{ .name = "email" },
	{ .name = "phone" },
	{ .name = "custom" },
	{ .name = NULL },
};

/* Replies with an error and returns false when it cannot be sought by. */
static bool
custom_read(struct request *rq, struct visitor_sought *sought, struct visitor_field *fields)
{
	const struct value *custom = param_json(rq, "custom");

	for (struct member m = member_first(custom); m.name; m = member_next(m)) {
		const char *text = value_text(m.value);

		if (sought->fields_len == VISITOR_FIELDS_SOUGHT_MAX) {
			custom = NULL;
			break;
		}
		fields[sought->fields_len++] = (struct visitor_field){ .key = m.name,
			.value = text ? text : value_json_text(request_chat(rq)->mem, m.value) };
	}
	if (!custom)
		reply_wire_error(rq, WIRE_CONTACT_FIELDS_NOT_SOUGHT);
	return custom;
}

static void
search_get(struct request *rq)
{
	struct visitor_field fields[VISITOR_FIELDS_SOUGHT_MAX];
	struct visitor_sought sought = { .email = param_nonempty(rq, "email"),
		.phone = param_nonempty(rq, "phone"),
		.fields = fields };
	bool by_fields = !sought.email && !sought.phone;
	struct json_out *out;

	if (by_fields && !param_nonempty(rq, "custom")) {
		reply_wire_error(rq, WIRE_CONTACT_NOT_SOUGHT);
		return;
	}
	if (by_fields && !custom_read(rq, &sought, fields))
		return;
	out = reply_object(rq);
	json_key(out, "contact");
	reply_finish(rq, visitor_sought_write(request_chat(rq), out, &sought));
}

static const struct route routes[] = {
	{ .method = "GET",
	    .path = "/api/v1/omnichannel/contact.search",
	    .permission = PERMISSION_VIEW_L_ROOM,
	    .fields = get_fields,
	    .access = { .who = ACCESS_ANYONE },
	    .handler = search_get },
	{ .method = NULL },
};

ENDPOINT("contact.search", routes);
