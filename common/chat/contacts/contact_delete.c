/* SPDX-License-Identifier: MIT */
#include "chat/contacts/contact_delete.h"

#include <string.h>

#include "chat/files/tidy_files.h"
#include "db/contacts/contact.h"
#include "db/contacts/contact_change.h"
#include "db/rooms/visitor_erase.h"

/* Erases one visitor after the other; the contact goes with the last one. */
static enum chat_error
visitors_erase(struct chat *chat, const char *contact_id)
{
	bool has_open_rooms = false;
	const char *visitor_id, *last_id = "";
	enum db_error error;

	while (!(error = db_contact_visitor(chat->db, chat->mem, contact_id, &visitor_id))) {
		error = db_visitor_erase(chat->db, chat->mem, visitor_id, &has_open_rooms);
		/* DB_NO_ROW: erased meanwhile, and so not found a second time. */
		if (error && (error != DB_NO_ROW || strcmp(visitor_id, last_id) == 0))
			break;
		last_id = visitor_id;
		if (has_open_rooms)
			return CHAT_HAS_OPEN_ROOMS;
	}
	return error == DB_NO_ROW ? CHAT_OK : chat_error_from_db(error);
}

enum chat_error
contact_delete(struct chat *chat, const char *id)
{
	bool exists;
	int64_t open_rooms;
	enum chat_error chat_error;
	enum db_error error = db_contact_exists(chat->db, id, &exists);

	if (!error && !exists)
		return CHAT_NO_ENTRY;
	if (!error)
		error = db_contact_open_rooms(chat->db, id, &open_rooms);
	if (!error && open_rooms > 0)
		return CHAT_HAS_OPEN_ROOMS;
	if (error)
		return chat_error_from_db(error);
	chat_error = visitors_erase(chat, id);
	files_released(chat);
	if (chat_error)
		return chat_error;
	error = db_contact_remove(chat->db, id);
	return error == DB_NO_ROW ? CHAT_OK : chat_error_from_db(error);
}
