/* SPDX-License-Identifier: MIT */
/*
 * GET    /api/v1/livechat/triggers        returns the triggers, by name
 * POST   /api/v1/livechat/triggers        creates a trigger, or replaces that with the _id
 * GET    /api/v1/livechat/triggers/:_id   returns a trigger
 * DELETE /api/v1/livechat/triggers/:_id   deletes a trigger
 *
 * The clients of visitors run the triggers of `config`; what they fire on, and what is shown, is
 * public. Of several conditions or actions they use the first. An action `use-external-service` is
 * stored, but this server asks no other service.
 */
#include "chat/widget/trigger.h"
#include "http/endpoint.h"

#define ITEMS_MAX 16

static const char *const condition_names[] = { "page-url", "time-on-site", "chat-opened-by-visitor",
	"after-guest-registration", NULL };
static const char *const send_message[] = { "send-message", NULL };
static const char *const external_service[] = { "use-external-service", NULL };
static const char *const senders[] = { "queue", "custom", NULL };

static const struct field list_fields[] = {
	LIST_FIELDS,
	{ .name = NULL },
};

static const struct field condition_fields[] = {
	{ .name = "name", .flags = FIELD_REQUIRED, .one_of = condition_names },
	{ .name = "value", .flags = FIELD_NULLABLE, .max = 2000 },
	{ .name = NULL },
};

static const struct field message_params[] = {
	{ .name = "sender", .flags = FIELD_REQUIRED, .one_of = senders },
	{ .name = "msg", .flags = FIELD_REQUIRED, .max = 5000 },
	{ .name = "name", .flags = FIELD_NULLABLE, .max = 255 },
	{ .name = NULL },
};

static const struct field message_action[] = {
	{ .name = "name", .flags = FIELD_REQUIRED, .one_of = send_message },
	{ .name = "params",
	    .type = FIELD_OBJECT,
	    .flags = FIELD_NULLABLE,
	    .fields = message_params },
	{ .name = NULL },
};

static const struct field service_params[] = {
	{ .name = "sender", .one_of = senders },
	{ .name = "name", .flags = FIELD_NULLABLE, .max = 255 },
	{ .name = "serviceUrl", .flags = FIELD_REQUIRED, .max = 2000 },
	{ .name = "serviceTimeout", .type = FIELD_NUMBER, .flags = FIELD_REQUIRED },
	{ .name = "serviceFallbackMessage", .flags = FIELD_REQUIRED, .max = 5000 },
	{ .name = NULL },
};

static const struct field service_action[] = {
	{ .name = "name", .flags = FIELD_REQUIRED, .one_of = external_service },
	{ .name = "params",
	    .type = FIELD_OBJECT,
	    .flags = FIELD_NULLABLE,
	    .fields = service_params },
	{ .name = NULL },
};

static const struct field *const actions[] = { message_action, service_action, NULL };

static const struct field post_fields[] = {
	{ .name = "name", .flags = FIELD_REQUIRED, .max = 191 },
	{ .name = "description", .flags = FIELD_REQUIRED, .max = 5000 },
	{ .name = "enabled", .type = FIELD_BOOLEAN, .flags = FIELD_REQUIRED },
	{ .name = "runOnce", .type = FIELD_BOOLEAN, .flags = FIELD_REQUIRED },
	{ .name = "conditions",
	    .type = FIELD_ARRAY,
	    .flags = FIELD_REQUIRED | FIELD_NOT_EMPTY | FIELD_NO_SCALAR,
	    .fields = condition_fields,
	    .max_items = ITEMS_MAX },
	{ .name = "actions",
	    .type = FIELD_ARRAY,
	    .flags = FIELD_REQUIRED | FIELD_NOT_EMPTY | FIELD_NO_SCALAR,
	    .variants = actions,
	    .max_items = ITEMS_MAX },
	{ .name = "_id", .flags = FIELD_NULLABLE },
	{ .name = NULL },
};

static void
list_get(struct request *rq)
{
	struct list_size size = { 0 };
	struct paging paging;
	enum chat_error error;

	if (!request_paging(rq, &paging))
		return;
	error = trigger_list_write(request_chat(rq), reply_list(rq, "triggers"), &paging, &size);
	reply_page(rq, &paging, error, &size);
}

/* A condition that needs no value has null for it. */
static const char *
conditions_json(struct request *rq)
{
	const struct value *list = param(rq, "conditions"), *condition;
	struct json_text text;

	json_text_begin(&text);
	json_array(&text.out);
	for (size_t i = 0; (condition = value_item(list, i)); i++) {
		json_object(&text.out);
		json_put_string(&text.out, "name", value_member_text(condition, "name"));
		json_put_string(&text.out, "value", value_member_text(condition, "value"));
		json_object_end(&text.out);
	}
	json_array_end(&text.out);
	return json_text_end(&text, request_chat(rq)->mem);
}

static bool
all_external(const struct value *list)
{
	const struct value *action;

	for (size_t i = 0; (action = value_item(list, i)); i++)
		if (strcmp(value_member_text(action, "name"), *external_service) != 0)
			return false;
	return true;
}

static void
list_post(struct request *rq)
{
	struct trigger_row trigger = {
		.id = param_string(rq, "_id"),
		.name = param_string(rq, "name"),
		.description = param_string(rq, "description"),
		.conditions_json = conditions_json(rq),
		.actions_json = value_json_text(request_chat(rq)->mem, param(rq, "actions")),
		.only_external = all_external(param(rq, "actions")),
	};
	enum chat_error error;

	param_bool(rq, "enabled", &trigger.enabled);
	param_bool(rq, "runOnce", &trigger.run_once);
	error = trigger_save(request_chat(rq), &trigger);
	json_put_string_opt(reply_object(rq), "triggerId", trigger.id);
	reply_finish(rq, error);
}

static void
one_get(struct request *rq)
{
	struct json_out *out = reply_object(rq);

	json_key(out, "trigger");
	reply_finish(rq, trigger_show(request_chat(rq), out, path_param(rq, "_id")));
}

static void
one_delete(struct request *rq)
{
	reply_done(rq, trigger_remove(request_chat(rq), path_param(rq, "_id")));
}

static const struct route routes[] = {
	{ .method = "GET",
	    .path = "/api/v1/livechat/triggers",
	    .permission = PERMISSION_VIEW_LIVECHAT_MANAGER,
	    .fields = list_fields,
	    .access = { .who = ACCESS_ANYONE },
	    .handler = list_get },
	{ .method = "POST",
	    .path = "/api/v1/livechat/triggers",
	    .permission = PERMISSION_VIEW_LIVECHAT_MANAGER,
	    .fields = post_fields,
	    .access = { .who = ACCESS_ANYONE },
	    .says = { { CHAT_TOO_MANY, WIRE_TOO_MANY_TRIGGERS } },
	    .handler = list_post },
	{ .method = "GET",
	    .path = "/api/v1/livechat/triggers/:_id",
	    .permission = PERMISSION_VIEW_LIVECHAT_MANAGER,
	    .access = { .who = ACCESS_ANYONE },
	    .handler = one_get },
	{ .method = "DELETE",
	    .path = "/api/v1/livechat/triggers/:_id",
	    .permission = PERMISSION_VIEW_LIVECHAT_MANAGER,
	    .access = { .who = ACCESS_ANYONE },
	    .handler = one_delete },
	{ .method = NULL },
};

ENDPOINT("triggers", routes);
