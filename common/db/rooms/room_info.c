/* SPDX-License-Identifier: MIT */
#include "db/rooms/room_info.h"

#include "db/mysql/stmt.h"
#include "db/people/contact_link.h"
#include "db/people/visitor.h"
#include "db/room_set.h"

/* The statements for the custom fields of one kind of owner. */
struct fields_sql {
	enum sql set;
	enum sql remove;
	enum sql count;
};

struct info_save {
	const struct room_info *info;
	int64_t now_ms;
	bool too_many;
};

static enum db_error
fields_save(struct db *db, const struct fields_sql *sql, const char *owner_id,
    const struct info_fields *fields, bool *too_many)
{
	struct db_arg owner = db_text(owner_id);
	enum db_error error = DB_OK;
	int64_t count = 0;

	for (size_t i = 0; i < fields->len && !error; i++) {
		const struct info_field *field = &fields->items[i];
		struct db_arg name = db_text(field->name);

		if (field->value)
			error = db_exec(
			    db, sql->set, DB_ARGS(owner, name, db_text(field->value)), NULL);
		else
			error = db_exec(db, sql->remove, DB_ARGS(owner, name), NULL);
	}
	/* No field is named "", so all are counted. */
	if (!error && fields->len > 0)
		error = db_number(db, sql->count, DB_ARGS(owner, db_text("")), &count);
	*too_many |= count > fields->max;
	return error;
}

/* The contact of the visitor gets the same. */
static enum db_error
contact_fields_save(struct db *db, const struct room_info *info)
{
	enum db_error error = DB_OK;

	for (size_t i = 0; i < info->visitor_fields.len && !error; i++) {
		const struct info_field *saved = &info->visitor_fields.items[i];
		const struct visitor_field field = {
			.key = saved->name, .value = saved->value, .overwrite = true
		};

		error = contact_follow_fields(db, info->visitor_id, &field, 1);
	}
	return error;
}

static enum db_error
save_in_transaction(struct db *db, void *arg)
{
	static const struct fields_sql of_visitor = { SQL_VISITOR_FIELD_SET,
		SQL_VISITOR_FIELD_REMOVE, SQL_VISITOR_FIELD_COUNT };
	static const struct fields_sql of_room = { SQL_ROOM_FIELD_SET, SQL_ROOM_FIELD_REMOVE,
		SQL_ROOM_FIELD_COUNT };
	struct info_save *save = arg;
	const struct room_info *info = save->info;
	const struct visitor visitor = { .id = info->visitor_id,
		.name = info->name,
		.email = info->email,
		.phone = info->phone };
	struct db_arg topic = db_text(info->topic), tags = db_text(info->tags_json);
	struct room_set rooms = { 0 };
	int64_t locked;
	enum db_error error;

	save->too_many = false;
	error = db_number(db, SQL_VISITOR_LOCK, DB_ARGS(db_text(info->visitor_id)), &locked);
	if (!error)
		error = contact_lock(db, info->visitor_id);
	if (!error && info->name)
		error = contact_rename(db, info->visitor_id, info->name, save->now_ms);
	if (!error)
		error = room_set_lock(db, &rooms, SQL_ROOM_AND_OPEN_ONES,
		    DB_ARGS(db_text(info->rid), db_text(info->visitor_id)));
	if (!error)
		error = room_set_touch(db, &rooms, NULL);
	room_set_free(&rooms);
	if (!error)
		error = db_visitor_update(db, &visitor, save->now_ms);
	if (!error)
		error = fields_save(
		    db, &of_visitor, info->visitor_id, &info->visitor_fields, &save->too_many);
	if (!error)
		error = contact_fields_save(db, info);
	if (!error)
		error = db_exec(db, SQL_ROOM_NOTE,
		    DB_ARGS(db_text(info->name), topic, topic, tags, tags, db_int(save->now_ms),
			db_text(info->rid)),
		    NULL);
	if (!error)
		error = fields_save(db, &of_room, info->rid, &info->room_fields, &save->too_many);
	/* Any error rolls everything back. */
	return !error && save->too_many ? DB_NO_ROW : error;
}

enum db_error
db_room_info_save(struct db *db, const struct room_info *info, int64_t now_ms, bool *too_many)
{
	struct info_save save = { .info = info, .now_ms = now_ms };
	enum db_error error = db_transaction(db, save_in_transaction, &save);

	*too_many = error == DB_NO_ROW && save.too_many;
	return *too_many ? DB_OK : error;
}
