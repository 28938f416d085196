/* SPDX-License-Identifier: MIT */
#include "chat/messages/message.h"

#include <string.h>

#include "base/clock.h"
#include "base/crypto/ids.h"
#include "base/utf8.h"
#include "chat/files/tidy_files.h"
#include "chat/format/message_render.h"
#include "chat/people/access.h"
#include "chat/push/unread.h"
#include "chat/rooms/room.h"
#include "chat/rooms/typing.h"
#include "chat/routing/room_open.h"
#include "chat/visitors/block.h"
#include "chat/visitors/visitor.h"
#include "chat/visitors/visitor_seen.h"

/* Checks whether the visitor may send this message into this room now, and renders it. */
static enum chat_error
message_prepare(struct chat *chat, const struct sender *sender, struct message *message)
{
	enum chat_error error = sender->open ? message_render(chat, message) : CHAT_CLOSED;

	if (!error && !setting_bool(chat->settings, SETTING_ENABLED))
		error = CHAT_SWITCHED_OFF;
	return error;
}

/*
 * Compares a message with the stored one that has its id. CHAT_OK: it is the same message, sent
 * again; *stored may have been edited since. `otherwise`: no message has this id. CHAT_EXISTS: it is
 * another message, of this visitor or anybody else.
 */
static enum chat_error
resend_lookup(struct chat *chat, const struct message *sent, const struct message_file *file,
    enum chat_error otherwise, struct message *stored)
{
	struct message_view view;
	const struct message *found = &view.message;
	enum db_error error = db_message_by_id(chat->db, chat->mem, sent->id, &view);

	if (error)
		return error == DB_NO_ROW ? otherwise : chat_error_from_db(error);
	if (strcmp(found->rid, sent->rid) != 0 || strcmp(view.visitor_id, sent->u.id) != 0 ||
	    !found->by_visitor || found->type ||
	    (!found->edited_at && strcmp(found->msg, sent->msg) != 0))
		return CHAT_EXISTS;
	*stored = *found;
	return message_file_resent(chat, sent->id, file);
}

static struct message
message_of_sender(const struct sender *sender, const char *id, const char *msg)
{
	return (struct message){
		.id = id,
		.rid = sender->rid,
		.msg = msg,
		.by_visitor = true,
		.u = sender->u,
		.read_ts = sender->read_ts,
	};
}

static enum chat_error
sender_find(struct chat *chat, const char *token, const char *rid, struct sender *sender)
{
	enum db_error error;

	*sender = (struct sender){ 0 };
	if (!id_valid(token, TOKEN_MAX_LEN))
		return CHAT_NO_VISITOR;
	/* An invalid rid is looked up, too, because an unknown token must give its own error first. */
	error = db_sender_get(chat->db, chat->mem, token, rid, unread_is_told(chat), sender);
	if (error)
		return chat_error_from_db(error);
	visitor_asks(chat, token, sender->seen);
	return access_room_of_visitor(chat, sender->u.id, sender->rid);
}

/* Stores the messages, with the duty to tell the agent of them. */
static enum db_error
messages_insert(
    struct chat *chat, const struct sender *sender, struct message *messages, size_t count)
{
	int64_t now_ms = clock_now_ms();
	int64_t tell_at = sender->tells ? unread_tell_at(chat, now_ms) : 0;
	enum db_error error =
	    db_messages_insert(chat->db, messages, count, sender->last_ts, now_ms, tell_at);

	if (!error && tell_at)
		chat_duty_stored(chat, tell_at);
	return error;
}

enum chat_error
message_may_send(struct chat *chat, const char *token, const char *rid, const char **visitor_id)
{
	struct sender sender;
	enum chat_error error = sender_find(chat, token, rid, &sender);

	*visitor_id = sender.u.id;
	if (error)
		return error;
	if (!sender.open)
		return CHAT_CLOSED;
	return setting_bool(chat->settings, SETTING_ENABLED) ? CHAT_OK : CHAT_SWITCHED_OFF;
}

enum chat_error
message_send(struct chat *chat, const struct message_sending *sending, struct message *message)
{
	struct sender sender;
	struct message stored;
	enum chat_error error;
	enum db_error db_error;

	error = sender_find(chat, sending->token, sending->rid, &sender);
	if (error)
		return error;
	*message = message_of_sender(
	    &sender, sending->id ? sending->id : id_new_in(chat->mem), sending->msg);
	message->id_by_client = sending->id != NULL;
	message_file_put(message, sending->file);
	error = message_prepare(chat, &sender, message);
	if (error && !sending->id)
		return error;
	db_error = error ? DB_EXISTS : messages_insert(chat, &sender, message, 1);
	if (db_error == DB_NO_ROW) {
		/* The room was closed after sender_find(). */
		error = CHAT_CLOSED;
		db_error = DB_EXISTS;
	}
	if (!db_error)
		typing_sent(chat, sending->rid, NULL);
	if (db_error != DB_EXISTS)
		return chat_error_from_db(db_error);
	/* The id exists, or the message was stored by an earlier call before the room was closed. */
	error =
	    resend_lookup(chat, message, sending->file, error ? error : CHAT_UNAVAILABLE, &stored);
	if (!error)
		*message = stored;
	return error;
}

/* Registers the visitor and opens a room for them, if they do not exist yet. */
static enum chat_error
sender_new(struct chat *chat, const char *token, struct sender *sender)
{
	struct visitor_facts facts = { .token = token };
	struct room_view view;
	enum chat_error error;
	bool opened;

	error = room_current(chat, token, NULL, &view);
	if (error == CHAT_NO_VISITOR) {
		error = visitor_register(chat, &facts, &view.visitor);
		if (error == CHAT_BROKEN)
			error = CHAT_REGISTRATION_FAILED;
	}
	if (!error && !view.room.id)
		error = room_open(chat, "api", NULL, &view, &opened);
	*sender = (struct sender){
		.u = { view.visitor.id, view.visitor.username, view.visitor.name },
		.rid = view.room.id,
		.last_ts = view.room.last_ts,
	};
	return error;
}

static enum chat_error
batch_sender(struct chat *chat, const char *token, struct sender *sender)
{
	/* The network is that of the user. */
	const struct block_signs signs = { .token = token };
	enum chat_error error = block_check(chat, &signs);
	enum db_error db_error;

	if (error)
		return error;
	db_error = db_sender_current(chat->db, chat->mem, token, unread_is_told(chat), sender);

	if (db_error)
		return chat_error_from_db(db_error);
	visitor_asks(chat, token, sender->seen);
	if (!sender->rid)
		error = sender_new(chat, token, sender);
	if (!error && !setting_bool(chat->settings, SETTING_ENABLED))
		error = CHAT_SWITCHED_OFF;
	return error;
}

/* The connection was lost after the whole batch had been stored: reads the times of its messages. */
static enum db_error
batch_stored_before(struct chat *chat, struct message *messages, size_t count)
{
	struct message_view view;
	enum db_error error = db_message_by_id(chat->db, chat->mem, messages[0].id, &view);

	for (size_t i = 0; i < count && !error; i++)
		messages[i].ts = messages[i].updated_at = view.message.ts + (int64_t)i;
	return error;
}

static enum chat_error
batch_messages(struct chat *chat, const struct sender *sender, const char *const *texts,
    size_t count, struct message *messages)
{
	enum chat_error error = CHAT_OK;

	for (size_t i = 0; i < count && !error; i++) {
		messages[i] = message_of_sender(sender, id_new_in(chat->mem), texts[i]);
		error = message_render(chat, &messages[i]);
	}
	return error;
}

enum chat_error
message_send_batch(struct chat *chat, const char *token, const char *const *texts, size_t count,
    struct message **messages, const char **username)
{
	struct sender sender;
	enum chat_error error;
	enum db_error db_error = DB_NO_ROW;

	if (utf8_is_blank(token))
		return CHAT_EMPTY_TOKEN;
	*messages = arena_alloc(chat->mem, count * sizeof(**messages));
	/* Tries again if the room is closed between finding it and writing into it. */
	for (int attempt = 0; attempt < 2 && db_error == DB_NO_ROW; attempt++) {
		error = batch_sender(chat, token, &sender);
		if (!error)
			error = batch_messages(chat, &sender, texts, count, *messages);
		if (error)
			return error;
		db_error = messages_insert(chat, &sender, *messages, count);
	}
	if (db_error == DB_EXISTS)
		db_error = batch_stored_before(chat, *messages, count);
	*username = sender.u.username;
	if (!db_error)
		typing_sent(chat, sender.rid, NULL);
	return db_error == DB_NO_ROW ? CHAT_CLOSED : chat_error_from_db(db_error);
}

typedef enum db_error message_view_fn(struct db *db, struct arena *mem, const char *token,
    const char *rid, const char *id, struct message_view *view);

/* Finds visitor, room and message with the function `get`, which says how much of them is read. */
static enum chat_error
message_find(struct chat *chat, message_view_fn *get, const char *token, const char *rid,
    const char *id, struct message_view *view)
{
	enum chat_error error;
	enum db_error db_error;

	*view = (struct message_view){ 0 };
	if (!id_valid(token, TOKEN_MAX_LEN))
		return CHAT_NO_VISITOR;
	db_error = get(chat->db, chat->mem, token, rid, id, view);
	if (db_error)
		return chat_error_from_db(db_error);
	visitor_asks(chat, token, view->room.seen);
	error = access_room_of_visitor(chat, view->has_visitor, view->room.id);
	return error || view->message.id ? error : CHAT_NO_MESSAGE;
}

enum chat_error
message_get(struct chat *chat, const char *token, const char *rid, const char *id,
    struct message *message, struct room_state *room)
{
	struct message_view view;
	enum chat_error error = message_find(chat, db_message_read, token, rid, id, &view);
	enum db_error db_error;

	*message = view.message;
	*room = view.room;
	if (error != CHAT_NO_MESSAGE)
		return error;
	db_error = db_message_version_get(chat->db, chat->mem, rid, id, message);
	return db_error == DB_NO_ROW ? CHAT_NO_MESSAGE : chat_error_from_db(db_error);
}

/* Returns an id for the earlier version of a message. NULL: the settings do not keep it. */
static const char *
version_id(struct chat *chat)
{
	return setting_bool(chat->settings, SETTING_MESSAGE_KEEP_HISTORY) ? id_new_in(chat->mem)
									  : NULL;
}

/* Finds a message that its visitor wants to change, and sets edited_by_* to the visitor. */
static enum chat_error
message_find_own(struct chat *chat, const char *token, const char *rid, const char *id,
    enum setting allowed, struct message *message)
{
	struct message_view view;
	enum chat_error error = message_find(chat, db_message_of_visitor, token, rid, id, &view);

	if (error)
		return error;
	/* This is the placeholder of a deleted message; see message_remove(). */
	if (view.message.type && strcmp(view.message.type, "rm") == 0)
		return CHAT_NO_MESSAGE;
	if (!view.message.by_visitor)
		return CHAT_NOT_YOURS;
	if (!setting_bool(chat->settings, allowed))
		return CHAT_SWITCHED_OFF;
	*message = view.message;
	message->edited_by_id = view.visitor_id;
	message->edited_by_username = view.visitor_username;
	return CHAT_OK;
}

enum chat_error
message_change(struct chat *chat, struct message *message, const char *msg)
{
	enum chat_error error;
	enum db_error db_error;

	message->msg = msg;
	error = message_render(chat, message);
	if (error)
		return error;
	db_error = db_message_edit(chat->db, message, version_id(chat), clock_now_ms());
	return db_error == DB_NO_ROW ? CHAT_NO_MESSAGE : chat_error_from_db(db_error);
}

enum chat_error
message_edit(struct chat *chat, const char *token, const char *rid, const char *id, const char *msg,
    struct message *message)
{
	enum chat_error error;

	error = message_find_own(chat, token, rid, id, SETTING_MESSAGE_ALLOW_EDITING, message);
	if (error)
		return error;
	return message_change(chat, message, msg);
}

enum chat_error
message_remove(struct chat *chat, const struct message *message, int64_t *deleted_at)
{
	bool keeps_placeholder = setting_bool(chat->settings, SETTING_MESSAGE_SHOW_DELETED_STATUS);
	struct message placeholder = *message;
	int64_t now_ms = clock_now_ms();
	enum db_error error;

	placeholder.type = "rm";
	placeholder.msg = "";
	placeholder.extra_json = "\"attachments\":[],\"reactions\":{}";
	message_render_plain(chat, &placeholder);
	if (message->extra_json)
		files_released(chat);
	error = db_message_delete(chat->db, message, keeps_placeholder ? &placeholder : NULL,
	    version_id(chat), now_ms, deleted_at);
	if (error == DB_NO_ROW) {
		/* It was deleted meanwhile, perhaps by this call before the connection was lost. */
		*deleted_at = now_ms;
		error = DB_OK;
	}
	return chat_error_from_db(error);
}

enum chat_error
message_delete(
    struct chat *chat, const char *token, const char *rid, const char *id, int64_t *deleted_at)
{
	struct message message;
	enum chat_error error;

	error = message_find_own(chat, token, rid, id, SETTING_MESSAGE_ALLOW_DELETING, &message);
	return error ? error : message_remove(chat, &message, deleted_at);
}

enum chat_error
message_delete_by_id(struct chat *chat, const char *id, int64_t *deleted_at)
{
	struct message_view view;
	struct message *message = &view.message;
	enum db_error error;

	if (!setting_bool(chat->settings, SETTING_ALLOW_DELETE_BY_ID) ||
	    !setting_bool(chat->settings, SETTING_MESSAGE_ALLOW_DELETING) || !id_is_ours(id))
		return CHAT_NO_MESSAGE;
	error = db_message_by_id(chat->db, chat->mem, id, &view);
	if (error)
		return error == DB_NO_ROW ? CHAT_NO_MESSAGE : chat_error_from_db(error);
	/* Nobody can guess an id of this server; clients choose weaker ones. */
	if (!access_granted(chat, ACCESS_ROOM_VISITOR, NULL,
		message->by_visitor && !message->id_by_client && !message->type))
		return CHAT_NO_MESSAGE;
	message->edited_by_id = view.visitor_id;
	message->edited_by_username = view.visitor_username;
	return message_remove(chat, message, deleted_at);
}
