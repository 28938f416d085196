/* SPDX-License-Identifier: MIT */
/*
 * POST /api/v1/livechat/custom-fields.save   creates a definition of a custom field, or with a
 *                                            customFieldId replaces all of one but its name
 *
 * A regular expression is one that POSIX and JavaScript understand alike: see text/pattern.h.
 */
#include <string.h>

#include "base/str.h"
#include "chat/visitors/field_definition.h"
#include "http/endpoint.h"
#include "text/pattern.h"

#define NAME_LETTERS "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_-"

static const char *const scopes[] = { FIELD_OF_VISITOR, FIELD_OF_ROOM, NULL };

static const struct field data_fields[] = {
	{ .name = "field", .flags = FIELD_REQUIRED, .max = 64 },
	{ .name = "label", .flags = FIELD_REQUIRED, .max = 191 },
	{ .name = "scope", .flags = FIELD_REQUIRED, .one_of = scopes },
	{ .name = "visibility", .flags = FIELD_REQUIRED, .max = 64 },
	{ .name = "type", .flags = FIELD_NULLABLE, .max = 64 },
	{ .name = "regexp", .flags = FIELD_NULLABLE, .max = PATTERN_MAX },
	{ .name = "required", .type = FIELD_BOOLEAN, .flags = FIELD_NULLABLE },
	{ .name = "defaultValue", .flags = FIELD_NULLABLE, .max = 4096 },
	{ .name = "options", .flags = FIELD_NULLABLE, .max = 10000 },
	{ .name = "public", .type = FIELD_BOOLEAN, .flags = FIELD_NULLABLE },
	{ .name = "searchable", .type = FIELD_BOOLEAN, .flags = FIELD_NULLABLE },
	{ .name = NULL },
};

static const struct field post_fields[] = {
	{ .name = "customFieldId", .flags = FIELD_NULLABLE },
	{ .name = "customFieldData",
	    .type = FIELD_OBJECT,
	    .flags = FIELD_REQUIRED | FIELD_OPEN,
	    .fields = data_fields },
	{ .name = NULL },
};

static const char *
nonempty(const struct value *data, const char *name)
{
	return str_or_null(value_member_text(data, name));
}

static void
save_post(struct request *rq)
{
	struct chat *chat = request_chat(rq);
	const struct value *data = param(rq, "customFieldData");
	struct field_definition field = {
		.id = value_member_text(data, "field"),
		.label = value_member_text(data, "label"),
		.scope = value_member_text(data, "scope"),
		.visibility = value_member_text(data, "visibility"),
		.type = nonempty(data, "type"),
		.regexp = nonempty(data, "regexp"),
		.required = value_boolean(value_member(data, "required")),
		.default_value = nonempty(data, "defaultValue"),
		.options = nonempty(data, "options"),
		.is_public = value_boolean(value_member(data, "public")),
		.searchable = value_boolean(value_member(data, "searchable")),
	};
	struct json_out *out;
	enum chat_error error;

	if (!*field.id || field.id[strspn(field.id, NAME_LETTERS)]) {
		reply_invalid(rq, "must match pattern \"^[0-9a-zA-Z_-]+$\"");
		return;
	}
	out = reply_object(rq);
	json_key(out, "customField");
	error = field_definition_save(chat, out, param_nonempty(rq, "customFieldId"), &field);
	if (error == CHAT_INVALID_VALUE)
		reply_refused(rq, "error-invalid-regexp",
		    arena_printf(
			chat->mem, "The regular expression cannot be used: %s", chat->complaint),
		    NULL);
	else
		reply_finish(rq, error);
}

static const struct route routes[] = {
	{ .method = "POST",
	    .path = "/api/v1/livechat/custom-fields.save",
	    .permission = PERMISSION_VIEW_LIVECHAT_MANAGER,
	    .fields = post_fields,
	    .access = { .who = ACCESS_ANYONE },
	    .says = { { CHAT_EXISTS, WIRE_FIELD_DEFINED },
		{ CHAT_NO_ENTRY, WIRE_FIELD_NOT_DEFINED },
		{ CHAT_TOO_MANY, WIRE_TOO_MANY_DEFINITIONS } },
	    .handler = save_post },
	{ .method = NULL },
};

ENDPOINT("custom-fields.save", routes);
