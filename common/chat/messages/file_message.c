/* SPDX-License-Identifier: MIT */
#include "chat/messages/file_message.h"

#include <string.h>

#include "base/crypto/ids.h"
#include "chat/files/link.h"
#include "chat/messages/agent_message.h"
#include "chat/messages/message.h"
#include "chat/rooms/room_access.h"

void
message_file_put(struct message *message, const struct message_file *file)
{
	if (!file)
		return;
	message->uploads = file->uploads;
	message->extra_json = file->extra_json;
	message->file_upload_json = file->file_upload_json;
}

enum chat_error
message_file_resent(struct chat *chat, const char *id, const struct message_file *file)
{
	struct upload_row stored;
	enum db_error error = db_upload_of_message(chat->db, chat->mem, id, &stored);

	if (error == DB_NO_ROW)
		return file ? CHAT_EXISTS : CHAT_OK;
	if (error)
		return chat_error_from_db(error);
	return file && strcmp(stored.sha256, file->uploads->rows->sha256) == 0 ? CHAT_OK
									       : CHAT_EXISTS;
}

static struct message_file
file_of_set(struct chat *chat, const struct upload_set *set, const struct file_words *words)
{
	return (struct message_file){
		.uploads = set,
		.extra_json = file_message_json(chat, set->rows, set->len, words),
		.file_upload_json = file_upload_json(chat->mem, set->rows),
	};
}

/* --- Whether it may come ------------------------------------------------------------------- */

enum chat_error
file_of_visitor(struct chat *chat, const char *token, const char *rid, int64_t content_length,
    struct upload **upload)
{
	struct upload_origin origin = {
		.rid = rid, .by_visitor = true, .content_length = content_length
	};
	enum chat_error error = message_may_send(chat, token, rid, &origin.user_id);

	return error ? error : upload_begin(chat, &origin, upload);
}

enum chat_error
file_of_user(struct chat *chat, const struct user *user, const char *rid, int64_t content_length,
    struct upload **upload)
{
	const struct upload_origin origin = {
		.rid = rid, .user_id = user->id, .content_length = content_length
	};
	struct room_view view;
	enum chat_error error = room_for_member(chat, user, rid, &view);

	if (!error && !view.room.open)
		error = CHAT_CLOSED;
	return error ? error : upload_begin(chat, &origin, upload);
}

/* --- Sending it ---------------------------------------------------------------------------- */

/*
 * The bytes stay if a row names them, and when nobody knows: rows without bytes would be worse than bytes without a row.
 * After a lost connection the database is asked, because a call that has failed in the end, or has found the message
 * there already, may have stored it itself before.
 */
static void
bytes_settle(struct chat *chat, struct upload *upload, const struct upload_set *set, bool stored)
{
	struct upload_row row;
	bool of_visitor;

	if (!stored && db_upload_get(chat->db, chat->mem, set->rows->id, NULL, &row, &of_visitor) ==
			   DB_NO_ROW) {
		upload_drop(upload);
		return;
	}
	upload_stays(upload);
	chat_duty_stored(chat, set->rows->uploaded_at + FILES_PAUSE_MS);
}

enum chat_error
file_send_by_visitor(struct chat *chat, const char *token, const char *rid, struct upload *upload,
    const struct file_sending *sending, struct message *message)
{
	struct upload_set set;
	struct message_file file;
	struct message_sending text = {
		.token = token, .rid = rid, .msg = sending->msg, .id = sending->id, .file = &file
	};
	enum chat_error error = upload_end(upload, &set);

	if (!error)
		error = link_secret_make(chat);
	if (error)
		return error;
	file = file_of_set(chat, &set, &sending->words);
	error = message_send(chat, &text, message);
	bytes_settle(chat, upload, &set, !error && message->uploads == &set);
	return error;
}

enum chat_error
file_send_by_user(struct chat *chat, const struct user *user, const char *rid,
    struct upload *upload, const struct file_sending *sending, struct message *message)
{
	struct upload_set set;
	struct message_file file;
	struct agent_message text = {
		.rid = rid, .msg = sending->msg, .id = sending->id, .file = &file
	};
	enum chat_error error = upload_end(upload, &set);

	if (!error)
		error = link_secret_make(chat);
	if (error)
		return error;
	file = file_of_set(chat, &set, &sending->words);
	error = agent_message_send(chat, user, &text, message);
	bytes_settle(chat, upload, &set, !error && message->uploads == &set);
	return error;
}

/* --- In two steps -------------------------------------------------------------------------- */

enum chat_error
file_stage(struct chat *chat, struct upload *upload, struct upload_row *file)
{
	struct upload_set set;
	struct upload_row rows[UPLOADS_MAX];
	enum chat_error error = upload_end(upload, &set);
	enum db_error db_error;

	if (error)
		return error;
	for (size_t i = 0; i < set.len; i++) {
		rows[i] = set.rows[i];
		rows[i].expires_at = rows[i].uploaded_at + FILE_STAGED_MS;
	}
	set.rows = rows;
	db_error = db_uploads_stage(chat->db, &set);
	/* The connection was lost after they had been stored. */
	if (db_error == DB_EXISTS)
		db_error = DB_OK;
	bytes_settle(chat, upload, &set, !db_error);
	*file = rows[0];
	return chat_error_from_db(db_error);
}

/* Reads the file that the user has stored for the room, and its thumbnail. */
static enum chat_error
staged_find(struct chat *chat, const struct user *user, const char *rid, const char *file_id,
    struct upload_row rows[UPLOADS_MAX], size_t *len)
{
	bool of_visitor;
	enum db_error error =
	    db_upload_get(chat->db, chat->mem, file_id, NULL, &rows[0], &of_visitor);

	if (error == DB_NO_ROW ||
	    (!error && (rows[0].by_visitor || strcmp(rows[0].user_id, user->id) != 0 ||
			   strcmp(rows[0].rid, rid) != 0 || rows[0].original_id)))
		return CHAT_NO_FILE;
	if (error)
		return chat_error_from_db(error);
	error = db_upload_thumbnail(chat->db, chat->mem, file_id, &rows[1]);
	*len = error ? 1 : 2;
	return error == DB_NO_ROW ? CHAT_OK : chat_error_from_db(error);
}

/* The message that the file became part of. */
static enum chat_error
confirmed_find(struct chat *chat, const char *file_id, struct message *message)
{
	struct message_view view;
	struct upload_row row;
	bool of_visitor;
	enum db_error error = db_upload_get(chat->db, chat->mem, file_id, NULL, &row, &of_visitor);

	if (!error)
		error = row.message_id
			    ? db_message_by_id(chat->db, chat->mem, row.message_id, &view)
			    : DB_NO_ROW;
	if (error == DB_NO_ROW)
		return CHAT_NO_FILE;
	*message = view.message;
	return chat_error_from_db(error);
}

enum chat_error
file_confirm(struct chat *chat, const struct user *user, const char *rid, const char *file_id,
    const char *name, const struct file_sending *sending, struct message *message)
{
	struct upload_row rows[UPLOADS_MAX];
	struct upload_set set = { .rows = rows, .stored = true };
	struct message_file file;
	struct agent_message text = {
		.rid = rid, .msg = sending->msg, .id = id_new_in(chat->mem), .file = &file
	};
	struct room_view view;
	enum chat_error error = room_for_member(chat, user, rid, &view);

	if (!error)
		error = link_secret_make(chat);
	if (!error)
		error = staged_find(chat, user, rid, file_id, rows, &set.len);
	if (error)
		return error;
	if (rows[0].message_id)
		return confirmed_find(chat, file_id, message);
	if (name) {
		rows[0].name = name;
		set.name = name;
	}
	file = file_of_set(chat, &set, &sending->words);
	error = agent_message_send(chat, user, &text, message);
	/* Another call has confirmed it meanwhile. */
	if (error == CHAT_UNAVAILABLE || error == CHAT_EXISTS)
		return confirmed_find(chat, file_id, message) == CHAT_OK ? CHAT_OK : error;
	return error;
}
