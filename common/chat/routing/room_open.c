/* SPDX-License-Identifier: MIT */
#include "chat/routing/room_open.h"

#include "base/clock.h"
#include "base/ids.h"
#include "chat/format/system_message.h"
#include "chat/rooms/room.h"
#include "chat/routing/room_take.h"
#include "db/people/agent.h"

enum chat_error
room_may_open(struct chat *chat)
{
	int64_t agents;
	enum db_error error;

	if (!setting_bool(chat->settings, SETTING_ENABLED))
		return CHAT_SWITCHED_OFF;
	if (setting_bool(chat->settings, SETTING_ACCEPT_CHATS_WITH_NO_AGENTS))
		return CHAT_OK;
	error = db_agent_count_available(chat->db, &agents);
	if (error)
		return chat_error_from_db(error);
	return agents > 0 ? CHAT_OK : CHAT_NO_AGENT_ONLINE;
}

enum chat_error
room_open(struct chat *chat, const char *source, const char *agent_id, struct room_view *view,
    bool *opened)
{
	const struct visitor *visitor = &view->visitor;
	char id[ID_LEN + 1], inquiry_id[ID_LEN + 1];
	struct message started = { .type = "livechat-started",
		.msg = "",
		.by_visitor = true,
		.u = { visitor->id, visitor->username, visitor->name } };
	struct room_new new_room = {
		.visitor = visitor,
		.id = id,
		.inquiry_id = inquiry_id,
		.started = &started,
		.fname = visitor->name ? visitor->name : visitor->username,
		.source = source,
		.now_ms = clock_now_ms(),
	};
	enum chat_error error;
	enum db_error db_error;

	*opened = false;
	error = room_may_open(chat);
	if (error)
		return error;
	id_new(id);
	id_new(inquiry_id);
	started = system_message_new(chat, started);
	started.rid = id;
	started.ts = started.updated_at = new_room.now_ms;
	db_error = db_room_open(chat->db, &new_room, opened);
	if (db_error == DB_NO_ROW)
		return CHAT_NO_VISITOR;
	if (db_error)
		return chat_error_from_db(db_error);
	error = room_current(chat, visitor->token, NULL, view);
	if (error || !*opened)
		return error;
	return room_assign(chat, view, agent_id);
}
