/* SPDX-License-Identifier: MIT */
/*
 * POST /api/v1/omnichannel/contact   registers a visitor for an agent, or updates the one with the token
 * GET  /api/v1/omnichannel/contact   returns the visitor with an `_id`, which is called contactId here
 *
 * These routes are older than contacts: they are about visitors. Only the token says which visitor is meant, never an
 * address. An empty `phone` or `email` removes the stored one. `contactManager` has the username of the agent who looks
 * after the visitor's contact.
 */
#include "base/number.h"
#include "base/utf8.h"
#include "chat/contacts/contact_visitor.h"
#include "chat/visitors/visitor_list.h"
#include "http/endpoint.h"

static const struct field manager_fields[] = {
	{ .name = "username", .flags = FIELD_REQUIRED },
	{ .name = NULL },
};

/* Custom fields may have any name. */
static const struct field any_fields[] = {
	{ .name = NULL },
};

static const struct field post_fields[] = {
	{ .name = "token", .flags = FIELD_REQUIRED | FIELD_NEW_TOKEN },
	{ .name = "name", .flags = FIELD_REQUIRED, .max = 255 },
	{ .name = "_id", .flags = FIELD_IGNORED },
	{ .name = "email", .max = 254 },
	{ .name = "phone", .max = 64 },
	{ .name = "username", .max = 255 },
	{ .name = "customFields", .type = FIELD_OBJECT, .flags = FIELD_OPEN, .fields = any_fields },
	{ .name = "contactManager", .type = FIELD_OBJECT, .fields = manager_fields },
	{ .name = NULL },
};

static const struct field get_fields[] = {
	{ .name = "contactId", .flags = FIELD_REQUIRED },
	{ .name = NULL },
};

static const char *
value_as_text(struct arena *mem, const struct value *value)
{
	const char *text = value_text(value);

	return text ? text : value_json_text(mem, value);
}

static void
facts_read(struct request *rq, struct visitor_facts *facts)
{
	const struct value *sent = param(rq, "customFields");
	struct arena *mem = request_chat(rq)->mem;
	struct visitor_field *fields = arena_alloc(mem, (value_count(sent) + 1) * sizeof(*fields));

	*facts = (struct visitor_facts){ .token = param_string(rq, "token"),
		.name = param_string(rq, "name"),
		.email = param_string(rq, "email"),
		.phone = param_string(rq, "phone"),
		.username = param_string(rq, "username"),
		.fields = fields };
	for (struct member m = member_first(sent); m.name; m = member_next(m))
		fields[facts->fields_len++] = (struct visitor_field){
			.key = m.name, .value = value_as_text(mem, m.value), .overwrite = true
		};
}

static void
contact_post(struct request *rq)
{
	const char *manager = value_member_text(param(rq, "contactManager"), "username");
	const char *id = NULL;
	struct visitor_facts facts;
	enum chat_error error;

	facts_read(rq, &facts);
	error = contact_visitor_put(request_chat(rq), &facts, manager, &id);
	if (error == CHAT_NO_USER) {
		reply_refused(rq, "error-contact-manager-not-found",
		    arena_printf(request_chat(rq)->mem, "No user found with username %s", manager),
		    NULL);
		return;
	}
	json_put_string_opt(reply_object(rq), "contact", id);
	reply_finish(rq, error);
}

static void
contact_get(struct request *rq)
{
	const struct visitor_sought sought = { .id = param_string(rq, "contactId") };
	struct json_out *out = reply_object(rq);

	json_key(out, "contact");
	reply_finish(rq, visitor_sought_write(request_chat(rq), out, &sought));
}

static const struct route routes[] = {
	{ .method = "POST",
	    .path = "/api/v1/omnichannel/contact",
	    .permission = PERMISSION_VIEW_L_ROOM,
	    .rules = RULES_MATCH,
	    .fields = post_fields,
	    .access = { .who = ACCESS_ANYONE },
	    .says = { { CHAT_EMPTY_TOKEN, WIRE_CONTACT_TOKEN_INVALID },
		{ CHAT_INVALID_ROLE, WIRE_INVALID_CONTACT_MANAGER } },
	    .handler = contact_post },
	{ .method = "GET",
	    .path = "/api/v1/omnichannel/contact",
	    .permission = PERMISSION_VIEW_L_ROOM,
	    .fields = get_fields,
	    .access = { .who = ACCESS_ANYONE },
	    .handler = contact_get },
	{ .method = NULL },
};

ENDPOINT("contact", routes);
