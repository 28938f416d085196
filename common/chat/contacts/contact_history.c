/* SPDX-License-Identifier: MIT */
#include "chat/contacts/contact_history.h"

#include "chat/rooms/room_list.h"
#include "db/contacts/contact.h"
#include "db/rooms/room_search.h"

enum chat_error
contact_history_write(struct chat *chat, struct json_out *out, const struct user *user,
    const char *id, const char *source, const struct paging *paging, struct list_size *size)
{
	const struct page page = paging_page(paging, past_room_sort_names);
	struct room_result *rooms;
	bool exists;
	enum db_error error = db_contact_exists(chat->db, id, &exists);

	if (!error && !exists)
		return CHAT_NO_ENTRY;
	if (!error)
		error = db_rooms_of_contact(
		    chat->db, chat->mem, id, source, &page, &rooms, &size->total);
	if (error)
		return chat_error_from_db(error);
	return chat_error_from_db(closed_rooms_write(chat, out, user, rooms, &size->count));
}
