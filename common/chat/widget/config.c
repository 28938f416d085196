/* SPDX-License-Identifier: MIT */
#include "chat/widget/config.h"

#include "base/str.h"
#include "chat/people/visitor.h"
#include "chat/rooms/agent.h"
#include "chat/rooms/room.h"
#include "chat/rooms/room_json.h"
#include "chat/routing/room_open.h"
#include "chat/widget/survey.h"
#include "db/people/department.h"

/* A member that has the value of a setting. Empty texts are left out. */
struct config_member {
	const char *name; /* NULL ends a list */
	enum setting setting;
};

static const struct config_member settings_members[] = {
	{ "registrationForm", SETTING_REGISTRATION_FORM },
	{ "allowSwitchingDepartments", SETTING_ALLOW_SWITCHING_DEPARTMENTS },
	{ "nameFieldRegistrationForm", SETTING_NAME_FIELD_REGISTRATION_FORM },
	{ "emailFieldRegistrationForm", SETTING_EMAIL_FIELD_REGISTRATION_FORM },
	{ "displayOfflineForm", SETTING_DISPLAY_OFFLINE_FORM },
	{ "language", SETTING_LANGUAGE },
	{ "transcript", SETTING_ENABLE_TRANSCRIPT },
	{ "historyMonitorType", SETTING_HISTORY_MONITOR_TYPE },
	{ "forceAcceptDataProcessingConsent", SETTING_FORCE_DATA_PROCESSING_CONSENT },
	{ "showConnecting", SETTING_SHOW_CONNECTING },
	{ "clearLocalStorageWhenChatEnded", SETTING_CLEAR_LOCAL_STORAGE },
	{ "hideWatermark", SETTING_HIDE_WATERMARK },
	{ "visitorsCanCloseChat", SETTING_ALLOW_VISITOR_CLOSING_CHAT },
	{ .name = NULL },
};

static const struct config_member theme_members[] = {
	{ "title", SETTING_TITLE },
	{ "color", SETTING_TITLE_COLOR },
	{ "offlineTitle", SETTING_OFFLINE_TITLE },
	{ "offlineColor", SETTING_OFFLINE_TITLE_COLOR },
	{ "position", SETTING_WIDGET_POSITION },
	{ "background", SETTING_BACKGROUND },
	{ "hideExpandChat", SETTING_HIDE_EXPAND_CHAT },
	{ .name = NULL },
};

static const struct config_member messages_members[] = {
	{ "offlineMessage", SETTING_OFFLINE_MESSAGE },
	{ "offlineSuccessMessage", SETTING_OFFLINE_SUCCESS_MESSAGE },
	{ "offlineUnavailableMessage", SETTING_OFFLINE_FORM_UNAVAILABLE },
	{ "conversationFinishedMessage", SETTING_CONVERSATION_FINISHED_MESSAGE },
	{ "conversationFinishedText", SETTING_CONVERSATION_FINISHED_TEXT },
	{ "transcriptMessage", SETTING_TRANSCRIPT_MESSAGE },
	{ "registrationFormMessage", SETTING_REGISTRATION_FORM_MESSAGE },
	{ "dataProcessingConsentText", SETTING_DATA_PROCESSING_CONSENT_TEXT },
	{ .name = NULL },
};

static void
members_json(struct chat *chat, struct json_out *out, const struct config_member *member)
{
	for (; member->name; member++) {
		if (setting_rule(member->setting)->type == SETTING_BOOLEAN)
			json_put_bool(
			    out, member->name, setting_bool(chat->settings, member->setting));
		else if (*setting_text(chat->settings, member->setting))
			json_put_string(
			    out, member->name, setting_text(chat->settings, member->setting));
	}
}

/* The value false means that there is no limit. */
static void
text_limit_json(struct chat *chat, struct json_out *out)
{
	int64_t limit = setting_int(chat->settings, SETTING_MESSAGE_CHARACTER_LIMIT);

	if (!setting_bool(chat->settings, SETTING_ENABLE_MESSAGE_CHARACTER_LIMIT))
		json_put_bool(out, "limitTextLength", false);
	else
		json_put_int(out, "limitTextLength",
		    limit ? limit : setting_int(chat->settings, SETTING_MESSAGE_MAX_ALLOWED_SIZE));
}

static void
hidden_types_json(struct chat *chat, struct json_out *out)
{
	const char *types = setting_text(chat->settings, SETTING_HIDE_SYSTEM_MESSAGES_IN_CLIENT);
	const char *type;
	size_t len;

	json_key(out, "hiddenSystemMessages");
	json_array(out);
	while ((type = str_next(&types, ",", &len)))
		json_string_len(out, type, len);
	json_array_end(out);
}

static void
settings_json(struct chat *chat, struct json_out *out)
{
	json_key(out, "settings");
	json_object(out);
	members_json(chat, out, settings_members);
	json_put_bool(out, "videoCall", false);
	json_put_bool(out, "fileUpload", false);
	json_put_bool(
	    out, "agentHiddenInfo", !setting_bool(chat->settings, SETTING_SHOW_AGENT_INFO));
	text_limit_json(chat, out);
	hidden_types_json(chat, out);
	json_object_end(out);
}

static void
appearance_json(struct chat *chat, struct json_out *out)
{
	json_key(out, "theme");
	json_object(out);
	members_json(chat, out, theme_members);
	json_put_raw(out, "actionLinks", "{\"webrtc\":[],\"jitsi\":[]}");
	json_object_end(out);
	json_key(out, "messages");
	json_object(out);
	members_json(chat, out, messages_members);
	json_object_end(out);
	json_key(out, "survey");
	survey_json(out);
	json_put_raw(out, "triggers", "[]");
	json_put_raw(out, "resources", "{\"emojis\":[]}");
}

static enum db_error
department_json(const struct department_choice *choice, void *arg)
{
	struct json_out *out = arg;

	json_object(out);
	json_put_string(out, "_id", choice->id);
	json_put_string(out, "name", choice->name);
	json_put_bool(out, "showOnRegistration", choice->on_registration);
	json_put_bool(out, "showOnOfflineForm", choice->on_offline_form);
	json_object_end(out);
	return DB_OK;
}

/* Writes whether a visitor can open a room now. */
static enum chat_error
online_json(struct chat *chat, struct json_out *out)
{
	enum chat_error error = room_may_open(chat);
	bool for_now = error == CHAT_SWITCHED_OFF || error == CHAT_NO_AGENT_ONLINE;

	if (error && !for_now)
		return error;
	json_put_bool(out, "online", !error);
	return CHAT_OK;
}

static enum chat_error
served_by_json(struct chat *chat, struct json_out *out, const char *agent_id)
{
	struct agent agent;
	enum db_error error = db_agent_get(chat->db, chat->mem, agent_id, &agent);

	if (error)
		return error == DB_NO_ROW ? CHAT_OK : chat_error_from_db(error);
	json_key(out, "agent");
	agent_json(chat, out, &agent);
	return CHAT_OK;
}

static enum chat_error
visitor_members(struct chat *chat, struct json_out *out, const char *token)
{
	struct room_view view;
	enum chat_error error = room_current(chat, token, NULL, &view);

	/* A widget reads the configuration before its visitor is registered. */
	if (error)
		return error == CHAT_NO_VISITOR ? CHAT_OK : error;
	json_key(out, "guest");
	error = visitor_json(chat, out, &view.visitor);
	if (error || !view.room.id)
		return error;
	json_key(out, "room");
	room_config_json(out, &view.room);
	if (view.room.served_by_id && setting_bool(chat->settings, SETTING_SHOW_AGENT_INFO))
		error = served_by_json(chat, out, view.room.served_by_id);
	return error;
}

enum chat_error
config_json(struct chat *chat, struct json_out *out, const char *token)
{
	bool enabled = setting_bool(chat->settings, SETTING_ENABLED);
	enum chat_error error;

	json_object(out);
	json_put_bool(out, "enabled", enabled);
	settings_json(chat, out);
	appearance_json(chat, out);
	json_key(out, "departments");
	json_array(out);
	error = chat_error_from_db(db_department_choices(chat->db, department_json, out));
	json_array_end(out);
	if (!error)
		error = online_json(chat, out);
	if (!error && enabled && token)
		error = visitor_members(chat, out, token);
	json_object_end(out);
	return error;
}
