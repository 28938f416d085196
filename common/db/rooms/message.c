#include "db/rooms/message.h"

#include <string.h>

#include "db/rooms/room_clock.h"
#include "db/rooms/row.h"
#include "db/mysql/stmt.h"
#include "db/people/visitor.h"

/* --- Reading ----------------------------------------------------------------------------- */

struct view_read {
	struct arena *mem;
	struct message_view *view;
	const char *token;
	const char *rid;
	const char *id;
	bool found;
};

/* The room's state, then what is shown of the message. */
static enum db_error
shown_row(const struct db_cell *row, void *arg)
{
	struct view_read *read = arg;
	struct message_view *view = read->view;

	view->has_visitor = true;
	view->room.id = read->rid;
	room_state_read(row, &view->room);
	row_message_found(row + ROOM_STATE_COLUMNS, read->rid, read->id, &view->message);
	view->message.token = read->token;
	view->message.read_ts = view->room.read_ts;
	db_message_dup(read->mem, &view->message);
	return DB_OK;
}

enum db_error
db_message_read(struct db *db, struct arena *mem, const char *token, const char *rid,
    const char *id, struct message_view *view)
{
	struct view_read read = { .mem = mem, .view = view, .token = token, .rid = rid, .id = id };

	enum db_error error;

	*view = (struct message_view){ 0 };
	error = db_query(db, SQL_MESSAGE_READ, DB_ARGS(db_text(id), db_text(rid), db_text(token)),
	    shown_row, &read);
	return error || view->has_visitor ? error : db_visitor_known(db, token, &view->has_visitor);
}

/* Where a view's columns begin: after the visitor's id and username and the room's id. */
enum { VIEW_STATE = 3, VIEW_MESSAGE = VIEW_STATE + ROOM_STATE_COLUMNS };

static enum db_error
visitor_message_row(const struct db_cell *row, void *arg)
{
	struct view_read *read = arg;
	struct message_view *view = read->view;

	view->has_visitor = true;
	view->visitor_id = db_cell_dup(read->mem, &row[0]);
	view->visitor_username = db_cell_dup(read->mem, &row[1]);
	view->room.id = db_cell_dup(read->mem, &row[2]);
	room_state_read(row + VIEW_STATE, &view->room);
	row_message(row + VIEW_MESSAGE, &view->message);
	view->message.token = read->token;
	view->message.read_ts = view->room.read_ts;
	db_message_dup(read->mem, &view->message);
	return DB_OK;
}

enum db_error
db_message_of_visitor(struct db *db, struct arena *mem, const char *token, const char *rid,
    const char *id, struct message_view *view)
{
	struct view_read read = { .mem = mem, .view = view, .token = token };

	*view = (struct message_view){ 0 };
	return db_query(db, SQL_MESSAGE_OF_VISITOR,
	    DB_ARGS(db_text(rid), db_text(id), db_text(token)), visitor_message_row, &read);
}

static enum db_error
version_row(const struct db_cell *row, void *arg)
{
	struct view_read *read = arg;
	struct message *message = &read->view->message;

	row_message_found(row + 2, read->rid, read->id, message);
	message->parent_id = row[0].bytes;
	message->token = row[1].bytes;
	db_message_dup(read->mem, message);
	read->found = true;
	return DB_OK;
}

enum db_error
db_message_version_get(
    struct db *db, struct arena *mem, const char *rid, const char *id, struct message *message)
{
	struct message_view view = { 0 };
	struct view_read read = { .mem = mem, .view = &view, .rid = rid, .id = id };
	enum db_error error;

	error = db_query(
	    db, SQL_MESSAGE_VERSION_GET, DB_ARGS(db_text(id), db_text(rid)), version_row, &read);
	*message = view.message;
	return error || read.found ? error : DB_NO_ROW;
}

/* As visitor_message_row(), with the visitor's token last. */
static enum db_error
message_by_id_row(const struct db_cell *row, void *arg)
{
	struct view_read *read = arg;

	read->token = row[VIEW_MESSAGE + ROW_MESSAGE_LEN].bytes;
	read->found = true;
	return visitor_message_row(row, read);
}

enum db_error
db_message_by_id(struct db *db, struct arena *mem, const char *id, struct message_view *view)
{
	struct view_read read = { .mem = mem, .view = view };
	enum db_error error;

	*view = (struct message_view){ 0 };
	error = db_query(db, SQL_MESSAGE_BY_ID, DB_ARGS(db_text(id)), message_by_id_row, &read);
	return error || read.found ? error : DB_NO_ROW;
}

struct mention_read {
	struct arena *mem;
	struct author *user;
};

static enum db_error
mention_row(const struct db_cell *row, void *arg)
{
	struct mention_read *read = arg;

	read->user->id = db_cell_dup(read->mem, &row[0]);
	read->user->username = db_cell_dup(read->mem, &row[1]);
	read->user->name = db_cell_dup(read->mem, &row[2]);
	return DB_OK;
}

enum db_error
db_mention_get(struct db *db, struct arena *mem, const char *username, struct author *user)
{
	struct mention_read read = { mem, user };
	enum db_error error;

	*user = (struct author){ 0 };
	error = db_query(db, SQL_MENTION_GET, DB_ARGS(db_text(username)), mention_row, &read);
	return error || user->id ? error : DB_NO_ROW;
}

struct sender_read {
	struct arena *mem;
	struct sender *sender;
};

static enum db_error
sender_row(const struct db_cell *row, void *arg)
{
	struct sender_read *read = arg;
	struct sender *sender = read->sender;

	sender->u.id = db_cell_dup(read->mem, &row[0]);
	sender->u.username = db_cell_dup(read->mem, &row[1]);
	sender->u.name = db_cell_dup(read->mem, &row[2]);
	sender->rid = db_cell_dup(read->mem, &row[3]);
	sender->open = row[4].number != 0;
	sender->read_ts = row[5].number;
	sender->last_ts = row[6].number;
	return DB_OK;
}

enum db_error
db_sender_get(
    struct db *db, struct arena *mem, const char *token, const char *rid, struct sender *sender)
{
	struct sender_read read = { mem, sender };

	*sender = (struct sender){ .token = token };
	return db_query(
	    db, SQL_MESSAGE_SENDER, DB_ARGS(db_text(rid), db_text(token)), sender_row, &read);
}

enum db_error
db_sender_current(struct db *db, struct arena *mem, const char *token, struct sender *sender)
{
	struct sender_read read = { mem, sender };

	*sender = (struct sender){ .token = token };
	return db_query(db, SQL_MESSAGE_SENDER_CURRENT, DB_ARGS(db_text(token)), sender_row, &read);
}

/* --- Writing ----------------------------------------------------------------------------- */

struct message_change {
	const struct message *message;
	const struct message *rest; /* of a deletion; NULL: nothing */
	const char *version_id;
	int64_t now_ms;
	int64_t changed_at; /* out */
};

/* Takes a point of the room's clock and keeps the row as it was, if that is wanted. */
static enum db_error
change_begin(struct db *db, struct message_change *change)
{
	const struct message *m = change->message;
	struct db_outcome room;
	enum db_error error;

	error = room_clock_move(
	    db, SQL_ROOM_TICK, DB_ARGS(db_int(change->now_ms), db_text(m->rid)), &room);
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
	struct db_outcome edited;
	enum db_error error;

	error = change_begin(db, change);
	if (!error)
		error = db_exec(db, SQL_MESSAGE_EDIT,
		    DB_ARGS(db_text(m->msg), db_text(m->shown_json), db_int(change->changed_at),
			db_int(change->changed_at), db_text(m->edited_by_id),
			db_text(m->edited_by_username), db_text(m->rid), db_int(m->ts),
			db_text(m->id)),
		    &edited);
	return !error && edited.matched == 0 ? DB_NO_ROW : error;
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

/* Whether messages/{rid} lists it, and so counts it in rooms.listed. */
static bool
message_is_listed(const struct message *message)
{
	return !message->type || strcmp(message->type, "livechat-close") == 0;
}

static enum db_error
message_remove_row(struct db *db, const struct message_change *change)
{
	const struct message *m = change->message, *rest = change->rest;
	struct db_outcome removed;
	enum db_error error;

	if (rest)
		error = db_exec(db, SQL_MESSAGE_BLANK,
		    DB_ARGS(db_text(rest->type), db_text(rest->msg), db_text(rest->extra_json),
			db_text(rest->shown_json), db_int(change->changed_at),
			db_int(change->changed_at), db_text(rest->edited_by_id),
			db_text(rest->edited_by_username), db_text(m->rid), db_int(m->ts),
			db_text(m->id)),
		    &removed);
	else
		error = db_exec(db, SQL_MESSAGE_DELETE,
		    DB_ARGS(db_text(m->rid), db_int(m->ts), db_text(m->id)), &removed);
	return !error && removed.matched == 0 ? DB_NO_ROW : error;
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
		    DB_ARGS(db_int(m->type == NULL), db_int(message_is_listed(m)), db_text(m->rid),
			db_text(m->rid)),
		    NULL);
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
