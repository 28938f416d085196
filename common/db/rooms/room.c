/* SPDX-License-Identifier: MIT */
#include "db/rooms/room.h"

#include "db/mysql/stmt.h"
#include "db/inbox_touch.h"
#include "db/people/contact_link.h"
#include "db/rooms/row.h"

enum db_error
db_room_of_visitor(
    struct db *db, struct arena *mem, const char *token, const char *rid, struct room_view *view)
{
	struct db_cell row[VISITOR_SELF_LEN + ROOM_LEN];
	enum db_error error = db_one(db, mem, SQL_ROOM_OF_VISITOR,
	    DB_ARGS(db_text(rid), db_text(token)), row, VISITOR_SELF_LEN + ROOM_LEN);

	*view = (struct room_view){ 0 };
	row_room(row_visitor_self(row, &view->visitor), &view->room);
	return error == DB_NO_ROW ? DB_OK : error;
}

enum db_error
db_room_open_of_visitor(
    struct db *db, struct arena *mem, const char *token, const char *rid, struct room_view *view)
{
	struct db_cell row[VISITOR_SELF_LEN + ROOM_LEN + MESSAGE_SHOWN_LEN];
	const struct db_cell *cell;
	enum db_error error = db_one(db, mem, SQL_ROOM_OPEN_OF_VISITOR,
	    DB_ARGS(db_text(rid), db_text(rid), db_text(token)), row,
	    VISITOR_SELF_LEN + ROOM_LEN + MESSAGE_SHOWN_LEN);

	cell = row_room(row_visitor_self(row, &view->visitor), &view->room);
	row_message_shown(cell, view->room.id, &view->last);
	view->last.read_ts = view->room.read_ts;
	return error == DB_NO_ROW ? DB_OK : error;
}

enum db_error
db_room_get(struct db *db, struct arena *mem, const char *rid, struct room_view *view)
{
	struct db_cell row[VISITOR_LEN + ROOM_LEN];
	enum db_error error =
	    db_one(db, mem, SQL_ROOM_GET, DB_ARGS(db_text(rid)), row, VISITOR_LEN + ROOM_LEN);

	*view = (struct room_view){ 0 };
	row_room(row_visitor(row, &view->visitor), &view->room);
	return error;
}

struct rooms_read {
	struct arena *mem;
	room_row_fn *row;
	void *arg;
};

static enum db_error
open_room_row(const struct db_cell *row, void *arg)
{
	struct rooms_read *read = arg;
	struct db_cell cells[ROOM_LEN];
	struct room room;

	db_row_dup(read->mem, row, cells, ROOM_LEN);
	row_room(cells, &room);
	return read->row(&room, read->arg);
}

enum db_error
db_room_list_open(struct db *db, struct arena *mem, const char *token, room_row_fn *row, void *arg)
{
	struct rooms_read read = { mem, row, arg };

	return db_query(db, SQL_ROOM_LIST_OPEN, DB_ARGS(db_text(token)), open_room_row, &read);
}

struct room_opening {
	const struct room_new *new_room;
	bool opened;
};

static enum db_error
room_open_in_transaction(struct db *db, void *arg)
{
	struct room_opening *opening = arg;
	const struct room_new *new_room = opening->new_room;
	const struct visitor *visitor = new_room->visitor;
	struct db_arg now = db_int(new_room->now_ms);
	int64_t visitors, open_rooms = 0;
	enum db_error error;

	opening->opened = false;
	/* The lock on the visitor's row makes concurrent calls wait for each other. */
	error = db_number(db, SQL_VISITOR_LOCK, DB_ARGS(db_text(visitor->id)), &visitors);
	if (!error && visitors == 0)
		return DB_NO_ROW;
	if (!error)
		error =
		    db_number(db, SQL_ROOM_COUNT_OPEN, DB_ARGS(db_text(visitor->id)), &open_rooms);
	if (error || open_rooms > 0)
		return error;
	error = contact_link(db, visitor, new_room->contact_id, new_room->now_ms);
	if (error)
		return error;
	error = db_exec(db, SQL_ROOM_INSERT,
	    DB_ARGS(db_text(new_room->id), db_text(visitor->id), db_text(visitor->token),
		db_text(new_room->fname), now, now, now, now, now, db_text(visitor->department_id),
		db_text(new_room->source)),
	    NULL);
	if (!error)
		error = db_exec(db, SQL_INQUIRY_INSERT,
		    DB_ARGS(db_text(new_room->inquiry_id), db_text(new_room->id),
			db_text(new_room->fname), db_text(visitor->department_id), now, now),
		    NULL);
	if (!error)
		error = db_message_row_insert(db, new_room->started);
	if (!error)
		error = contact_channel_put(
		    db, visitor->id, new_room->source, new_room->id, new_room->now_ms);
	if (!error)
		error = queue_enter(db, new_room->id, &new_room->telling);
	opening->opened = !error;
	return error;
}

enum db_error
db_room_open(struct db *db, const struct room_new *new_room, bool *opened)
{
	struct room_opening opening = { .new_room = new_room };
	enum db_error error = db_transaction(db, room_open_in_transaction, &opening);

	*opened = opening.opened;
	return error;
}

struct read_mark {
	enum sql statement;
	const char *rid;
	int64_t up_to_ms;
};

static enum db_error
mark_read_in_transaction(struct db *db, void *arg)
{
	const struct read_mark *mark = arg;
	struct db_arg up_to = db_int(mark->up_to_ms);
	struct db_outcome room;
	enum db_error error =
	    db_exec(db, mark->statement, DB_ARGS(up_to, db_text(mark->rid), up_to), &room);

	return error || room.matched == 0 ? error : inbox_touch_room(db, mark->rid);
}

enum db_error
db_room_mark_read(struct db *db, const char *rid, int64_t up_to_ms)
{
	struct read_mark mark = { SQL_ROOM_MARK_READ, rid, up_to_ms };

	return db_transaction(db, mark_read_in_transaction, &mark);
}

enum db_error
db_room_mark_read_by_visitor(struct db *db, const char *rid, int64_t up_to_ms)
{
	struct read_mark mark = { SQL_ROOM_MARK_READ_BY_VISITOR, rid, up_to_ms };

	return db_transaction(db, mark_read_in_transaction, &mark);
}

enum db_error
db_room_survey_put(struct db *db, const char *rid, const char *answers_json)
{
	return db_exec(db, SQL_ROOM_SURVEY_PUT, DB_ARGS(db_text(answers_json), db_text(rid)), NULL);
}
