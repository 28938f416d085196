/* SPDX-License-Identifier: MIT */
#include "chat/widget/config.h"

#include "base/str.h"
#include "chat/format/message_render.h"
#include "chat/hours/business_hours.h"
#include "chat/rooms/agent.h"
#include "chat/rooms/room.h"
#include "chat/rooms/room_json.h"
#include "chat/routing/queue.h"
#include "chat/routing/room_open.h"
#include "chat/visitors/field_definition.h"
#include "chat/visitors/visitor.h"
#include "chat/widget/survey.h"
#include "chat/widget/trigger.h"
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
	{ "launcherColor", SETTING_LAUNCHER_COLOR },
	{ "launcherTextColor", SETTING_LAUNCHER_TEXT_COLOR },
	{ "launcherText", SETTING_LAUNCHER_TEXT },
	{ "launcherOfflineText", SETTING_LAUNCHER_OFFLINE_TEXT },
	{ .name = NULL },
};

static const struct config_member launcher_members[] = {
	{ "enabled", SETTING_ENABLED },
	{ "side", SETTING_WIDGET_POSITION },
	{ "color", SETTING_TITLE_COLOR },
	{ "launcherColor", SETTING_LAUNCHER_COLOR },
	{ "launcherTextColor", SETTING_LAUNCHER_TEXT_COLOR },
	{ "text", SETTING_LAUNCHER_TEXT },
	{ "offlineText", SETTING_LAUNCHER_OFFLINE_TEXT },
	{ "language", SETTING_LANGUAGE },
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
	int64_t max = message_text_max(chat->settings, true);

	if (max == INT64_MAX)
		json_put_bool(out, "limitTextLength", false);
	else
		json_put_int(out, "limitTextLength", max);
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
	json_put_bool(out, "fileUpload",
	    setting_bool(chat->settings, SETTING_FILE_UPLOAD_ENABLED) &&
		setting_bool(chat->settings, SETTING_FILEUPLOAD_ENABLED));
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
	json_put_raw(out, "resources", "{\"emojis\":[]}");
}

/* A chat that is switched off greets nobody. */
static enum chat_error
triggers_json(struct chat *chat, struct json_out *out, bool enabled)
{
	json_key(out, "triggers");
	if (enabled)
		return trigger_armed_write(chat, out);
	json_array(out);
	json_array_end(out);
	return CHAT_OK;
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

static enum chat_error
departments_json(struct chat *chat, struct json_out *out)
{
	enum db_error error;

	json_key(out, "departments");
	json_array(out);
	error = db_department_choices(chat->db, department_json, out);
	json_array_end(out);
	return chat_error_from_db(error);
}

/*
 * Writes whether a visitor can open a room now, in a department (id or name) or, without one, where
 * their next room would be opened, and when it opens. Nobody is there in a department that cannot be
 * chosen.
 */
static enum chat_error
online_json(struct chat *chat, struct json_out *out, const char *department, const char *usual_id)
{
	struct department asked = { .id = usual_id };
	enum db_error db_error = DB_OK;
	struct hours_now hours;
	enum chat_error error;
	bool for_now;

	if (department && *department)
		db_error = db_department_get(chat->db, chat->mem, department, &asked);
	if (db_error && db_error != DB_NO_ROW)
		return chat_error_from_db(db_error);
	error = room_may_open(chat, db_error ? department : asked.id, &hours);
	for_now = error == CHAT_SWITCHED_OFF || error == CHAT_NO_AGENT_ONLINE;
	if (error && !for_now)
		return error;
	json_put_bool(out, "online", !error);
	hours_now_json(out, &hours);
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
visitor_members(struct chat *chat, struct json_out *out, const struct room_view *view)
{
	enum chat_error error;

	json_key(out, "guest");
	error = visitor_json(chat, out, &view->visitor);
	if (error || !view->room.id)
		return error;
	json_key(out, "room");
	room_config_json(out, &view->room);
	error = queue_info_json(chat, out, &view->room);
	if (error)
		return error;
	if (view->room.served_by_id && setting_bool(chat->settings, SETTING_SHOW_AGENT_INFO))
		error = served_by_json(chat, out, view->room.served_by_id);
	return error;
}

enum chat_error
config_json(struct chat *chat, struct json_out *out, const char *token, const char *department)
{
	struct room_view view = { 0 };
	enum chat_error error = settings_refresh_now(chat);
	bool enabled = setting_bool(chat->settings, SETTING_ENABLED);

	if (error)
		return error;
	error = CHAT_NO_VISITOR;
	if (enabled && token)
		error = room_current(chat, token, NULL, &view);
	/* A widget reads the configuration before its visitor is registered. */
	if (error && error != CHAT_NO_VISITOR)
		return error;
	json_object(out);
	json_put_bool(out, "enabled", enabled);
	settings_json(chat, out);
	appearance_json(chat, out);
	error = triggers_json(chat, out, enabled);
	if (!error) {
		json_key(out, "customFields");
		error = field_definition_asked_write(chat, out);
	}
	if (!error)
		error = departments_json(chat, out);
	if (!error)
		error = online_json(chat, out, department, view.visitor.department_id);
	if (!error && view.visitor.id)
		error = visitor_members(chat, out, &view);
	json_object_end(out);
	return error;
}

enum chat_error
config_launcher(struct chat *chat, const char **json)
{
	struct buf text = { 0 };
	struct json_out out;
	bool triggers;
	enum chat_error error = trigger_any_armed(chat, &triggers);

	json_begin(&out, &text);
	json_object(&out);
	members_json(chat, &out, launcher_members);
	json_put_bool(&out, "triggers", !error && triggers);
	json_object_end(&out);
	*json = buf_take(&text, chat->mem);
	return error;
}
