/* SPDX-License-Identifier: MIT */
#include "db/mysql/args.h"
#include "db/mysql/conn.h"
#include "db/rooms/message.h"
#include "db/rooms/room_clock.h"

/* How many messages one statement inserts at most. */
#define ROWS_MAX 10

struct insertion {
	struct message *messages;
	size_t count;
	int64_t now_ms;
};

static void
args_add_rows(struct args *args, const struct message *messages, size_t count)
{
	for (const struct message *m = messages; m < messages + count; m++) {
		args_add(args, db_text(m->rid));
		args_add(args, db_int(m->ts));
		args_add(args, db_text(m->id));
		args_add(args, db_int(m->id_by_client));
		args_add(args, db_text(m->type));
		args_add(args, db_int(m->by_visitor));
		args_add(args, db_text(m->u.id));
		args_add(args, db_text(m->u.username));
		args_add(args, db_text(m->u.name));
		args_add(args, db_text(m->msg));
		args_add(args, db_int(m->updated_at));
		args_add(args, db_text(m->extra_json));
		args_add(args, db_text(m->shown_json));
	}
}

/* The placeholders of ROOM_TAKES_MESSAGES or ROOM_TAKES_ANSWERS, and the room. */
static void
args_add_room(struct args *args, const struct insertion *insertion)
{
	const struct message *first = insertion->messages;

	args_add(args, db_int((int64_t)insertion->count));
	args_add(args, db_int((int64_t)insertion->count));
	args_add(args, db_text(first[insertion->count - 1].id));
	if (!first->by_visitor) {
		args_add(args, db_text(first->u.id));
		args_add(args, db_text(first->u.username));
	}
	args_add(args, db_text(first->rid));
}

static void
set_times(const struct insertion *insertion, int64_t first_ts)
{
	for (size_t i = 0; i < insertion->count; i++) {
		struct message *message = &insertion->messages[i];

		message->ts = message->updated_at = first_ts + (int64_t)i;
	}
}

/* --- In one statement ------------------------------------------------------------------------ */

/* Statements by the number of messages. */
static const enum sql send_sql[ROWS_MAX + 1] = { 0, SQL_MESSAGES_SEND_1, SQL_MESSAGES_SEND_2,
	SQL_MESSAGES_SEND_3, SQL_MESSAGES_SEND_4, SQL_MESSAGES_SEND_5, SQL_MESSAGES_SEND_6,
	SQL_MESSAGES_SEND_7, SQL_MESSAGES_SEND_8, SQL_MESSAGES_SEND_9, SQL_MESSAGES_SEND_10 };

/*
 * Inserts the messages at the times that follow last_ts. Nothing was stored on DB_NO_ROW: the clock
 * has moved since, it is too far ahead, or the room is closed.
 */
static enum db_error
insert_at_once(struct db *db, const struct insertion *insertion, int64_t last_ts)
{
	int64_t first_ts = last_ts < insertion->now_ms ? insertion->now_ms : last_ts + 1;
	enum sql sql =
	    insertion->messages->by_visitor ? send_sql[insertion->count] : SQL_ANSWER_SEND;
	struct args args;
	struct db_outcome outcome;
	enum db_error error;

	if (!room_clock_allows(first_ts + (int64_t)insertion->count - 1))
		return DB_NO_ROW;
	set_times(insertion, first_ts);
	args_begin(&args);
	args_add(&args, db_int(first_ts + (int64_t)insertion->count - 1));
	args_add_room(&args, insertion);
	args_add(&args, db_int(first_ts));
	args_add_rows(&args, insertion->messages, insertion->count);
	error = db_exec(db, sql, args.items, args.len, &outcome);
	return !error && outcome.matched == 0 ? DB_NO_ROW : error;
}

/* --- In several ------------------------------------------------------------------------------ */

static enum db_error
insert_rows(struct db *db, const struct message *messages, size_t count)
{
	enum db_error error = DB_OK;

	for (size_t done = 0, rows; done < count && !error; done += rows) {
		struct args args;

		rows = count - done < ROWS_MAX ? 1 : ROWS_MAX;
		args_begin(&args);
		args_add_rows(&args, messages + done, rows);
		error = db_exec(db, rows == 1 ? SQL_MESSAGE_INSERT : SQL_MESSAGES_INSERT_10,
		    args.items, args.len, NULL);
	}
	return error;
}

enum db_error
db_message_row_insert(struct db *db, const struct message *message)
{
	return insert_rows(db, message, 1);
}

static enum db_error
insert_in_transaction(struct db *db, void *arg)
{
	const struct insertion *insertion = arg;
	int64_t further = (int64_t)insertion->count - 1;
	struct args args;
	struct db_outcome room;
	enum db_error error;

	args_begin(&args);
	args_add(&args, db_int(insertion->now_ms));
	args_add(&args, db_int(further));
	args_add_room(&args, insertion);
	error = room_clock_move(db,
	    insertion->messages->by_visitor ? SQL_ROOM_TAKE_MESSAGES : SQL_ROOM_TAKE_ANSWERS,
	    args.items, args.len, &room);
	if (!error && room.matched == 0)
		return DB_NO_ROW;
	if (error)
		return error;
	set_times(insertion, (int64_t)room.insert_id - further);
	return insert_rows(db, insertion->messages, insertion->count);
}

enum db_error
db_messages_insert(
    struct db *db, struct message *messages, size_t count, int64_t last_ts, int64_t now_ms)
{
	struct insertion insertion = { messages, count, now_ms };
	size_t at_once_max = messages->by_visitor ? ROWS_MAX : 1;
	enum db_error error = DB_NO_ROW;

	if (count <= at_once_max && conn_takes_blocks(db))
		error = insert_at_once(db, &insertion, last_ts);
	if (error == DB_NO_ROW)
		error = db_transaction(db, insert_in_transaction, &insertion);
	return error;
}
