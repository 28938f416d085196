/* SPDX-License-Identifier: MIT */
/*
 * GET  /api/v1/livechat/appearance   returns the settings that decide how the visitors' client looks
 * POST /api/v1/livechat/appearance   changes some of them
 *
 * All of them are changed or none. As in Rocket.Chat a boolean becomes false unless the value is
 * true, what is no number becomes 0, and a list with an unknown word changes nothing. Other values
 * that a setting cannot have are refused.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/number.h"
#include "base/str.h"
#include "chat/core/setting_change.h"
#include "http/endpoint.h"

static const enum setting shown[] = {
	SETTING_TITLE,
	SETTING_TITLE_COLOR,
	SETTING_ENABLE_MESSAGE_CHARACTER_LIMIT,
	SETTING_MESSAGE_CHARACTER_LIMIT,
	SETTING_SHOW_AGENT_INFO,
	SETTING_SHOW_AGENT_EMAIL,
	SETTING_DISPLAY_OFFLINE_FORM,
	SETTING_OFFLINE_FORM_UNAVAILABLE,
	SETTING_OFFLINE_MESSAGE,
	SETTING_OFFLINE_SUCCESS_MESSAGE,
	SETTING_OFFLINE_TITLE,
	SETTING_OFFLINE_TITLE_COLOR,
	SETTING_OFFLINE_EMAIL,
	SETTING_CONVERSATION_FINISHED_MESSAGE,
	SETTING_CONVERSATION_FINISHED_TEXT,
	SETTING_REGISTRATION_FORM,
	SETTING_NAME_FIELD_REGISTRATION_FORM,
	SETTING_EMAIL_FIELD_REGISTRATION_FORM,
	SETTING_REGISTRATION_FORM_MESSAGE,
	SETTING_HIDE_WATERMARK,
	SETTING_BACKGROUND,
	SETTING_WIDGET_POSITION,
	SETTING_HIDE_SYSTEM_MESSAGES_IN_CLIENT,
	SETTING_ALLOW_VISITOR_CLOSING_CHAT,
	SETTING_HIDE_EXPAND_CHAT,
	SETTING_LAUNCHER_COLOR,
	SETTING_LAUNCHER_TEXT_COLOR,
	SETTING_LAUNCHER_TEXT,
	SETTING_LAUNCHER_OFFLINE_TEXT,
};

static const struct field item_fields[] = {
	{ .name = "_id", .flags = FIELD_REQUIRED },
	{ .name = "value", .type = FIELD_FLAT, .flags = FIELD_REQUIRED },
	{ .name = NULL },
};

static const struct field post_fields[] = {
	{ .name = "settings",
	    .type = FIELD_ARRAY,
	    .flags = FIELD_REQUIRED | FIELD_NOT_EMPTY,
	    .fields = item_fields },
	{ .name = NULL },
};

static void
appearance_get(struct request *rq)
{
	struct chat *chat = request_chat(rq);
	enum chat_error error = settings_refresh_now(chat);
	struct json_out *out = reply_list(rq, "appearance");

	json_array(out);
	for (size_t i = 0; i < ARRAY_LEN(shown); i++)
		setting_document(chat, out, shown[i]);
	json_array_end(out);
	reply_finish(rq, error);
}

/* A text is read up to where its number ends. */
static const char *
integer_text(struct arena *mem, const struct value *value)
{
	const char *text = value_text(value);
	double number = text ? strtod(text, NULL) : 0;

	value_number(value, &number);
	return arena_printf(
	    mem, "%lld", (long long)number_within(number, INT64_MIN / 2, INT64_MAX / 2));
}

static bool
is_choice(const struct setting_rule *rule, const char *text)
{
	const char *const *choice = rule->choices;

	while (text && *choice && strcmp(*choice, text) != 0)
		choice++;
	return text && *choice;
}

/* NULL: the setting is left alone. */
static const char *
list_text(struct arena *mem, const struct setting_rule *rule, const struct value *value)
{
	const char *joined = "";
	const struct value *item;

	if (value_type(value) != VALUE_ARRAY)
		return NULL;
	for (size_t i = 0; (item = value_item(value, i)); i++) {
		if (!is_choice(rule, value_text(item)))
			return NULL;
		joined = arena_printf(mem, "%s%s%s", joined, *joined ? "," : "", value_text(item));
	}
	return joined;
}

/* The value as the setting stores it; NULL: it is left alone. */
static const char *
stored_text(struct arena *mem, const struct setting_rule *rule, const struct value *value)
{
	const char *text = value_text(value);

	switch (rule->type) {
	case SETTING_BOOLEAN:
		return value_boolean(value) || (text && strcmp(text, "true") == 0) ? "true"
										   : "false";
	case SETTING_INTEGER:
		return integer_text(mem, value);
	case SETTING_LIST:
		return list_text(mem, rule, value);
	case SETTING_TEXT:
	case SETTING_EMAILS:
	case SETTING_COLOR:
	case SETTING_CHOICE:
		break;
	}
	return text ? text : value_json_text(mem, value);
}

static bool
is_shown(enum setting setting)
{
	size_t i = 0;

	while (i < ARRAY_LEN(shown) && shown[i] != setting)
		i++;
	return i < ARRAY_LEN(shown);
}

static void
appearance_post(struct request *rq)
{
	struct arena *mem = request_chat(rq)->mem;
	const struct value *items = param(rq, "settings"), *item;
	struct setting_change *changes = arena_alloc(mem, value_count(items) * sizeof(*changes));
	const char *complaint;
	enum chat_error error;
	size_t len = 0;

	for (size_t i = 0; (item = value_item(items, i)); i++) {
		enum setting setting = setting_find(value_member_text(item, "_id"));
		const char *value;

		if (setting == SETTING__MAX || !is_shown(setting)) {
			reply_failed(rq, "invalid-setting");
			return;
		}
		value = stored_text(mem, setting_rule(setting), value_member(item, "value"));
		if (value)
			changes[len++] = (struct setting_change){ setting, value };
	}
	error = settings_change(request_chat(rq), changes, len, &complaint);
	if (error == CHAT_INVALID_VALUE)
		reply_refused(rq, "error-invalid-setting-value", complaint, NULL);
	else
		reply_done(rq, error);
}

static const struct route routes[] = {
	{ .method = "GET",
	    .path = "/api/v1/livechat/appearance",
	    .permission = PERMISSION_VIEW_LIVECHAT_MANAGER,
	    .access = { .who = ACCESS_ANYONE },
	    .handler = appearance_get },
	{ .method = "POST",
	    .path = "/api/v1/livechat/appearance",
	    .permission = PERMISSION_VIEW_LIVECHAT_MANAGER,
	    .fields = post_fields,
	    .array_body = "settings",
	    .access = { .who = ACCESS_ANYONE },
	    .handler = appearance_post },
	{ .method = NULL },
};

ENDPOINT("appearance", routes);
