/* SPDX-License-Identifier: MIT */
#include "db/contacts/contact_change.h"

#include "base/str.h"
#include "db/contacts/contact.h"
#include "db/people/contact_link.h"
#include "db/room_set.h"

struct contact_write {
	const struct contact_change *change;
	int64_t now_ms;
};

static enum db_error
addresses_write(
    struct db *db, const char *id, const char *kind, const struct contact_texts *addresses)
{
	enum db_error error = DB_OK;

	for (size_t i = 0; i < addresses->len && !error; i++) {
		struct db_arg address = db_text(addresses->items[i]);

		error = db_exec(db, SQL_CONTACT_ADDRESS_FOLLOW,
		    DB_ARGS(db_text(id), db_text(kind), db_int((int64_t)i), address, address),
		    NULL);
	}
	return error;
}

static enum db_error
addresses_replace(
    struct db *db, const char *id, const char *kind, const struct contact_texts *addresses)
{
	enum db_error error;

	if (!addresses)
		return DB_OK;
	error = db_exec(db, SQL_CONTACT_ADDRESSES_CLEAR, DB_ARGS(db_text(id), db_text(kind)), NULL);
	return error ? error : addresses_write(db, id, kind, addresses);
}

static enum db_error
fields_write(struct db *db, const struct contact_change *change)
{
	const struct contact_fields *fields = change->fields;
	struct db_arg id = db_text(change->id);
	enum db_error error = DB_OK;

	if (!fields)
		return DB_OK;
	if (!change->keep_fields)
		error = db_exec(db, SQL_CONTACT_FIELDS_CLEAR, &id, 1, NULL);
	for (size_t i = 0; i < fields->len && !error; i++)
		error = db_exec(db, SQL_CONTACT_FIELD_SET,
		    DB_ARGS(id, db_text(fields->items[i].name), db_text(fields->items[i].value)),
		    NULL);
	return error;
}

static enum db_error
insert_in_transaction(struct db *db, void *arg)
{
	const struct contact_write *write = arg;
	const struct contact_change *contact = write->change;
	struct db_arg now = db_int(write->now_ms);
	enum db_error error = db_exec(db, SQL_CONTACT_INSERT,
	    DB_ARGS(db_text(contact->id), db_text(contact->name), db_text(contact->manager_id),
		db_int(0), db_int(1), now, now),
	    NULL);

	if (error == DB_EXISTS) /* an earlier attempt of this insert */
		return DB_OK;
	if (!error)
		error = addresses_write(db, contact->id, CONTACT_EMAIL, contact->emails);
	if (!error)
		error = addresses_write(db, contact->id, CONTACT_PHONE, contact->phones);
	return error ? error : fields_write(db, contact);
}

enum db_error
db_contact_insert(struct db *db, const struct contact_change *contact, int64_t now_ms)
{
	struct contact_write write = { contact, now_ms };

	return db_transaction(db, insert_in_transaction, &write);
}

/* The open rooms of the visitors, and their agents and the queue, show the name. */
static enum db_error
rooms_rename(struct db *db, const char *contact_id, const char *name, int64_t now_ms)
{
	struct db_arg id = db_text(contact_id);
	struct room_set rooms = { 0 };
	enum db_error error = room_set_lock(db, &rooms, SQL_CONTACT_ROOMS_OPEN, &id, 1);
	bool any = rooms.len > 0;

	if (!error && any)
		error = db_exec(
		    db, SQL_CONTACT_ROOMS_RENAME, DB_ARGS(db_text(name), db_int(now_ms), id), NULL);
	if (!error && any)
		error = room_set_touch(db, &rooms, NULL);
	if (!error && any)
		error = db_exec(db, SQL_CONTACT_QUEUES_TOUCH, &id, 1, NULL);
	if (!error && any)
		error = db_exec(db, SQL_CONTACT_INQUIRIES_RENAME, &id, 1, NULL);
	room_set_free(&rooms);
	return error;
}

static enum db_error
conflict_settle(struct db *db, const char *id, const char *field)
{
	return db_exec(db, SQL_CONTACT_CONFLICT_SETTLE, DB_ARGS(db_text(id), db_text(field)), NULL);
}

static enum db_error
conflicts_settle(struct db *db, const struct contact_change *change)
{
	enum db_error error = DB_OK;
	struct arena *mem;

	if (change->wipe_conflicts)
		return db_exec(db, SQL_CONTACT_CONFLICTS_CLEAR, DB_ARGS(db_text(change->id)), NULL);
	if (!change->settle_conflicts)
		return DB_OK;
	if (change->name)
		error = conflict_settle(db, change->id, "name");
	mem = arena_new();
	for (size_t i = 0; change->fields && i < change->fields->len && !error; i++)
		error = conflict_settle(db, change->id,
		    arena_printf(mem, "customFields.%s", change->fields->items[i].name));
	arena_free(mem);
	return error;
}

static enum db_error
update_in_transaction(struct db *db, void *arg)
{
	const struct contact_write *write = arg;
	const struct contact_change *change = write->change;
	enum db_error error = db_change(db, SQL_CONTACT_UPDATE,
	    DB_ARGS(db_text(change->name), db_text(change->manager_id), db_int(write->now_ms),
		db_text(change->id)));

	if (!error)
		error = addresses_replace(db, change->id, CONTACT_EMAIL, change->emails);
	if (!error)
		error = addresses_replace(db, change->id, CONTACT_PHONE, change->phones);
	if (!error)
		error = fields_write(db, change);
	if (!error)
		error = conflicts_settle(db, change);
	if (!error && change->name)
		error = rooms_rename(db, change->id, change->name, write->now_ms);
	return error;
}

enum db_error
db_contact_update(struct db *db, const struct contact_change *change, int64_t now_ms)
{
	struct contact_write write = { change, now_ms };

	return db_transaction(db, update_in_transaction, &write);
}

struct ensuring {
	const struct visitor *visitor;
	const char *new_id;
	int64_t now_ms;
};

static enum db_error
ensure_in_transaction(struct db *db, void *arg)
{
	const struct ensuring *ensuring = arg;
	int64_t known;
	enum db_error error =
	    db_number(db, SQL_VISITOR_LOCK, DB_ARGS(db_text(ensuring->visitor->id)), &known);

	if (!error && !known)
		return DB_NO_ROW;
	return error ? error
		     : contact_link(db, ensuring->visitor, ensuring->new_id, ensuring->now_ms);
}

enum db_error
db_contact_ensure(struct db *db, const struct visitor *visitor, const char *new_id, int64_t now_ms)
{
	struct ensuring ensuring = { visitor, new_id, now_ms };

	return db_transaction(db, ensure_in_transaction, &ensuring);
}

enum db_error
db_contact_open_rooms(struct db *db, const char *id, int64_t *count)
{
	return db_number(db, SQL_CONTACT_COUNT_OPEN_ROOMS, DB_ARGS(db_text(id)), count);
}

enum db_error
db_contact_visitor(struct db *db, struct arena *mem, const char *contact_id, const char **id)
{
	struct db_cell cell;
	enum db_error error =
	    db_one(db, mem, SQL_CONTACT_VISITOR, DB_ARGS(db_text(contact_id)), &cell, 1);

	*id = cell.bytes;
	return error;
}

static enum db_error
remove_in_transaction(struct db *db, void *arg)
{
	static const enum sql removals[] = { SQL_CONTACT_ADDRESSES_REMOVE, SQL_CONTACT_FIELDS_CLEAR,
		SQL_CONTACT_CONFLICTS_CLEAR };
	const struct db_arg *id = arg;
	struct arena *mem = arena_new();
	struct db_cell locked[2];
	int64_t visitors = 0;
	enum db_error error = db_one(db, mem, SQL_CONTACT_LOCK, id, 1, locked, 2);

	arena_free(mem);
	if (!error)
		error = db_number(db, SQL_CONTACT_COUNT_VISITORS, id, 1, &visitors);
	if (!error && visitors > 0)
		return DB_NO_ROW;
	for (size_t i = 0; i < ARRAY_LEN(removals) && !error; i++)
		error = db_exec(db, removals[i], id, 1, NULL);
	return error ? error : db_exec(db, SQL_CONTACT_REMOVE, id, 1, NULL);
}

enum db_error
db_contact_remove(struct db *db, const char *id)
{
	struct db_arg arg = db_text(id);

	return db_transaction(db, remove_in_transaction, &arg);
}
