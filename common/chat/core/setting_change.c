/* SPDX-License-Identifier: MIT */
#include "chat/core/setting_change.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "db/setting.h"

/* --- Documents --------------------------------------------------------------------------- */

const char *
setting_type_name(const struct setting_rule *rule)
{
	static const char *const names[] = {
		[SETTING_BOOLEAN] = "boolean",
		[SETTING_INTEGER] = "int",
		[SETTING_TEXT] = "string",
		[SETTING_EMAILS] = "string",
		[SETTING_COLOR] = "color",
		[SETTING_CHOICE] = "select",
		[SETTING_LIST] = "multiSelect",
	};

	return names[rule->type];
}

static void
list_json(struct json_out *out, const char *list)
{
	const char *item;
	size_t len;

	json_array(out);
	while ((item = str_next(&list, ",", &len)))
		json_string_len(out, item, len);
	json_array_end(out);
}

static void
value_json(
    struct json_out *out, const char *name, const struct setting_rule *rule, const char *value)
{
	json_key(out, name);
	if (rule->type == SETTING_BOOLEAN || rule->type == SETTING_INTEGER)
		json_raw(out, value, strlen(value));
	else if (rule->type == SETTING_LIST)
		list_json(out, value);
	else
		json_string(out, value);
}

static void
choices_json(struct json_out *out, const char *const *choices)
{
	json_key(out, "values");
	json_array(out);
	for (; *choices; choices++) {
		json_object(out);
		json_put_string(out, "key", *choices);
		json_put_string(out, "i18nLabel", *choices);
		json_object_end(out);
	}
	json_array_end(out);
}

void
setting_json(
    struct json_out *out, const struct setting_rule *rule, const char *group, const char *value)
{
	json_put_string(out, "_id", rule->name);
	json_put_string(out, "type", setting_type_name(rule));
	json_put_string(out, "group", group);
	json_put_string(out, "i18nLabel", rule->name);
	json_put_string(out, "i18nDescription", rule->help);
	value_json(out, "default", rule, rule->initial);
	value_json(out, "packageValue", rule, rule->initial);
	value_json(out, "value", rule, rule->secret ? "" : value);
	if (rule->type == SETTING_INTEGER) {
		json_put_int(out, "minimum", rule->min);
		json_put_int(out, "maximum", rule->max);
	}
	if (rule->choices)
		choices_json(out, rule->choices);
	json_put_bool(out, "secret", rule->secret);
	json_put_bool(out, "enterprise", false);
}

void
setting_document(struct chat *chat, struct json_out *out, enum setting setting)
{
	json_object(out);
	setting_members(chat, out, setting);
	json_object_end(out);
}

void
setting_members(struct chat *chat, struct json_out *out, enum setting setting)
{
	setting_json(out, setting_rule(setting), setting_group(setting),
	    setting_text(chat->settings, setting));
}

/* --- Changes ----------------------------------------------------------------------------- */

/* Returns whether the change can be made; *put is what is stored, in the memory of the request. */
static bool
change_prepare(struct chat *chat, const struct setting_change *change, struct setting_put *put,
    const char **complaint)
{
	const struct setting_rule *rule = setting_rule(change->setting);
	const char *must;
	char *normal;

	*put = (struct setting_put){ .name = rule->name };
	if (change->setting == SETTING_GUEST_COUNT) {
		*complaint = arena_printf(chat->mem, "%s counts by itself", rule->name);
		return false;
	}
	if (!change->value)
		return true;
	must = setting_complaint(change->setting, change->value);
	if (must) {
		*complaint = arena_printf(chat->mem, "%s must be %s", rule->name, must);
		return false;
	}
	normal = setting_normal(change->setting, change->value);
	/* A default value is not stored, so that a later release can change the default. */
	if (strcmp(normal, rule->initial) != 0)
		put->value = arena_strdup(chat->mem, normal);
	free(normal);
	return true;
}

enum chat_error
settings_change(
    struct chat *chat, const struct setting_change *changes, size_t len, const char **complaint)
{
	struct setting_put *puts = arena_alloc(chat->mem, (len + 1) * sizeof(*puts));
	size_t puts_len = 0;
	enum db_error error;

	for (size_t i = 0; i < len; i++) {
		bool kept = setting_rule(changes[i].setting)->secret && changes[i].value &&
			    !*changes[i].value;

		if (kept)
			continue;
		if (!change_prepare(chat, &changes[i], &puts[puts_len++], complaint))
			return CHAT_INVALID_VALUE;
	}
	error = db_settings_put(chat->db, puts, puts_len);
	return error ? chat_error_from_db(error) : settings_refresh_now(chat);
}
