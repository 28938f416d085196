/* SPDX-License-Identifier: MIT */
/*
 * GET /api/v1/livechat/department.autocomplete?selector=   returns the first ten departments whose name begins with
 * selector.term, in any case, by name
 *
 * `selector` is JSON: {"term": "the beginning", "exceptions": [ids to leave out], "conditions": {"enabled": true}}, all
 * optional.
 */
#include <string.h>

#include "chat/people/department.h"
#include "http/endpoint.h"

static const struct field get_fields[] = {
	{ .name = "selector", .flags = FIELD_NULLABLE },
	{ .name = "onlyMyDepartments", .flags = FIELD_NULLABLE | FIELD_TRUTH },
	{ .name = "showArchived", .flags = FIELD_NULLABLE | FIELD_TRUTH },
	{ .name = NULL },
};

/* Reads a condition of the database that Rocket.Chat passes on. False: it is another than {"enabled": ...}. */
static bool
read_conditions(const struct value *conditions, bool *only_enabled)
{
	if (conditions && value_type(conditions) != VALUE_OBJECT)
		return false;
	for (struct member m = member_first(conditions); m.name; m = member_next(m)) {
		if (strcmp(m.name, "enabled") != 0 || value_type(m.value) != VALUE_BOOLEAN ||
		    !value_boolean(m.value))
			return false;
		*only_enabled = true;
	}
	return true;
}

static void
named_get(struct request *rq)
{
	const struct value *selector = param_json(rq, "selector");
	const char *term = value_member_text(selector, "term");
	struct chat *chat = request_chat(rq);
	struct department_naming naming = {
		.beginning = term ? term : "",
		.except = value_texts(chat->mem, value_member(selector, "exceptions")),
		.user_id = param_is_true(rq, "onlyMyDepartments") ? request_user(rq)->id : NULL,
		.with_archived = param_is_true(rq, "showArchived"),
	};

	if (!param_nonempty(rq, "selector"))
		reply_failed(rq, "The 'selector' param is required");
	else if (!selector)
		reply_failed(rq, "The 'selector' param must be a JSON object");
	else if (!read_conditions(value_member(selector, "conditions"), &naming.only_enabled))
		reply_failed(
		    rq, "The 'conditions' of the selector may be {\"enabled\": true} only");
	else
		reply_finish(rq, department_named_write(chat, reply_list(rq, "items"), &naming));
}

static const struct route routes[] = {
	{ .method = "GET",
	    .path = "/api/v1/livechat/department.autocomplete",
	    .permission = PERMISSION_VIEW_L_ROOM,
	    .fields = get_fields,
	    .access = { .who = ACCESS_ANYONE },
	    .handler = named_get },
	{ .method = NULL },
};

ENDPOINT("department.autocomplete", routes);
