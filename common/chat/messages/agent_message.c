/* SPDX-License-Identifier: MIT */
#include "chat/messages/agent_message.h"

#include <string.h>

#include "base/clock.h"
#include "base/crypto/ids.h"
#include "chat/format/message_render.h"
#include "chat/format/placeholders.h"
#include "chat/mail/answered.h"
#include "chat/messages/message.h"
#include "chat/rooms/room_access.h"
#include "chat/rooms/typing.h"

/*
 * Compares the message with the stored one that has its id. CHAT_OK: it is the same message, sent
 * again; *message becomes the stored one, which may have been edited since. The text of `answer` is that of before
 * its placeholders were filled. `otherwise`: no message has this id. CHAT_EXISTS: it is another message.
 */
static enum chat_error
resend_lookup(struct chat *chat, struct message *message, const struct agent_message *answer,
    enum chat_error otherwise)
{
	struct message_view view;
	const struct message *found = &view.message;
	enum db_error error = db_message_by_id(chat->db, chat->mem, message->id, &view);

	if (error)
		return error == DB_NO_ROW ? otherwise : chat_error_from_db(error);
	if (strcmp(found->rid, message->rid) != 0 || found->by_visitor || found->type ||
	    strcmp(found->u.id, message->u.id) != 0 ||
	    (!found->edited_at && !placeholders_match(answer->msg, found->msg)))
		return CHAT_EXISTS;
	*message = *found;
	return message_file_resent(chat, message->id, answer->file);
}

enum chat_error
agent_message_send(struct chat *chat, const struct user *user, const struct agent_message *answer,
    struct message *message)
{
	struct room_view view;
	int64_t now_ms, tell_at;
	enum chat_error error;
	enum db_error db_error;

	/* All agents may read a queued room, but they must take it before they may write into it. */
	error = room_for_member(chat, user, answer->rid, &view);
	if (error)
		return error;
	*message = (struct message){
		.id = answer->id ? answer->id : id_new_in(chat->mem),
		.id_by_client = answer->id != NULL,
		.rid = view.room.id,
		.msg = answer->msg,
		.extra_json = answer->extra_json,
		.u = { user->id, user->username, user->name },
	};
	message_file_put(message, answer->file);
	error = message_render(chat, message);
	if (error)
		return error;
	now_ms = clock_now_ms();
	tell_at = answered_tell_at(chat, now_ms);
	db_error = view.room.open
		       ? db_answer_insert(chat->db, message, view.room.last_ts, now_ms, tell_at)
		       : DB_NO_ROW;
	if (!db_error && tell_at)
		chat_duty_stored(chat, tell_at);
	if (!db_error)
		typing_sent(chat, view.room.id, user->id);
	if (db_error == DB_EXISTS)
		return resend_lookup(chat, message, answer, CHAT_UNAVAILABLE);
	if (db_error == DB_NO_ROW)
		return answer->id ? resend_lookup(chat, message, answer, CHAT_CLOSED) : CHAT_CLOSED;
	return chat_error_from_db(db_error);
}

enum chat_error
agent_message_get(
    struct chat *chat, const struct user *user, const char *id, struct message *message)
{
	struct message_view found;
	struct room_view view;
	enum db_error db_error = db_message_by_id(chat->db, chat->mem, id, &found);
	enum chat_error error;

	if (db_error)
		return db_error == DB_NO_ROW ? CHAT_NO_MESSAGE : chat_error_from_db(db_error);
	error = room_for_agent(chat, user, found.message.rid, &view);
	*message = found.message;
	return error == CHAT_NO_ROOM ? CHAT_NO_MESSAGE : error;
}

/*
 * Finds a message that the user wants to change, in the room `rid`. A room that they may not read gives CHAT_NO_MESSAGE,
 * so that ids cannot be guessed.
 */
static enum chat_error
message_find_editable(struct chat *chat, const struct user *user, const char *rid, const char *id,
    struct message *message)
{
	enum chat_error error = agent_message_get(chat, user, id, message);

	if (error)
		return error == CHAT_NOT_YOURS ? CHAT_NO_MESSAGE : error;
	message->edited_by_id = user->id;
	message->edited_by_username = user->username;
	return strcmp(message->rid, rid) == 0 ? CHAT_OK : CHAT_MISMATCH;
}

static bool
is_author(const struct user *user, const struct message *message)
{
	return !message->by_visitor && !message->type && strcmp(message->u.id, user->id) == 0;
}

enum chat_error
agent_message_edit(struct chat *chat, const struct user *user, const char *rid, const char *id,
    const char *msg, struct message *message)
{
	enum chat_error error = message_find_editable(chat, user, rid, id, message);

	if (error)
		return error;
	if (!access_granted(chat, ACCESS_MESSAGE_AUTHOR, user, is_author(user, message)))
		return CHAT_NOT_YOURS;
	if (!setting_bool(chat->settings, SETTING_MESSAGE_ALLOW_EDITING))
		return CHAT_SWITCHED_OFF;
	return message_change(chat, message, msg);
}

enum chat_error
agent_message_delete(struct chat *chat, const struct user *user, const char *rid, const char *id,
    struct message *message, int64_t *deleted_at)
{
	enum chat_error error = message_find_editable(chat, user, rid, id, message);

	if (error)
		return error;
	if (!access_granted(chat, ACCESS_MESSAGE_AUTHOR, user, is_author(user, message)))
		return CHAT_NOT_YOURS;
	if (!setting_bool(chat->settings, SETTING_MESSAGE_ALLOW_DELETING))
		return CHAT_SWITCHED_OFF;
	return message_remove(chat, message, deleted_at);
}
