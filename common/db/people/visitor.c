/* SPDX-License-Identifier: MIT */
#include "db/people/visitor.h"

#include "base/str.h"
#include "db/mysql/stmt.h"
#include "db/people/row.h"

enum db_error
db_visitor_get(struct db *db, struct arena *mem, const char *token, struct visitor *visitor)
{
	struct db_cell row[VISITOR_LEN];
	enum db_error error =
	    db_one(db, mem, SQL_VISITOR_GET, DB_ARGS(db_text(token)), row, VISITOR_LEN);

	row_visitor(row, visitor);
	return error;
}

enum db_error
db_visitor_known(struct db *db, const char *token, bool *known)
{
	int64_t count;
	enum db_error error = db_number(db, SQL_VISITOR_COUNT, DB_ARGS(db_text(token)), &count);

	*known = count > 0;
	return error;
}

enum db_error
db_visitor_insert(struct db *db, const struct visitor *visitor)
{
	return db_exec(db, SQL_VISITOR_INSERT,
	    DB_ARGS(db_text(visitor->id), db_text(visitor->token), db_text(visitor->username),
		db_text(visitor->name), db_text(visitor->email), db_text(visitor->phone),
		db_text(visitor->department_id), db_text(visitor->status), db_text(visitor->ip),
		db_text(visitor->user_agent), db_text(visitor->host), db_int(visitor->ts),
		db_int(visitor->updated_at)),
	    NULL);
}

enum db_error
db_visitor_update(struct db *db, const struct visitor *changes, int64_t now_ms)
{
	enum db_error error;

	error = db_exec(db, SQL_VISITOR_UPDATE,
	    DB_ARGS(db_text(changes->username), db_text(changes->name), db_text(changes->email),
		db_text(changes->phone), db_text(changes->department_id), db_text(changes->status),
		db_int(now_ms), db_text(changes->id)),
	    NULL);
	if (!error && changes->name)
		error = db_exec(db, SQL_ROOM_RENAME,
		    DB_ARGS(db_text(changes->name), db_text(changes->id)), NULL);
	if (!error && changes->name)
		error = db_exec(db, SQL_INQUIRY_RENAME, DB_ARGS(db_text(changes->id)), NULL);
	return error;
}

enum db_error
db_guest_number(struct db *db, int64_t *number)
{
	struct db_outcome outcome;
	enum db_error error;

	error = db_exec(db, SQL_GUEST_COUNT_NEXT, NULL, 0, &outcome);
	if (!error && outcome.matched == 0) {
		error = db_exec(db, SQL_GUEST_COUNT_CREATE, NULL, 0, NULL);
		if (!error)
			error = db_exec(db, SQL_GUEST_COUNT_NEXT, NULL, 0, &outcome);
	}
	*number = error ? 0 : (int64_t)outcome.insert_id;
	return error;
}

enum db_error
db_visitor_field_put(
    struct db *db, const char *visitor_id, const char *name, const char *value, bool overwrite)
{
	return db_exec(db, overwrite ? SQL_VISITOR_FIELD_SET : SQL_VISITOR_FIELD_ADD,
	    DB_ARGS(db_text(visitor_id), db_text(name), db_text(value)), NULL);
}

enum db_error
db_visitor_field_count(
    struct db *db, const char *visitor_id, const char *except_name, int64_t *count)
{
	return db_number(
	    db, SQL_VISITOR_FIELD_COUNT, DB_ARGS(db_text(visitor_id), db_text(except_name)), count);
}

struct fields_read {
	visitor_field_fn *field;
	void *arg;
};

static enum db_error
field_row(const struct db_cell *row, void *arg)
{
	struct fields_read *read = arg;

	return read->field(row[0].bytes, row[1].bytes, read->arg);
}

enum db_error
db_visitor_fields(struct db *db, const char *visitor_id, visitor_field_fn *field, void *arg)
{
	struct fields_read read = { field, arg };

	return db_query(db, SQL_VISITOR_FIELDS, DB_ARGS(db_text(visitor_id)), field_row, &read);
}

struct erasure {
	const char *visitor_id;
	bool has_open_rooms;
};

static enum db_error
erase_in_transaction(struct db *db, void *arg)
{
	/* What belongs to rooms goes before the rooms, and they before their visitor. */
	static const enum sql removals[] = { SQL_ERASE_MESSAGES, SQL_ERASE_VERSIONS,
		SQL_ERASE_DELETIONS, SQL_ERASE_ROOM_FIELDS, SQL_ERASE_MEMBERS, SQL_ERASE_INQUIRIES,
		SQL_ERASE_TRANSCRIPTS, SQL_ERASE_ROOMS, SQL_ERASE_FIELDS, SQL_ERASE_VISITOR };
	struct erasure *erasure = arg;
	const struct db_arg visitor = db_text(erasure->visitor_id);
	int64_t known, open = 0;
	enum db_error error;

	/* The visitor is locked before the rooms, as when a room is opened or written into. */
	error = db_number(db, SQL_VISITOR_LOCK, &visitor, 1, &known);
	if (!error && !known)
		return DB_NO_ROW;
	if (!error)
		error = db_number(db, SQL_ROOMS_LOCK, &visitor, 1, &open);
	erasure->has_open_rooms = open > 0;
	if (error || open > 0)
		return error;
	for (size_t i = 0; i < ARRAY_LEN(removals) && !error; i++)
		error = db_exec(db, removals[i], &visitor, 1, NULL);
	return error;
}

enum db_error
db_visitor_erase(struct db *db, const char *visitor_id, bool *has_open_rooms)
{
	struct erasure erasure = { visitor_id, false };
	enum db_error error = db_transaction(db, erase_in_transaction, &erasure);

	*has_open_rooms = erasure.has_open_rooms;
	return error;
}
