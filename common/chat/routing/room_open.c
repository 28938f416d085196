/* SPDX-License-Identifier: MIT */
#include "chat/routing/room_open.h"

#include "base/clock.h"
#include "base/crypto/ids.h"
#include "chat/format/system_message.h"
#include "chat/hours/business_hours.h"
#include "chat/rooms/room.h"
#include "chat/routing/queue.h"
#include "chat/routing/room_take.h"
#include "db/people/agent.h"

/*
 * Checks that it is open and an agent is there, unless the settings let visitors wait for that.
 * A program that answers is there when it is closed, too.
 */
static enum chat_error
agents_check(struct chat *chat, const char *department_id, struct hours_now *hours)
{
	bool are_there;
	enum chat_error chat_error = business_hours_now(chat, department_id, hours);
	enum db_error error;

	if (chat_error)
		return chat_error;
	if (setting_bool(chat->settings, hours->open ? SETTING_ACCEPT_CHATS_WITH_NO_AGENTS
						     : SETTING_ACCEPT_CHATS_OUTSIDE_HOURS))
		return CHAT_OK;
	error = db_agents_are_there(chat->db, department_id,
	    setting_bool(chat->settings, SETTING_ENABLED_WHEN_AGENT_IDLE), hours->open, &are_there);
	if (error)
		return chat_error_from_db(error);
	return are_there ? CHAT_OK : CHAT_NO_AGENT_ONLINE;
}

enum chat_error
room_may_open(struct chat *chat, const char *department_id, struct hours_now *hours)
{
	*hours = (struct hours_now){ .open = true };
	if (!setting_bool(chat->settings, SETTING_ENABLED))
		return CHAT_SWITCHED_OFF;
	return agents_check(chat, department_id, hours);
}

enum chat_error
room_may_enter(struct chat *chat, const char *department_id)
{
	struct hours_now hours;
	bool exist;
	enum chat_error error = agents_check(chat, department_id, &hours);

	if (error)
		return error;
	error = chat_error_from_db(db_agents_exist(chat->db, department_id, &exist));
	return !error && !exist ? CHAT_NO_AGENT_ONLINE : error;
}

enum chat_error
room_open(struct chat *chat, const char *source, const char *agent_id, struct room_view *view,
    bool *opened)
{
	const struct visitor *visitor = &view->visitor;
	char id[ID_LEN + 1], inquiry_id[ID_LEN + 1], contact_id[ID_LEN + 1];
	struct message started = { .type = "livechat-started",
		.msg = "",
		.by_visitor = true,
		.u = { visitor->id, visitor->username, visitor->name } };
	struct room_new new_room = {
		.visitor = visitor,
		.id = id,
		.inquiry_id = inquiry_id,
		.contact_id = contact_id,
		.started = &started,
		.fname = visitor->name ? visitor->name : visitor->username,
		.source = source,
		.now_ms = clock_now_ms(),
	};
	struct hours_now hours;
	enum chat_error error;
	enum db_error db_error;

	*opened = false;
	error = room_may_open(chat, visitor->department_id, &hours);
	if (error)
		return error;
	error = queue_telling_of(
	    chat, visitor->department_id, hours.open, new_room.now_ms, &new_room.telling);
	if (error)
		return error;
	id_new(id);
	id_new(inquiry_id);
	id_new(contact_id);
	started = system_message_new(chat, started);
	started.rid = id;
	started.ts = started.updated_at = new_room.now_ms;
	db_error = db_room_open(chat->db, &new_room, opened);
	if (db_error == DB_NO_ROW)
		return CHAT_NO_VISITOR;
	if (db_error)
		return chat_error_from_db(db_error);
	if (*opened)
		queue_telling_stored(chat, &new_room.telling);
	error = room_current(chat, visitor->token, NULL, view);
	if (error || !*opened)
		return error;
	return room_assign(chat, view, agent_id);
}
