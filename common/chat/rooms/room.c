/* SPDX-License-Identifier: MIT */
#include "chat/rooms/room.h"

#include "base/crypto/ids.h"
#include "chat/people/access.h"
#include "chat/visitors/visitor_seen.h"

enum chat_error
room_of_visitor(struct chat *chat, const char *token, const char *rid, struct room_view *view)
{
	enum db_error error;

	*view = (struct room_view){ 0 };
	if (!id_valid(token, TOKEN_MAX_LEN))
		return CHAT_NO_VISITOR;
	/* An invalid rid is looked up, too, because an unknown token must give its own error first. */
	error = db_room_of_visitor(chat->db, chat->mem, token, rid, view);
	if (error)
		return chat_error_from_db(error);
	visitor_asks(chat, token, view->visitor.seen);
	return access_room_of_visitor(chat, view->visitor.id, view->room.id);
}

enum chat_error
room_current(struct chat *chat, const char *token, const char *rid, struct room_view *view)
{
	enum db_error error;

	*view = (struct room_view){ 0 };
	if (!id_valid(token, TOKEN_MAX_LEN))
		return CHAT_NO_VISITOR;
	error = db_room_open_of_visitor(chat->db, chat->mem, token, rid, view);
	if (error)
		return chat_error_from_db(error);
	visitor_asks(chat, token, view->visitor.seen);
	return access_room_of_visitor(chat, view->visitor.id, view->room.id || !rid);
}

enum chat_error
room_read_by_visitor(struct chat *chat, const char *token, const char *rid)
{
	struct room_view view;
	enum chat_error error = room_of_visitor(chat, token, rid, &view);

	if (error || view.room.visitor_read_ts >= view.room.last_ts)
		return error;
	return chat_error_from_db(db_room_mark_read_by_visitor(chat->db, rid, view.room.last_ts));
}

enum chat_error
room_list_open(struct chat *chat, const char *token, room_row_fn *row, void *arg)
{
	return chat_error_from_db(db_room_list_open(chat->db, chat->mem, token, row, arg));
}

bool
room_is_waiting(struct chat *chat, const char *token, const char *rid)
{
	struct room_state room = { 0 };

	return !settings_route_automatically(chat->settings) &&
	       !db_room_state_of_visitor(chat->db, token, rid, &room) && room.id &&
	       room.stage == ROOM_WAITING;
}
