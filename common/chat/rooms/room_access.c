#include "chat/rooms/room_access.h"

#include <string.h>

#include "base/ids.h"
#include "db/rooms/room_member.h"

/* Whether the user may read such a room, whoever else takes part in it. */
static bool
user_may_read_room(struct chat *chat, const struct user *user, bool open, const char *served_by_id)
{
	if (user_may(user, PERMISSION_VIEW_LIVECHAT_ROOMS))
		return true;
	if (served_by_id)
		return strcmp(served_by_id, user->id) == 0;
	/* A queued room may be looked into before it is taken, where agents choose by hand. */
	return open && strcmp(setting_text(chat->settings, SETTING_ROUTING_METHOD),
			   "Manual_Selection") == 0;
}

enum chat_error
room_has_user(struct chat *chat, const struct user *user, const struct room *room, bool *has)
{
	*has = room->served_by_id && strcmp(room->served_by_id, user->id) == 0;
	if (*has)
		return CHAT_OK;
	return chat_error_from_db(db_room_is_member(chat->db, room->id, user->id, has));
}

enum chat_error
room_for_agent(struct chat *chat, const struct user *user, const char *rid, struct room_view *view)
{
	enum db_error error = db_room_get(chat->db, chat->mem, rid, view);
	enum chat_error refused;
	bool has;

	if (error == DB_NO_ROW)
		return CHAT_INVALID_ROOM;
	if (error)
		return chat_error_from_db(error);
	if (user_may_read_room(chat, user, view->room.open, view->room.served_by_id))
		return CHAT_OK;
	refused = room_has_user(chat, user, &view->room, &has);
	return !refused && !has ? CHAT_ROOM_NOT_ACCESSIBLE : refused;
}

enum chat_error
room_to_manage(struct chat *chat, const struct user *user, const char *rid,
    enum permission permission, struct room_view *view)
{
	enum db_error error = db_room_get(chat->db, chat->mem, rid, view);
	enum chat_error refused;
	bool takes_part;

	if (error == DB_NO_ROW)
		return CHAT_UNKNOWN_ROOM;
	if (error)
		return chat_error_from_db(error);
	if (user_may(user, permission))
		return CHAT_OK;
	refused = room_has_user(chat, user, &view->room, &takes_part);
	if (!refused && !takes_part)
		refused = CHAT_NOT_AUTHORIZED;
	return refused;
}

enum chat_error
room_state_for_visitor(
    struct chat *chat, const char *token, const char *rid, struct room_state *room)
{
	enum db_error error;

	*room = (struct room_state){ 0 };
	if (!id_valid(token, TOKEN_MAX_LEN))
		return CHAT_INVALID_TOKEN;
	error = db_room_state_of_visitor(chat->db, token, rid, room);
	if (error)
		return error == DB_NO_ROW ? CHAT_INVALID_TOKEN : chat_error_from_db(error);
	return room->id ? CHAT_OK : CHAT_INVALID_ROOM;
}

enum chat_error
room_state_permits(struct chat *chat, const struct user *user, const struct room_state *room)
{
	if (!room->id)
		return CHAT_INVALID_ROOM;
	if (room->has_member || user_may_read_room(chat, user, room->open, room->served_by_id))
		return CHAT_OK;
	return CHAT_ROOM_NOT_ACCESSIBLE;
}
