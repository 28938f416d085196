/* SPDX-License-Identifier: MIT */
#include "chat/rooms/room_access.h"

#include <string.h>

#include "base/crypto/ids.h"
#include "chat/visitors/visitor_seen.h"
#include "db/rooms/room_member.h"

static bool
user_serves(const struct user *user, const char *served_by_id)
{
	return served_by_id && strcmp(served_by_id, user->id) == 0;
}

/* Returns whether the user may read a room without being a member of it. */
static bool
user_may_read_room(struct chat *chat, const struct user *user, bool open, const char *served_by_id)
{
	if (user_may(user, PERMISSION_VIEW_LIVECHAT_ROOMS))
		return true;
	if (served_by_id)
		return user_serves(user, served_by_id);
	/* With manual routing agents may read a queued room before they take it. */
	return open && !settings_route_automatically(chat->settings);
}

/* Finds the room for a user who may read it; `who` is the rule that the route declares for that. */
static enum chat_error
room_for_reader(struct chat *chat, enum access_for who, const struct user *user, const char *rid,
    struct room_view *view)
{
	enum db_error error = db_room_get(chat->db, chat->mem, rid, view);
	bool reads, joined;

	if (error == DB_NO_ROW)
		return CHAT_NO_ROOM;
	if (error)
		return chat_error_from_db(error);
	reads = user_may_read_room(chat, user, view->room.open, view->room.served_by_id);
	if (access_granted(chat, who, user, reads))
		return CHAT_OK;
	error = db_room_is_member(chat->db, rid, user->id, &joined);
	if (error)
		return chat_error_from_db(error);
	return access_granted(chat, who, user, joined) ? CHAT_OK : CHAT_NOT_YOURS;
}

enum chat_error
room_for_agent(struct chat *chat, const struct user *user, const char *rid, struct room_view *view)
{
	return room_for_reader(chat, ACCESS_ROOM_READER, user, rid, view);
}

enum chat_error
room_for_file_reader(
    struct chat *chat, const struct user *user, const char *rid, struct room_view *view)
{
	return room_for_reader(chat, ACCESS_FILE_READER, user, rid, view);
}

enum chat_error
room_for_member(struct chat *chat, const struct user *user, const char *rid, struct room_view *view)
{
	enum db_error error = db_room_get(chat->db, chat->mem, rid, view);
	bool joined;

	if (error == DB_NO_ROW)
		return CHAT_NO_ROOM;
	if (error)
		return chat_error_from_db(error);
	if (access_granted(
		chat, ACCESS_ROOM_MEMBER, user, user_serves(user, view->room.served_by_id)))
		return CHAT_OK;
	error = db_room_is_member(chat->db, rid, user->id, &joined);
	if (error)
		return chat_error_from_db(error);
	return access_granted(chat, ACCESS_ROOM_MEMBER, user, joined) ? CHAT_OK : CHAT_NOT_YOURS;
}

enum chat_error
room_for_its_agent(
    struct chat *chat, const struct user *user, const char *rid, struct room_view *view)
{
	enum db_error error = db_room_get(chat->db, chat->mem, rid, view);

	if (error == DB_NO_ROW)
		return CHAT_NO_ROOM;
	if (error)
		return chat_error_from_db(error);
	return access_granted(
		   chat, ACCESS_ROOM_AGENT, user, user_serves(user, view->room.served_by_id))
		   ? CHAT_OK
		   : CHAT_NOT_YOURS;
}

enum chat_error
room_state_for_visitor(
    struct chat *chat, const char *token, const char *rid, struct room_state *room)
{
	enum db_error error;

	*room = (struct room_state){ 0 };
	if (!id_valid(token, TOKEN_MAX_LEN))
		return CHAT_NO_VISITOR;
	error = db_room_state_of_visitor(chat->db, token, rid, room);
	if (error && error != DB_NO_ROW)
		return chat_error_from_db(error);
	visitor_sees(chat, token, rid, room);
	return access_room_of_visitor(chat, !error, room->id);
}

void
visitor_sees(struct chat *chat, const char *token, const char *rid, const struct room_state *room)
{
	visitor_asks(chat, token, room->seen);
	if (!room->missed)
		return;
	chat->visited_rid = rid;
	chat->visited_ts = room->last_ts;
}

enum chat_error
room_state_permits(struct chat *chat, const struct user *user, const struct room_state *room)
{
	enum access_for who = chat->access->who;
	bool owns = user_serves(user, room->served_by_id);

	if (!room->id)
		return CHAT_NO_ROOM;
	if (who == ACCESS_ROOM_READER)
		owns =
		    user_may_read_room(chat, user, room->stage != ROOM_CLOSED, room->served_by_id);
	if (who == ACCESS_ROOM_READER || who == ACCESS_ROOM_MEMBER)
		owns |= room->has_member;
	return access_granted(chat, who, user, owns) ? CHAT_OK : CHAT_NOT_YOURS;
}
