/* SPDX-License-Identifier: MIT */
#include "chat/people/access.h"

bool
access_granted(struct chat *chat, enum access_for who, const struct user *user, bool owns)
{
	const struct access *declared = chat->access;

	/* A check for another reason must not count as the check of the route's rule. */
	if (!declared || declared->who != who)
		return owns;
	if (!owns && declared->override != PERMISSION_NONE)
		owns = user_may(user, declared->override);
	if (owns) {
		chat->access_granted = true;
		db_bar_writes(chat->db, false);
	}
	return owns;
}

enum chat_error
access_visitor(struct chat *chat, bool visitor_found)
{
	return access_granted(chat, ACCESS_VISITOR, NULL, visitor_found) ? CHAT_OK
									 : CHAT_NO_VISITOR;
}

enum chat_error
access_room_of_visitor(struct chat *chat, bool visitor_found, bool room_found)
{
	if (!visitor_found)
		return CHAT_NO_VISITOR;
	return access_granted(chat, ACCESS_ROOM_VISITOR, NULL, room_found) ? CHAT_OK : CHAT_NO_ROOM;
}

bool
access_is_settled(const struct chat *chat)
{
	return !chat->access || chat->access->who == ACCESS_ANYONE || chat->access_granted;
}
