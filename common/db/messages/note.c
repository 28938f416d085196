/* SPDX-License-Identifier: MIT */
#include "db/messages/note.h"

#include "db/messages/room_clock.h"
#include "db/messages/row.h"

struct note_insertion {
	struct message *note;
	int64_t now_ms;
};

static enum db_error
insert_in_transaction(struct db *db, void *arg)
{
	const struct note_insertion *insertion = arg;
	struct message *note = insertion->note;
	struct db_outcome room;
	enum db_error error = room_clock_move(db, note->rid, SQL_ROOM_TAKE_NOTE,
	    DB_ARGS(db_int(insertion->now_ms), db_text(note->rid)), &room);

	if (!error && room.matched == 0)
		return DB_NO_ROW;
	if (error)
		return error;
	note->ts = note->updated_at = (int64_t)room.insert_id;
	return db_exec(db, SQL_NOTE_INSERT,
	    DB_ARGS(db_text(note->rid), db_int(note->ts), db_text(note->id), db_text(note->u.id),
		db_text(note->u.username), db_text(note->u.name), db_text(note->msg),
		db_text(note->shown_json)),
	    NULL);
}

enum db_error
db_note_insert(struct db *db, struct message *note, int64_t now_ms)
{
	struct note_insertion insertion = { note, now_ms };

	return db_transaction(db, insert_in_transaction, &insertion);
}

enum db_error
db_note_get(struct db *db, struct arena *mem, const char *id, struct message *note)
{
	enum { LEN = 5 };
	struct db_cell row[LEN];
	enum db_error error = db_one(db, mem, SQL_NOTE_GET, DB_ARGS(db_text(id)), row, LEN);

	*note = (struct message){ .id = error ? NULL : id,
		.type = NOTE_MESSAGE_TYPE,
		.rid = row[0].bytes,
		.u = { .id = row[1].bytes },
		.msg = row[2].bytes,
		.ts = row[3].number,
		.updated_at = row[3].number,
		.shown_json = row[4].bytes };
	return error;
}

enum db_error
db_note_count(struct db *db, struct arena *mem, const char *rid, const char *search, int64_t *count)
{
	struct db_arg pattern = db_text(db_like(mem, search));

	return db_number(db, SQL_NOTE_COUNT, DB_ARGS(db_text(rid), pattern, pattern), count);
}

struct notes_read {
	const char *rid;
	message_row_fn *row;
	void *arg;
};

static enum db_error
note_row(const struct db_cell *row, void *arg)
{
	struct notes_read *read = arg;
	struct message note;

	row_message_shown(row, read->rid, &note);
	return read->row(&note, read->arg);
}

enum db_error
db_notes_between(struct db *db, const char *rid, int64_t since_ms, int64_t until_ms, int64_t limit,
    message_row_fn *row, void *arg)
{
	struct notes_read read = { rid, row, arg };

	return db_query(db, SQL_NOTES_BETWEEN,
	    DB_ARGS(db_text(rid), db_int(since_ms), db_int(until_ms), db_int(limit)), note_row,
	    &read);
}
