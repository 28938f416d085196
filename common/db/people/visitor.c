/* SPDX-License-Identifier: MIT */
#include "db/people/visitor.h"

#include "base/str.h"
#include "db/mysql/stmt.h"
#include "db/people/contact_link.h"
#include "db/people/row.h"
#include "db/room_set.h"

enum db_error
db_visitor_get(struct db *db, struct arena *mem, const char *token, struct visitor *visitor)
{
	struct db_cell row[VISITOR_SELF_LEN];
	enum db_error error =
	    db_one(db, mem, SQL_VISITOR_GET, DB_ARGS(db_text(token)), row, VISITOR_SELF_LEN);

	row_visitor_self(row, visitor);
	return error;
}

static enum db_error
back_in_transaction(struct db *db, void *arg)
{
	const struct db_arg *token = arg;
	struct room_set rooms = { 0 };
	struct db_outcome marked;
	enum db_error error = db_exec(db, SQL_VISITOR_MARK_SEEN, token, 1, &marked);

	if (error || marked.matched == 0)
		return error;
	error = room_set_lock(db, &rooms, SQL_ROOMS_OPEN_OF_TOKEN, token, 1);
	if (!error)
		error = room_set_touch(db, &rooms, NULL);
	if (!error)
		error = room_set_each(db, &rooms, SQL_INBOX_LAPSE_ROOM);
	room_set_free(&rooms);
	return error;
}

enum db_error
db_visitor_mark_seen(struct db *db, const char *token, enum seen seen)
{
	struct db_arg arg = db_text(token);

	return seen == SEEN_AWAY ? db_transaction(db, back_in_transaction, &arg)
				 : db_exec(db, SQL_VISITOR_MARK_SEEN, &arg, 1, NULL);
}

enum db_error
db_visitor_known(struct db *db, const char *token, bool *known)
{
	int64_t count;
	enum db_error error = db_number(db, SQL_VISITOR_COUNT, DB_ARGS(db_text(token)), &count);

	*known = count > 0;
	return error;
}

static enum db_error
visitor_insert(struct db *db, const struct visitor *visitor)
{
	return db_exec(db, SQL_VISITOR_INSERT,
	    DB_ARGS(db_text(visitor->id), db_text(visitor->token), db_text(visitor->username),
		db_text(visitor->name), db_text(visitor->email), db_text(visitor->phone),
		db_text(visitor->department_id), db_text(visitor->status), db_text(visitor->ip),
		db_text(visitor->user_agent), db_text(visitor->host), db_int(visitor->ts),
		db_int(visitor->updated_at)),
	    NULL);
}

/* Their open rooms show it. */
static enum db_error
rooms_follow(struct db *db, const struct visitor *changes, const struct room_set *rooms)
{
	struct db_arg id = db_text(changes->id);
	enum db_error error = DB_OK;

	if (changes->name)
		error = db_exec(db, SQL_ROOM_RENAME, DB_ARGS(db_text(changes->name), id), NULL);
	if (!error)
		error = db_exec(db, SQL_VISITOR_ROOMS_CHANGE, DB_ARGS(id), NULL);
	if (!error)
		error = room_set_touch(db, rooms, NULL);
	if (!error && changes->name)
		error = db_exec(db, SQL_QUEUE_TOUCH_VISITOR, DB_ARGS(id), NULL);
	if (!error && changes->name)
		error = db_exec(db, SQL_INQUIRY_RENAME, DB_ARGS(id), NULL);
	return error;
}

enum db_error
db_visitor_update(struct db *db, const struct visitor *changes, int64_t now_ms)
{
	struct room_set rooms = { 0 };
	enum db_error error;

	error = db_exec(db, SQL_VISITOR_UPDATE,
	    DB_ARGS(db_text(changes->username), db_text(changes->name), db_text(changes->email),
		db_text(changes->phone), db_text(changes->department_id), db_text(changes->status),
		db_int(now_ms), db_text(changes->id)),
	    NULL);
	if (!error)
		error = contact_follow(db, changes, now_ms);
	if (!error)
		error = room_set_lock(
		    db, &rooms, SQL_ROOMS_OPEN_OF_VISITOR, DB_ARGS(db_text(changes->id)));
	if (!error)
		error = rooms_follow(db, changes, &rooms);
	room_set_free(&rooms);
	return error;
}

struct visitor_change {
	const struct visitor *changes;
	int64_t now_ms;
};

static enum db_error
change_in_transaction(struct db *db, void *arg)
{
	const struct visitor_change *change = arg;

	return db_visitor_update(db, change->changes, change->now_ms);
}

enum db_error
db_visitor_change(struct db *db, const struct visitor *changes, int64_t now_ms)
{
	struct visitor_change change = { changes, now_ms };

	return db_transaction(db, change_in_transaction, &change);
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

static enum db_error
own_fields_put(
    struct db *db, const char *visitor_id, const struct visitor_fields *fields, bool *too_many)
{
	enum db_error error = DB_OK;
	int64_t count = 0;

	for (size_t i = 0; i < fields->len && !error; i++) {
		const struct visitor_field *field = &fields->items[i];

		if (field->of_rooms)
			continue;
		error = db_exec(db,
		    field->overwrite ? SQL_VISITOR_FIELD_SET : SQL_VISITOR_FIELD_ADD,
		    DB_ARGS(db_text(visitor_id), db_text(field->key), db_text(field->value)), NULL);
	}
	if (!error)
		error = contact_follow_fields(db, visitor_id, fields->items, fields->len);
	/* No field is named "", so all are counted. */
	if (!error && fields->len > 0)
		error = db_number(
		    db, SQL_VISITOR_FIELD_COUNT, DB_ARGS(db_text(visitor_id), db_text("")), &count);
	*too_many |= count > fields->max;
	return error;
}

static bool
has_fields_of_rooms(const struct visitor_fields *fields)
{
	for (size_t i = 0; i < fields->len; i++)
		if (fields->items[i].of_rooms)
			return true;
	return false;
}

/* The rooms are locked. Those who follow them learn of it if any field is new there. */
static enum db_error
room_fields_write(struct db *db, const char *visitor_id, const struct visitor_fields *fields,
    int64_t now_ms, const struct room_set *rooms)
{
	struct db_arg visitor = db_text(visitor_id);
	enum db_error error = DB_OK;
	bool stored = false;

	for (size_t i = 0; i < fields->len && !error; i++) {
		const struct visitor_field *field = &fields->items[i];
		struct db_outcome outcome = { 0 };

		if (field->of_rooms)
			error = db_exec(db,
			    field->overwrite ? SQL_OPEN_ROOMS_FIELD_SET : SQL_OPEN_ROOMS_FIELD_ADD,
			    DB_ARGS(db_text(field->key), db_text(field->value), visitor), &outcome);
		stored |= outcome.matched > 0;
	}
	if (error || !stored)
		return error;
	error = db_exec(db, SQL_OPEN_ROOMS_DATE, DB_ARGS(db_int(now_ms), visitor), NULL);
	if (!error)
		error = db_exec(db, SQL_VISITOR_ROOMS_CHANGE, DB_ARGS(visitor), NULL);
	return error ? error : room_set_touch(db, rooms, NULL);
}

static enum db_error
room_fields_put(struct db *db, const char *visitor_id, const struct visitor_fields *fields,
    int64_t now_ms, bool *too_many)
{
	struct db_arg visitor = db_text(visitor_id);
	struct room_set rooms = { 0 };
	int64_t count = 0;
	enum db_error error = room_set_lock(db, &rooms, SQL_ROOMS_OPEN_OF_VISITOR, &visitor, 1);

	if (!error && rooms.len > 0)
		error = room_fields_write(db, visitor_id, fields, now_ms, &rooms);
	if (!error && rooms.len > 0)
		error = db_number(db, SQL_OPEN_ROOMS_FIELD_COUNT, &visitor, 1, &count);
	*too_many |= count > fields->max_in_room;
	room_set_free(&rooms);
	return error;
}

static enum db_error
fields_put(struct db *db, const char *visitor_id, const struct visitor_fields *fields,
    int64_t now_ms, bool *too_many)
{
	enum db_error error = own_fields_put(db, visitor_id, fields, too_many);

	if (!error && has_fields_of_rooms(fields))
		error = room_fields_put(db, visitor_id, fields, now_ms, too_many);
	return !error && *too_many ? DB_NO_ROW : error;
}

struct visitor_save {
	const struct visitor *visitor;
	const struct visitor_fields *fields;
	enum visitor_write write;
	int64_t now_ms;
	bool too_many;
};

static enum db_error
save_in_transaction(struct db *db, void *arg)
{
	struct visitor_save *save = arg;
	enum db_error error = DB_OK;

	save->too_many = false;
	if (save->write == VISITOR_INSERT)
		error = visitor_insert(db, save->visitor);
	else if (save->write == VISITOR_UPDATE)
		error = db_visitor_update(db, save->visitor, save->now_ms);
	/* Any error rolls everything back. */
	return error
		   ? error
		   : fields_put(db, save->visitor->id, save->fields, save->now_ms, &save->too_many);
}

enum db_error
db_visitor_save(struct db *db, enum visitor_write write, const struct visitor *visitor,
    const struct visitor_fields *fields, int64_t now_ms, bool *too_many)
{
	struct visitor_save save = {
		.visitor = visitor, .fields = fields, .write = write, .now_ms = now_ms
	};
	enum db_error error = db_transaction(db, save_in_transaction, &save);

	*too_many = error == DB_NO_ROW && save.too_many;
	return *too_many ? DB_OK : error;
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
