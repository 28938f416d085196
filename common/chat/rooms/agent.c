/* SPDX-License-Identifier: MIT */
#include "chat/rooms/agent.h"

#include "chat/people/person_json.h"
#include "chat/rooms/room.h"
#include "db/people/agent.h"
#include "db/people/department.h"

static enum chat_error
agent_find(struct chat *chat, const char *id, struct agent *agent)
{
	enum db_error error = db_agent_get(chat->db, chat->mem, id, agent);

	return error == DB_NO_ROW ? CHAT_NO_USER : chat_error_from_db(error);
}

enum chat_error
agent_of_room(struct chat *chat, const char *token, const char *rid, struct agent *agent)
{
	struct room_view view;
	enum chat_error error = room_of_visitor(chat, token, rid, &view);

	if (!error && !view.room.served_by_id)
		error = CHAT_NOT_SERVED;
	return error ? error : agent_find(chat, view.room.served_by_id, agent);
}

enum chat_error
agent_next(struct chat *chat, const char *token, const char *department, struct agent *agent)
{
	struct department asked = { 0 };
	struct author next;
	struct room_view view;
	enum chat_error error;
	enum db_error db_error = DB_OK;

	*agent = (struct agent){ 0 };
	error = room_current(chat, token, NULL, &view);
	if ((error && error != CHAT_NO_VISITOR) || view.room.id)
		return error;
	/* Where agents take rooms themselves, nobody knows who will. */
	if (!settings_route_automatically(chat->settings))
		return CHAT_NO_AGENT_ONLINE;
	asked.id = view.visitor.department_id;
	if (department && *department)
		db_error = db_department_get(chat->db, chat->mem, department, &asked);
	if (!db_error)
		db_error = db_agent_least_busy(chat->db, chat->mem, asked.id, NULL,
		    setting_bool(chat->settings, SETTING_ENABLED_WHEN_AGENT_IDLE), &next);
	if (db_error)
		return db_error == DB_NO_ROW ? CHAT_NO_AGENT_ONLINE : chat_error_from_db(db_error);
	return agent_find(chat, next.id, agent);
}

void
agent_json(struct chat *chat, struct json_out *out, const struct agent *agent)
{
	json_object(out);
	if (!setting_bool(chat->settings, SETTING_SHOW_AGENT_INFO)) {
		json_put_bool(out, "hiddenInfo", true);
		json_object_end(out);
		return;
	}
	json_put_string(out, "_id", agent->id);
	json_put_string(out, "username", agent->username);
	json_put_string_opt(out, "name", agent->name);
	json_put_string(out, "status", agent->status);
	if (setting_bool(chat->settings, SETTING_SHOW_AGENT_EMAIL))
		contact_json(out, "emails", "address", agent->email);
	json_object_end(out);
}
