/* SPDX-License-Identifier: MIT */
/*
 * GET  /api/v1/settings        returns all settings, by name
 * GET  /api/v1/settings/:_id   returns a setting
 * POST /api/v1/settings/:_id   changes a setting; the value null brings back its default
 *
 * A value has the type of its setting. The value of a secret is always shown as "", and sending ""
 * keeps what it is.
 */
#include <stdlib.h>

#include "base/number.h"
#include "base/str.h"
#include "chat/core/setting_change.h"
#include "http/endpoint.h"

#define INTEGER_MAX (INT64_C(1) << 53)

static const struct field list_fields[] = {
	{ .name = "_id", .flags = FIELD_NULLABLE },
	LIST_FIELDS,
	{ .name = NULL },
};

static const struct field post_fields[] = {
	{ .name = "value", .type = FIELD_ANY, .flags = FIELD_REQUIRED | FIELD_NULLABLE },
	{ .name = NULL },
};

/* --- The list ---------------------------------------------------------------------------- */

static const char *
sort_text(enum setting setting, const char *key)
{
	if (strcmp(key, "group") == 0)
		return setting_group(setting);
	if (strcmp(key, "type") == 0)
		return setting_type_name(setting_rule(setting));
	return setting_rule(setting)->name;
}

static const struct paging *sorting; /* of the list that is being sorted; qsort() passes nothing */

static int
by_sort(const void *a, const void *b)
{
	const enum setting x = *(const enum setting *)a, y = *(const enum setting *)b;
	int order = 0;

	for (size_t i = 0; i < sorting->sort_len && order == 0; i++) {
		order = strcmp(
		    sort_text(x, sorting->sort[i].name), sort_text(y, sorting->sort[i].name));
		if (sorting->sort[i].descending)
			order = -order;
	}
	return order ? order : strcmp(setting_rule(x)->name, setting_rule(y)->name);
}

/* Whether the name is one of those that commas separate; NULL: every name is. */
static bool
is_listed(const char *names, const char *name)
{
	const char *item;
	size_t len;

	if (!names)
		return true;
	while ((item = str_next(&names, ", ", &len)))
		if (strlen(name) == len && strncmp(item, name, len) == 0)
			return true;
	return false;
}

static size_t
settings_find(const char *names, const struct paging *paging, enum setting *found)
{
	size_t len = 0;

	for (enum setting i = 0; i < SETTING__MAX; i++)
		if (is_listed(names, setting_rule(i)->name))
			found[len++] = i;
	sorting = paging;
	qsort(found, len, sizeof(*found), by_sort);
	return len;
}

static void
list_get(struct request *rq)
{
	enum setting found[SETTING__MAX];
	struct list_size size = { 0 };
	struct json_out *out;
	struct paging paging;
	enum chat_error error;

	if (!request_paging(rq, &paging))
		return;
	error = settings_refresh_now(request_chat(rq));
	size.total = (int64_t)settings_find(param_nonempty(rq, "_id"), &paging, found);
	out = reply_list(rq, "settings");
	json_array(out);
	for (int64_t i = paging.offset; i < size.total && size.count < paging.limit; i++) {
		setting_document(request_chat(rq), out, found[i]);
		size.count++;
	}
	json_array_end(out);
	reply_page(rq, &paging, error, &size);
}

/* --- One --------------------------------------------------------------------------------- */

/* Finds the setting that the path names, or replies. */
static bool
setting_named(struct request *rq, enum setting *setting)
{
	*setting = setting_find(path_param(rq, "_id"));
	if (*setting == SETTING__MAX)
		reply_failed(rq, "invalid-setting");
	return *setting < SETTING__MAX;
}

static void
one_reply(struct request *rq, enum setting setting)
{
	setting_members(request_chat(rq), reply_object(rq), setting);
	reply_success(rq);
}

static void
one_get(struct request *rq)
{
	enum setting setting;
	enum chat_error error;

	if (!setting_named(rq, &setting))
		return;
	error = settings_refresh_now(request_chat(rq));
	if (error)
		reply_error(rq, error);
	else
		one_reply(rq, setting);
}

static const char *
list_text(struct arena *mem, const struct value *value)
{
	const char *joined = "";
	const struct value *item;

	for (size_t i = 0; (item = value_item(value, i)); i++) {
		if (!value_text(item))
			return NULL;
		joined = arena_printf(mem, "%s%s%s", joined, *joined ? "," : "", value_text(item));
	}
	return joined;
}

/* Beyond INTEGER_MAX doubles are whole numbers, and no setting can have them. */
static bool
has_fraction(double number)
{
	return number > -INTEGER_MAX && number < INTEGER_MAX &&
	       number != (double)number_within(number, -INTEGER_MAX, INTEGER_MAX);
}

/* The value as the setting stores it; NULL: it has another type. */
static const char *
stored_text(struct arena *mem, const struct setting_rule *rule, const struct value *value)
{
	double number;

	switch (rule->type) {
	case SETTING_BOOLEAN:
		if (value_type(value) != VALUE_BOOLEAN)
			return NULL;
		return value_boolean(value) ? "true" : "false";
	case SETTING_INTEGER:
		if (!value_number(value, &number) || has_fraction(number))
			return NULL;
		return value_json_text(mem, value);
	case SETTING_LIST:
		return value_type(value) == VALUE_ARRAY ? list_text(mem, value) : NULL;
	case SETTING_TEXT:
	case SETTING_EMAILS:
	case SETTING_COLOR:
	case SETTING_CHOICE:
		break;
	}
	return value_text(value);
}

static const char *
type_words(enum setting_type type)
{
	switch (type) {
	case SETTING_BOOLEAN:
		return "true or false";
	case SETTING_INTEGER:
		return "a whole number";
	case SETTING_LIST:
		return "an array of strings";
	case SETTING_TEXT:
	case SETTING_EMAILS:
	case SETTING_COLOR:
	case SETTING_CHOICE:
		break;
	}
	return "a string";
}

static void
one_post(struct request *rq)
{
	struct arena *mem = request_chat(rq)->mem;
	struct setting_change change = { 0 };
	const struct setting_rule *rule;
	const char *complaint;
	enum chat_error error;

	if (!setting_named(rq, &change.setting))
		return;
	rule = setting_rule(change.setting);
	if (param(rq, "value")) {
		change.value = stored_text(mem, rule, param(rq, "value"));
		if (!change.value) {
			reply_refused(rq, "error-invalid-setting-value",
			    arena_printf(mem, "%s must be %s", rule->name, type_words(rule->type)),
			    NULL);
			return;
		}
	}
	error = settings_change(request_chat(rq), &change, 1, &complaint);
	if (error == CHAT_INVALID_VALUE)
		reply_refused(rq, "error-invalid-setting-value", complaint, NULL);
	else
		reply_done(rq, error);
}

static const struct route routes[] = {
	{ .method = "GET",
	    .path = "/api/v1/settings",
	    .permission = PERMISSION_VIEW_PRIVILEGED_SETTING,
	    .fields = list_fields,
	    .access = { .who = ACCESS_ANYONE },
	    .handler = list_get },
	{ .method = "GET",
	    .path = "/api/v1/settings/:_id",
	    .permission = PERMISSION_VIEW_PRIVILEGED_SETTING,
	    .access = { .who = ACCESS_ANYONE },
	    .handler = one_get },
	{ .method = "POST",
	    .path = "/api/v1/settings/:_id",
	    .permission = PERMISSION_EDIT_PRIVILEGED_SETTING,
	    .fields = post_fields,
	    .access = { .who = ACCESS_ANYONE },
	    .handler = one_post },
	{ .method = NULL },
};

ENDPOINT("settings", routes);
