/* SPDX-License-Identifier: MIT */
#include "chat/routing/room_take.h"

#include <string.h>

#include "chat/format/system_message.h"
#include "chat/rooms/room_access.h"
#include "db/people/agent.h"
#include "db/rooms/inquiry.h"
#include "db/rooms/room_change.h"

#define ASSIGN_TRIES 8

enum chat_error
agent_find_available(struct chat *chat, const char *id, struct author *agent)
{
	bool is_there;
	enum db_error error = db_agent_find(chat->db, chat->mem, id,
	    setting_bool(chat->settings, SETTING_ENABLED_WHEN_AGENT_IDLE), agent, &is_there);

	if (error)
		return error == DB_NO_ROW ? CHAT_NO_USER : chat_error_from_db(error);
	return is_there ? CHAT_OK : CHAT_AGENT_UNAVAILABLE;
}

static enum db_error
room_give(struct chat *chat, const char *rid, const struct author *agent)
{
	struct room_event event = room_event_now(rid);

	system_message_add(chat, &event, message_connected(agent));
	return db_room_take(chat->db, &event, agent);
}

enum chat_error
room_take(struct chat *chat, const struct user *user, const char *inquiry_id, const char *agent_id)
{
	struct inquiry inquiry;
	struct room_view view;
	struct author agent;
	enum chat_error error;
	enum db_error db_error;

	error = agent_find_available(chat, agent_id ? agent_id : user->id, &agent);
	if (error == CHAT_NO_USER)
		return error;
	db_error = db_inquiry_get(chat->db, chat->mem, inquiry_id, &inquiry);
	if (db_error)
		return db_error == DB_NO_ROW ? CHAT_NO_INQUIRY : chat_error_from_db(db_error);
	if (strcmp(inquiry.status, "taken") == 0)
		return CHAT_TAKEN;
	if (error)
		return error;
	error = room_for_agent(chat, user, inquiry.rid, &view);
	/* Another agent has taken it meanwhile, so that this user may not read it any more. */
	if (error == CHAT_NOT_YOURS && view.room.served_by_id)
		return CHAT_TAKEN;
	if (error)
		return error;
	db_error = room_give(chat, inquiry.rid, &agent);
	if (db_error != DB_NO_ROW)
		return chat_error_from_db(db_error);
	/* It was taken meanwhile, perhaps by this call before the connection was lost. */
	db_error = db_room_get(chat->db, chat->mem, inquiry.rid, &view);
	if (!db_error && view.room.served_by_id && strcmp(view.room.served_by_id, agent.id) == 0)
		return CHAT_OK;
	return db_error && db_error != DB_NO_ROW ? chat_error_from_db(db_error) : CHAT_TAKEN;
}

/* Tries again if meanwhile the agent was given another room and is not the least busy any more. */
static enum db_error
room_give_to_least_busy(struct chat *chat, const struct room *room)
{
	const bool idle_too = setting_bool(chat->settings, SETTING_ENABLED_WHEN_AGENT_IDLE);
	struct author agent;
	bool outdone = true;
	enum db_error error = DB_OK;

	for (int i = 0; i < ASSIGN_TRIES && outdone && !error; i++) {
		struct room_event event = room_event_now(room->id);

		error = db_agent_least_busy(
		    chat->db, chat->mem, room->department_id, NULL, idle_too, &agent);
		if (error)
			break;
		system_message_add(chat, &event, message_connected(&agent));
		error = db_room_assign(
		    chat->db, chat->mem, &event, room->department_id, idle_too, &agent, &outdone);
		if (outdone && error == DB_NO_ROW)
			error = DB_OK;
	}
	/* After the last try any available agent is better than none. */
	return outdone && !error ? room_give(chat, room->id, &agent) : error;
}

enum chat_error
room_assign(struct chat *chat, struct room_view *view, const char *agent_id)
{
	enum chat_error error = CHAT_NO_USER;
	struct author agent;
	enum db_error db_error;

	if (!settings_route_automatically(chat->settings))
		return CHAT_OK;
	if (agent_id)
		error = agent_find_available(chat, agent_id, &agent);
	if (error && error != CHAT_NO_USER && error != CHAT_AGENT_UNAVAILABLE)
		return error;
	db_error = error ? room_give_to_least_busy(chat, &view->room)
			 : room_give(chat, view->room.id, &agent);
	/* No agent is available, or another process has assigned the room: both are fine. */
	if (db_error == DB_NO_ROW)
		db_error = DB_OK;
	if (!db_error)
		db_error = db_room_get(chat->db, chat->mem, view->room.id, view);
	return chat_error_from_db(db_error);
}

enum chat_error
room_join(struct chat *chat, const struct user *user, const char *rid)
{
	struct author author = author_of_user(user);
	struct room_event event = room_event_now(rid);
	struct room_view view;
	enum chat_error error;
	enum db_error db_error;

	error = room_for_agent(chat, user, rid, &view);
	if (error)
		return error;
	if (!view.room.open)
		return CHAT_CLOSED;
	if (view.room.served_by_id && strcmp(view.room.served_by_id, user->id) == 0)
		return CHAT_OK;
	system_message_add(chat, &event, message_named("uj", &author));
	db_error = db_room_join(chat->db, &event, user->id);
	return db_error == DB_NO_ROW ? CHAT_CLOSED : chat_error_from_db(db_error);
}
