/* SPDX-License-Identifier: MIT */
#include "chat/messages/note.h"

#include <string.h>

#include "base/clock.h"
#include "base/crypto/ids.h"
#include "base/utf8.h"
#include "chat/format/message_render.h"
#include "chat/rooms/room_access.h"
#include "db/messages/note.h"

/* As resend_lookup() of agent_message.c. */
static enum chat_error
resend_lookup(struct chat *chat, struct message *note, enum chat_error otherwise)
{
	struct message found;
	enum db_error error = db_note_get(chat->db, chat->mem, note->id, &found);

	if (error)
		return error == DB_NO_ROW ? otherwise : chat_error_from_db(error);
	if (strcmp(found.rid, note->rid) != 0 || strcmp(found.u.id, note->u.id) != 0 ||
	    strcmp(found.msg, note->msg) != 0)
		return CHAT_EXISTS;
	*note = found;
	return CHAT_OK;
}

enum chat_error
note_write(struct chat *chat, const struct user *user, const char *rid, const char *id,
    const char *msg, struct message *note)
{
	struct room_view view;
	enum chat_error error = room_for_member(chat, user, rid, &view);
	enum db_error db_error;

	if (!error)
		error = message_length_check(chat, msg, false);
	if (!error && utf8_is_invisible(msg))
		error = CHAT_BLANK;
	if (error)
		return error;
	*note = (struct message){ .id = id ? id : id_new_in(chat->mem),
		.rid = view.room.id,
		.type = NOTE_MESSAGE_TYPE,
		.msg = msg,
		.u = { user->id, user->username, user->name } };
	message_render_plain(chat, note);
	db_error = view.room.open ? db_note_insert(chat->db, note, clock_now_ms()) : DB_NO_ROW;
	if (db_error == DB_EXISTS)
		return resend_lookup(chat, note, CHAT_UNAVAILABLE);
	if (db_error == DB_NO_ROW)
		return id ? resend_lookup(chat, note, CHAT_CLOSED) : CHAT_CLOSED;
	return chat_error_from_db(db_error);
}
