/* SPDX-License-Identifier: MIT */
#include "db/duties/answered.h"
#include "db/duties/duty.h"
#include "db/duties/push.h"
#include "db/messages/message.h"
#include "db/messages/room_clock.h"
#include "db/mysql/args.h"
#include "db/mysql/conn.h"

/* How many messages one statement inserts at most. */
#define ROWS_MAX 10

struct insertion {
	struct message *messages;
	size_t count;
	int64_t now_ms;
	int64_t tell_at; /* when the duty is due that tells the other side; 0: there is none */
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

static enum sql
statement_of(const struct insertion *insertion)
{
	if (insertion->messages->by_visitor)
		return insertion->tell_at ? SQL_MESSAGE_SEND_TELLING : send_sql[insertion->count];
	return insertion->tell_at ? SQL_ANSWER_SEND_TELLING : SQL_ANSWER_SEND;
}

/*
 * Inserts the messages at the times that follow last_ts. Nothing was stored on DB_NO_ROW: the clock
 * has moved since, it is too far ahead, the room is closed, or the messages are too large for one
 * statement.
 */
static enum db_error
insert_at_once(struct db *db, const struct insertion *insertion, int64_t last_ts)
{
	int64_t first_ts = last_ts < insertion->now_ms ? insertion->now_ms : last_ts + 1;
	struct args args;
	struct db_outcome outcome;
	enum db_error error;

	if (!room_clock_allows(first_ts + (int64_t)insertion->count - 1))
		return DB_NO_ROW;
	set_times(insertion, first_ts);
	args_begin(&args);
	if (insertion->tell_at && !insertion->messages->by_visitor)
		args_add(&args, db_text(insertion->messages->rid));
	args_add(&args, db_int(first_ts + (int64_t)insertion->count - 1));
	args_add_room(&args, insertion);
	args_add(&args, db_int(first_ts));
	args_add_twice(&args, db_text(insertion->messages->rid));
	if (insertion->tell_at) {
		args_add(&args, db_text(insertion->messages->rid));
		args_add(&args, db_int(insertion->tell_at));
	}
	args_add_rows(&args, insertion->messages, insertion->count);
	if (insertion->count > 1 && !db_args_fit(db, args.items, args.len))
		return DB_NO_ROW;
	error = db_exec(db, statement_of(insertion), args.items, args.len, &outcome);
	return !error && outcome.matched == 0 ? DB_NO_ROW : error;
}

/* --- In several ------------------------------------------------------------------------------ */

static enum db_error
insert_rows(struct db *db, const struct message *messages, size_t count)
{
	size_t rows_max = ROWS_MAX;
	enum db_error error = DB_OK;

	for (size_t done = 0, rows; done < count && !error; done += rows) {
		struct args args;

		rows = count - done < rows_max ? 1 : rows_max;
		args_begin(&args);
		args_add_rows(&args, messages + done, rows);
		/* Several may be too large for one statement although each is not. */
		if (rows > 1 && !db_args_fit(db, args.items, args.len)) {
			rows_max = 1;
			rows = 0;
			continue;
		}
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
tell_other_side(struct db *db, const struct insertion *insertion)
{
	const char *rid = insertion->messages->rid;
	int64_t told;
	enum db_error error;

	if (insertion->messages->by_visitor)
		return db_duty_put(db, DUTY_UNREAD, rid, insertion->tell_at);
	error = db_number(db, SQL_ANSWER_IS_TOLD, DB_ARGS(db_text(rid)), &told);
	return error || !told ? error : db_duty_put(db, DUTY_ANSWERED, rid, insertion->tell_at);
}

static enum db_error
insert_files(struct db *db, const struct message *message)
{
	enum db_error error = db_exec(db, SQL_MESSAGE_FILE_UPLOAD,
	    DB_ARGS(db_text(message->file_upload_json), db_text(message->rid), db_int(message->ts),
		db_text(message->id)),
	    NULL);

	return error ? error : db_uploads_of_message(db, message->uploads, message->id);
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
	error = room_clock_move(db, insertion->messages->rid,
	    insertion->messages->by_visitor ? SQL_ROOM_TAKE_MESSAGES : SQL_ROOM_TAKE_ANSWERS,
	    args.items, args.len, &room);
	if (!error && room.matched == 0)
		return DB_NO_ROW;
	if (error)
		return error;
	set_times(insertion, (int64_t)room.insert_id - further);
	if (insertion->tell_at)
		error = tell_other_side(db, insertion);
	if (!error)
		error = insert_rows(db, insertion->messages, insertion->count);
	for (size_t i = 0; i < insertion->count && !error; i++)
		if (insertion->messages[i].uploads)
			error = insert_files(db, &insertion->messages[i]);
	return error;
}

static enum db_error
insert(struct db *db, struct insertion *insertion, int64_t last_ts)
{
	size_t at_once_max = insertion->messages->by_visitor && !insertion->tell_at ? ROWS_MAX : 1;
	enum db_error error = DB_NO_ROW;

	if (insertion->count <= at_once_max && !insertion->messages->uploads &&
	    conn_takes_blocks(db))
		error = insert_at_once(db, insertion, last_ts);
	if (error == DB_NO_ROW)
		error = db_transaction(db, insert_in_transaction, insertion);
	return error;
}

enum db_error
db_messages_insert(struct db *db, struct message *messages, size_t count, int64_t last_ts,
    int64_t now_ms, int64_t tell_at)
{
	struct insertion insertion = {
		.messages = messages, .count = count, .now_ms = now_ms, .tell_at = tell_at
	};

	return insert(db, &insertion, last_ts);
}

enum db_error
db_answer_insert(
    struct db *db, struct message *answer, int64_t last_ts, int64_t now_ms, int64_t tell_at)
{
	struct insertion insertion = {
		.messages = answer, .count = 1, .now_ms = now_ms, .tell_at = tell_at
	};

	return insert(db, &insertion, last_ts);
}
