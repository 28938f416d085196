/* SPDX-License-Identifier: MIT */
#include "db/messages/message.h"

#include <string.h>

#include "base/str.h"
#include "db/messages/room_clock.h"
#include "db/messages/row.h"
#include "db/people/visitor.h"

/* --- Reading ----------------------------------------------------------------------------- */

enum db_error
db_message_read(struct db *db, struct arena *mem, const char *token, const char *rid,
    const char *id, struct message_view *view)
{
	struct db_cell row[ROOM_STATE_LEN + MESSAGE_FOUND_LEN];
	enum db_error error =
	    db_one(db, mem, SQL_MESSAGE_READ, DB_ARGS(db_text(id), db_text(rid), db_text(token)),
		row, ROOM_STATE_LEN + MESSAGE_FOUND_LEN);

	*view = (struct message_view){ 0 };
	if (error == DB_NO_ROW)
		return db_visitor_known(db, token, &view->has_visitor);
	if (error)
		return error;
	view->has_visitor = true;
	view->room.id = rid;
	row_message_found(row_room_state(row, &view->room), rid, id, &view->message);
	view->message.read_ts = view->room.read_ts;
	return DB_OK;
}

/* The visitor's id and username, the room's id and state, the message. */
enum { VIEW_LEN = 3 + ROOM_STATE_LEN + MESSAGE_LEN };

static void
row_view(const struct db_cell *cell, struct message_view *view)
{
	*view = (struct message_view){ .has_visitor = !cell[0].is_null,
		.visitor_id = cell[0].bytes,
		.visitor_username = cell[1].bytes,
		.room = { .id = cell[2].bytes } };
	row_message(row_room_state(cell + 3, &view->room), &view->message);
	view->message.read_ts = view->room.read_ts;
}

enum db_error
db_message_of_visitor(struct db *db, struct arena *mem, const char *token, const char *rid,
    const char *id, struct message_view *view)
{
	struct db_cell row[VIEW_LEN];
	enum db_error error = db_one(db, mem, SQL_MESSAGE_OF_VISITOR,
	    DB_ARGS(db_text(rid), db_text(id), db_text(token)), row, VIEW_LEN);

	row_view(row, view);
	return error == DB_NO_ROW ? DB_OK : error;
}

enum db_error
db_message_version_get(
    struct db *db, struct arena *mem, const char *rid, const char *id, struct message *message)
{
	struct db_cell row[1 + MESSAGE_FOUND_LEN];
	enum db_error error = db_one(db, mem, SQL_MESSAGE_VERSION_GET,
	    DB_ARGS(db_text(id), db_text(rid)), row, 1 + MESSAGE_FOUND_LEN);

	row_message_found(row + 1, rid, id, message);
	message->parent_id = row[0].bytes;
	return error;
}

enum db_error
db_message_by_id(struct db *db, struct arena *mem, const char *id, struct message_view *view)
{
	struct db_cell row[VIEW_LEN];
	enum db_error error =
	    db_one(db, mem, SQL_MESSAGE_BY_ID, DB_ARGS(db_text(id)), row, VIEW_LEN);

	row_view(row, view);
	return error;
}

/* A statement that ends in _TO_AGENT has one column more. */
static enum db_error
sender_get(struct db *db, struct arena *mem, enum sql sql, bool pushes, const struct db_arg *args,
    size_t args_len, struct sender *to)
{
	struct db_cell row[SENDER_LEN + 1];
	const struct db_cell *cell = row;
	enum db_error error = db_one(db, mem, sql, args, args_len, row, SENDER_LEN + pushes);

	*to = (struct sender){ 0 };
	SENDER_COLUMNS(COLUMN_READ)
	to->tells = pushes && cell->number != 0;
	to->open = to->stage % 2 != 0;
	to->seen = (enum seen)(to->stage / 2);
	return error == DB_NO_ROW ? DB_OK : error;
}

enum db_error
db_sender_get(struct db *db, struct arena *mem, const char *token, const char *rid, bool pushes,
    struct sender *sender)
{
	return sender_get(db, mem, pushes ? SQL_MESSAGE_SENDER_TO_AGENT : SQL_MESSAGE_SENDER,
	    pushes, DB_ARGS(db_text(rid), db_text(token)), sender);
}

enum db_error
db_sender_current(
    struct db *db, struct arena *mem, const char *token, bool pushes, struct sender *sender)
{
	return sender_get(db, mem,
	    pushes ? SQL_MESSAGE_SENDER_CURRENT_TO_AGENT : SQL_MESSAGE_SENDER_CURRENT, pushes,
	    DB_ARGS(db_text(token)), sender);
}

void
db_message_dup(struct arena *mem, struct message *message)
{
	const char **texts[] = { &message->id, &message->rid, &message->type, &message->u.id,
		&message->u.username, &message->u.name, &message->msg, &message->edited_by_id,
		&message->edited_by_username, &message->extra_json, &message->shown_json,
		&message->file_upload_json, &message->parent_id };

	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		*texts[i] = arena_strdup(mem, *texts[i]);
}

/* --- Writing ----------------------------------------------------------------------------- */

struct message_change {
	const struct message *message;
	const struct message *rest; /* what a deletion leaves; NULL: nothing */
	const char *version_id;
	int64_t now_ms;
	int64_t changed_at; /* out */
};

/* Moves the room's clock, and keeps the earlier version if there is an id for it. */
static enum db_error
change_begin(struct db *db, struct message_change *change)
{
	const struct message *m = change->message;
	struct db_outcome room;
	enum db_error error;

	error = room_clock_move(
	    db, m->rid, SQL_ROOM_TICK, DB_ARGS(db_int(change->now_ms), db_text(m->rid)), &room);
	if (error)
		return error;
	if (room.matched == 0)
		return DB_NO_ROW;
	change->changed_at = (int64_t)room.insert_id;
	if (!change->version_id)
		return DB_OK;
	return db_exec(db, SQL_MESSAGE_VERSION_KEEP,
	    DB_ARGS(db_text(change->version_id), db_text(m->rid), db_int(m->ts), db_text(m->id)),
	    NULL);
}

static enum db_error
message_edit_in_transaction(struct db *db, void *arg)
{
	struct message_change *change = arg;
	const struct message *m = change->message;
	enum db_error error = change_begin(db, change);

	if (!error)
		error = db_change(db, SQL_MESSAGE_EDIT,
		    DB_ARGS(db_text(m->msg), db_text(m->shown_json), db_int(change->changed_at),
			db_int(change->changed_at), db_text(m->edited_by_id),
			db_text(m->edited_by_username), db_text(m->rid), db_int(m->ts),
			db_text(m->id)));
	return error;
}

enum db_error
db_message_edit(struct db *db, struct message *message, const char *version_id, int64_t now_ms)
{
	struct message_change change = {
		.message = message, .version_id = version_id, .now_ms = now_ms
	};
	enum db_error error = db_transaction(db, message_edit_in_transaction, &change);

	if (!error)
		message->edited_at = message->updated_at = change.changed_at;
	return error;
}

/* Whether messages/{rid} lists the message, so that rooms.listed counts it. */
static bool
message_is_listed(const struct message *message)
{
	return !message->type || strcmp(message->type, "livechat-close") == 0;
}

static enum db_error
message_remove_row(struct db *db, const struct message_change *change)
{
	const struct message *m = change->message, *rest = change->rest;

	if (rest)
		return db_change(db, SQL_MESSAGE_BLANK,
		    DB_ARGS(db_text(rest->type), db_text(rest->msg), db_text(rest->extra_json),
			db_text(rest->shown_json), db_int(change->changed_at),
			db_int(change->changed_at), db_text(rest->edited_by_id),
			db_text(rest->edited_by_username), db_text(m->rid), db_int(m->ts),
			db_text(m->id)));
	return db_change(
	    db, SQL_MESSAGE_DELETE, DB_ARGS(db_text(m->rid), db_int(m->ts), db_text(m->id)));
}

static enum db_error
message_delete_in_transaction(struct db *db, void *arg)
{
	struct message_change *change = arg;
	const struct message *m = change->message;
	enum db_error error;

	error = change_begin(db, change);
	if (!error)
		error = message_remove_row(db, change);
	if (!error && !change->rest)
		error = db_exec(db, SQL_MESSAGE_DELETION_INSERT,
		    DB_ARGS(db_text(m->rid), db_int(change->changed_at), db_text(m->id)), NULL);
	if (!error)
		error = db_exec(db, SQL_ROOM_DROP_MESSAGE,
		    DB_ARGS(db_int(m->type == NULL), db_int(message_is_listed(m)),
			db_int(!m->type && !m->by_visitor), db_text(m->rid), db_text(m->rid)),
		    NULL);
	if (!error && m->extra_json)
		error = db_uploads_release(db, m->id, change->version_id != NULL);
	return error;
}

enum db_error
db_message_delete(struct db *db, const struct message *message, const struct message *rest,
    const char *version_id, int64_t now_ms, int64_t *deleted_at)
{
	struct message_change change = {
		.message = message, .rest = rest, .version_id = version_id, .now_ms = now_ms
	};
	enum db_error error = db_transaction(db, message_delete_in_transaction, &change);

	*deleted_at = change.changed_at;
	return error;
}
