/* SPDX-License-Identifier: MIT */
/*
 * GET    /api/v1/canned-responses       returns the canned responses that the user sees, by shortcut
 * POST   /api/v1/canned-responses       creates a canned response, or replaces that with the _id
 * DELETE /api/v1/canned-responses       deletes a canned response
 * GET    /api/v1/canned-responses/:_id  returns a canned response, and with rid what it becomes there
 * DELETE /api/v1/canned-responses/:_id  deletes a canned response
 *
 * Their scope is `user` (its owner alone sees it), `department` (its agents do) or `global`. Everybody
 * writes their own; `department` requires the permission save-department-canned-responses or
 * save-all-canned-responses, and `global` the latter.
 */
#include "chat/messages/canned.h"
#include "http/endpoint.h"

#define TAGS_MAX 16
#define TAG_MAX 64

static const struct field list_fields[] = {
	{ .name = "scope", .flags = FIELD_NULLABLE },
	{ .name = "departmentId", .flags = FIELD_NULLABLE },
	{ .name = "shortcut", .flags = FIELD_NULLABLE },
	{ .name = "tags",
	    .type = FIELD_ARRAY,
	    .flags = FIELD_NULLABLE,
	    .max_items = CANNED_TAGS_MAX },
	{ .name = "createdBy", .flags = FIELD_NULLABLE },
	{ .name = "text", .flags = FIELD_NULLABLE },
	LIST_FIELDS,
	{ .name = NULL },
};

static const struct field post_fields[] = {
	{ .name = "shortcut", .flags = FIELD_REQUIRED, .max = 128 },
	{ .name = "text", .flags = FIELD_REQUIRED, .max = 10000 },
	{ .name = "scope", .flags = FIELD_REQUIRED },
	{ .name = "_id", .flags = FIELD_NULLABLE },
	{ .name = "departmentId", .flags = FIELD_NULLABLE },
	{ .name = "tags",
	    .type = FIELD_ARRAY,
	    .flags = FIELD_NULLABLE | FIELD_NO_SCALAR,
	    .max = TAG_MAX,
	    .max_items = TAGS_MAX },
	{ .name = NULL },
};

static const struct field delete_fields[] = {
	{ .name = "_id", .flags = FIELD_REQUIRED },
	{ .name = NULL },
};

static const struct field one_fields[] = {
	{ .name = "rid", .flags = FIELD_NULLABLE },
	{ .name = NULL },
};

static void
list_get(struct request *rq)
{
	const struct value *tags = param(rq, "tags"), *tag;
	struct canned_filter filter = {
		.scope = param_nonempty(rq, "scope"),
		.department_id = param_nonempty(rq, "departmentId"),
		.shortcut = param_nonempty(rq, "shortcut"),
		.text = param_nonempty(rq, "text"),
		.created_by = param_nonempty(rq, "createdBy"),
	};
	struct list_size size = { 0 };
	struct paging paging;
	enum chat_error error;

	for (; (tag = value_item(tags, filter.tags_len)); filter.tags_len++)
		filter.tags[filter.tags_len] = value_text(tag);
	if (!request_paging(rq, &paging))
		return;
	error = canned_list_write(request_chat(rq), reply_list(rq, "cannedResponses"),
	    request_user(rq), &filter, &paging, &size);
	reply_page(rq, &paging, error, &size);
}

/* Ends the reply to a change, whose refusal names the scope. */
static void
changed_reply(struct request *rq, enum chat_error error, const char *scope, const char *details)
{
	if (error == CHAT_FORBIDDEN)
		reply_refused(rq, "error-not-allowed",
		    arena_printf(request_chat(rq)->mem,
			"Not allowed to modify canned responses on *%s* scope", scope),
		    details);
	else
		reply_finish(rq, error);
}

static void
list_post(struct request *rq)
{
	const struct value *tags = param(rq, "tags");
	struct canned_row canned = {
		.id = param_string(rq, "_id"),
		.shortcut = param_string(rq, "shortcut"),
		.text = param_string(rq, "text"),
		.scope = param_string(rq, "scope"),
		.department_id = param_nonempty(rq, "departmentId"),
		.tags_json = tags ? value_json_text(request_chat(rq)->mem, tags) : "[]",
	};
	const char *scope;
	enum chat_error error = canned_save(request_chat(rq), request_user(rq), &canned, &scope);

	json_put_string_opt(reply_object(rq), "_id", canned.id);
	changed_reply(rq, error, scope, "{\"method\":\"saveCannedResponse\"}");
}

static void
delete_reply(struct request *rq, const char *id)
{
	const char *scope;
	enum chat_error error = canned_remove(request_chat(rq), request_user(rq), id, &scope);

	reply_object(rq);
	changed_reply(rq, error, scope, "{\"method\":\"removeCannedResponse\"}");
}

static void
list_delete(struct request *rq)
{
	delete_reply(rq, param_string(rq, "_id"));
}

static void
one_get(struct request *rq)
{
	const char *rid = param_nonempty(rq, "rid"), *preview;
	struct json_out *out = reply_object(rq);
	enum chat_error error;

	json_key(out, "cannedResponse");
	error = canned_show(
	    request_chat(rq), out, request_user(rq), path_param(rq, "_id"), rid, &preview);
	if (!error && rid)
		json_put_string(out, "preview", preview);
	reply_finish(rq, error);
}

static void
one_delete(struct request *rq)
{
	delete_reply(rq, path_param(rq, "_id"));
}

static const struct route routes[] = {
	{ .method = "GET",
	    .path = "/api/v1/canned-responses",
	    .permission = PERMISSION_VIEW_CANNED_RESPONSES,
	    .fields = list_fields,
	    .access = { .who = ACCESS_ANYONE },
	    .handler = list_get },
	{ .method = "POST",
	    .path = "/api/v1/canned-responses",
	    .permission = PERMISSION_SAVE_CANNED_RESPONSES,
	    .fields = post_fields,
	    .access = { .who = ACCESS_ANYONE },
	    .says = { { CHAT_NAME_MISSING, WIRE_CANNED_EMPTY },
		{ CHAT_INVALID_VALUE, WIRE_CANNED_SCOPE }, { CHAT_EXISTS, WIRE_SHORTCUT_EXISTS },
		{ CHAT_NO_DEPARTMENT, WIRE_CANNED_DEPARTMENT },
		{ CHAT_NO_ENTRY, WIRE_CANNED_NOT_FOUND } },
	    .handler = list_post },
	{ .method = "DELETE",
	    .path = "/api/v1/canned-responses",
	    .permission = PERMISSION_REMOVE_CANNED_RESPONSES,
	    .fields = delete_fields,
	    .access = { .who = ACCESS_ANYONE },
	    .says = { { CHAT_NO_ENTRY, WIRE_CANNED_TO_REMOVE_NOT_FOUND } },
	    .handler = list_delete },
	{ .method = "GET",
	    .path = "/api/v1/canned-responses/:_id",
	    .permission = PERMISSION_VIEW_CANNED_RESPONSES,
	    .fields = one_fields,
	    .access = { .who = ACCESS_ANYONE },
	    .says = { { CHAT_NOT_YOURS, WIRE_ERROR_NOT_ALLOWED } },
	    .handler = one_get },
	{ .method = "DELETE",
	    .path = "/api/v1/canned-responses/:_id",
	    .permission = PERMISSION_REMOVE_CANNED_RESPONSES,
	    .access = { .who = ACCESS_ANYONE },
	    .says = { { CHAT_NO_ENTRY, WIRE_CANNED_TO_REMOVE_NOT_FOUND } },
	    .handler = one_delete },
	{ .method = NULL },
};

ENDPOINT("canned-responses", routes);
