/* SPDX-License-Identifier: MIT */
#include "chat/rooms/room_erase.h"

#include "base/crypto/ids.h"
#include "chat/files/tidy_files.h"
#include "db/rooms/room_erase.h"

enum chat_error
room_erase(struct chat *chat, const char *rid)
{
	enum room_erased state = ROOM_ERASE_MORE;
	enum db_error error = DB_OK;

	if (!id_valid(rid, ID_MAX_LEN))
		return CHAT_NO_ROOM;
	while (!error && state == ROOM_ERASE_MORE)
		error = db_room_erase_step(chat->db, rid, &state);
	if (error)
		return error == DB_NO_ROW ? CHAT_NO_ROOM : chat_error_from_db(error);
	files_released(chat);
	return state == ROOM_ERASE_OPEN ? CHAT_HAS_OPEN_ROOMS : CHAT_OK;
}
