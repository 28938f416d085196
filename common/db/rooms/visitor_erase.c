/* SPDX-License-Identifier: MIT */
#include "db/rooms/visitor_erase.h"

#include "base/str.h"
#include "db/mysql/stmt.h"
#include "db/people/contact_link.h"
#include "db/rooms/room_erase.h"

struct room_name {
	const char *id;
	struct room_name *next;
};

struct erasure {
	struct arena *mem;
	const char *visitor_id;
	struct room_name *rooms;
	bool has_open_rooms;
};

static enum db_error
room_row(const struct db_cell *row, void *arg)
{
	struct erasure *erasure = arg;
	struct room_name *name = arena_alloc(erasure->mem, sizeof(*name));

	*name = (struct room_name){ arena_strdup(erasure->mem, row[0].bytes), erasure->rooms };
	erasure->rooms = name;
	return DB_OK;
}

static enum db_error
rooms_erase(struct db *db, struct erasure *erasure)
{
	enum db_error error = db_query(
	    db, SQL_ROOMS_OF_VISITOR, DB_ARGS(db_text(erasure->visitor_id)), room_row, erasure);

	for (const struct room_name *room = erasure->rooms; room && !error; room = room->next)
		error = room_erase_within(db, room->id);
	return error;
}

static enum db_error
erase_in_transaction(struct db *db, void *arg)
{
	static const enum sql of_visitor[] = { SQL_ERASE_FIELDS, SQL_ERASE_ADDRESS,
		SQL_ERASE_VISITOR };
	struct erasure *erasure = arg;
	const struct db_arg id = db_text(erasure->visitor_id);
	int64_t known, open = 0;
	enum db_error error;

	erasure->rooms = NULL;
	/* The visitor is locked before the rooms, as when a room is opened or written into. */
	error = db_number(db, SQL_VISITOR_LOCK, &id, 1, &known);
	if (!error && !known)
		return DB_NO_ROW;
	if (!error)
		error = contact_lock(db, erasure->visitor_id);
	if (!error)
		error = db_number(db, SQL_ROOMS_LOCK, &id, 1, &open);
	erasure->has_open_rooms = open > 0;
	if (error || open > 0)
		return error;
	error = rooms_erase(db, erasure);
	if (!error)
		error = contact_leave(db, erasure->visitor_id);
	for (size_t i = 0; i < ARRAY_LEN(of_visitor) && !error; i++)
		error = db_exec(db, of_visitor[i], &id, 1, NULL);
	return error;
}

enum db_error
db_visitor_erase(struct db *db, struct arena *mem, const char *visitor_id, bool *has_open_rooms)
{
	struct erasure erasure = { .mem = mem, .visitor_id = visitor_id };
	enum db_error error = db_transaction(db, erase_in_transaction, &erasure);

	*has_open_rooms = erasure.has_open_rooms;
	return error;
}
