/* SPDX-License-Identifier: MIT */
#include "db/people/contact_link.h"

#include <string.h>

#include "base/str.h"
#include "db/mysql/stmt.h"

/*
 * What is inserted is read before by a SELECT of its own: read by the INSERT, or for an update, what is not there
 * would be locked as a gap, in which two visitors who come at the same time wait for each other.
 */

/* A contact has as many e-mail addresses, phone numbers and conflicts that visitors bring. */
#define FOLLOWED_MAX 20

/* The contact of a visitor, whose row is locked. */
struct contact_link {
	struct arena *mem;
	const char *id; /* NULL: they have none */
	const char *name;
	bool unknown; /* nobody has made or edited it */
};

/* The caller frees link->mem, also after an error. */
static enum db_error
link_lock(struct db *db, const char *visitor_id, struct contact_link *link)
{
	struct db_cell id, row[2];
	enum db_error error;

	*link = (struct contact_link){ .mem = arena_new() };
	error = db_one(db, link->mem, SQL_CONTACT_OF_VISITOR, DB_ARGS(db_text(visitor_id)), &id, 1);
	if (!error)
		error = db_one(db, link->mem, SQL_CONTACT_LOCK, DB_ARGS(db_text(id.bytes)), row, 2);
	if (error)
		return error == DB_NO_ROW ? DB_OK : error;
	link->id = id.bytes;
	link->name = row[0].bytes;
	link->unknown = row[1].number != 0;
	return DB_OK;
}

enum db_error
contact_lock(struct db *db, const char *visitor_id)
{
	struct contact_link link;
	enum db_error error = link_lock(db, visitor_id, &link);

	arena_free(link.mem);
	return error;
}

/* --- What follows a visitor --- */

static enum db_error
conflict_note(struct db *db, const struct contact_link *link, const char *field, const char *text)
{
	struct db_arg id = db_text(link->id), value = db_text(text);
	int64_t count;
	enum db_error error = db_number(db, SQL_CONTACT_CONFLICT_COUNT, &id, 1, &count);

	if (error || count >= FOLLOWED_MAX)
		return error;
	return db_exec(
	    db, SQL_CONTACT_CONFLICT_ADD, DB_ARGS(id, db_text(field), value, value), NULL);
}

enum db_error
contact_rename(struct db *db, const char *visitor_id, const char *name, int64_t now_ms)
{
	return db_exec(db, SQL_CONTACT_NAME_FOLLOW,
	    DB_ARGS(db_text(name), db_int(now_ms), db_text(visitor_id)), NULL);
}

static enum db_error
name_follow(
    struct db *db, const struct contact_link *link, const struct visitor *changes, int64_t now_ms)
{
	if (!changes->name || strcmp(link->name, changes->name) == 0)
		return DB_OK;
	return link->unknown ? contact_rename(db, changes->id, changes->name, now_ms)
			     : conflict_note(db, link, "name", changes->name);
}

static enum db_error
address_follow(
    struct db *db, const struct contact_link *link, const char *kind, const char *address)
{
	struct db_arg id = db_text(link->id), value = db_text(address);
	struct db_cell known[3];
	enum db_error error;

	if (!address || !*address)
		return DB_OK;
	error = db_one(db, NULL, SQL_CONTACT_ADDRESS_KNOWN, DB_ARGS(value, id, db_text(kind)),
	    known, ARRAY_LEN(known));
	if (error || known[0].number > 0 || known[1].number >= FOLLOWED_MAX)
		return error;
	return db_exec(db, SQL_CONTACT_ADDRESS_FOLLOW,
	    DB_ARGS(id, db_text(kind), db_int(known[2].number), value, value), NULL);
}

static enum db_error
link_follow(
    struct db *db, const struct contact_link *link, const struct visitor *changes, int64_t now_ms)
{
	enum db_error error = name_follow(db, link, changes, now_ms);

	if (!error)
		error = address_follow(db, link, "email", changes->email);
	return error ? error : address_follow(db, link, "phone", changes->phone);
}

enum db_error
contact_follow(struct db *db, const struct visitor *changes, int64_t now_ms)
{
	struct contact_link link;
	enum db_error error;

	if (!changes->name && !changes->email && !changes->phone)
		return DB_OK;
	error = link_lock(db, changes->id, &link);
	if (!error && link.id)
		error = link_follow(db, &link, changes, now_ms);
	arena_free(link.mem);
	return error;
}

static enum db_error
field_follow(struct db *db, const struct contact_link *link, const struct visitor_field *field)
{
	struct db_arg id = db_text(link->id), name = db_text(field->key);
	struct db_cell stored;
	enum db_error error;

	if (!field->value)
		return db_exec(db, SQL_CONTACT_FIELD_REMOVE, DB_ARGS(id, name), NULL);
	error = db_one(db, link->mem, SQL_CONTACT_FIELD_GET, DB_ARGS(id, name), &stored, 1);
	if (error && error != DB_NO_ROW)
		return error;
	if (error == DB_NO_ROW || field->overwrite)
		return db_exec(
		    db, SQL_CONTACT_FIELD_SET, DB_ARGS(id, name, db_text(field->value)), NULL);
	if (strcmp(stored.bytes, field->value) == 0)
		return DB_OK;
	return conflict_note(
	    db, link, arena_printf(link->mem, "customFields.%s", field->key), field->value);
}

enum db_error
contact_follow_fields(
    struct db *db, const char *visitor_id, const struct visitor_field *fields, size_t len)
{
	struct contact_link link;
	enum db_error error;

	if (len == 0)
		return DB_OK;
	error = link_lock(db, visitor_id, &link);
	for (size_t i = 0; i < len && link.id && !error; i++)
		if (!fields[i].of_rooms)
			error = field_follow(db, &link, &fields[i]);
	arena_free(link.mem);
	return error;
}

/* --- A visitor gets a contact --- */

struct field_node {
	struct visitor_field field;
	struct field_node *next;
};

struct fields_collected {
	struct arena *mem;
	struct field_node *first;
};

static enum db_error
field_collect(const char *name, const char *value, void *arg)
{
	struct fields_collected *collected = arg;
	struct field_node *node = arena_zalloc(collected->mem, sizeof(*node));

	node->field.key = arena_strdup(collected->mem, name);
	node->field.value = arena_strdup(collected->mem, value);
	node->next = collected->first;
	collected->first = node;
	return DB_OK;
}

static enum db_error
fields_copy(struct db *db, const struct contact_link *link, const char *visitor_id)
{
	struct fields_collected collected = { .mem = link->mem };
	enum db_error error = db_visitor_fields(db, visitor_id, field_collect, &collected);

	for (const struct field_node *node = collected.first; node && !error; node = node->next)
		error = field_follow(db, link, &node->field);
	return error;
}

static enum db_error
link_put(struct db *db, const char *visitor_id, const char *contact_id)
{
	return db_exec(
	    db, SQL_CONTACT_LINK, DB_ARGS(db_text(visitor_id), db_text(contact_id)), NULL);
}

/* *adopted: a contact was waiting for the visitor, who has it now. */
static enum db_error
expected_adopt(
    struct db *db, struct arena *mem, const struct visitor *visitor, int64_t now_ms, bool *adopted)
{
	struct db_outcome taken = { 0 };
	struct db_cell id;
	enum db_error error = db_one(db, mem, SQL_CONTACT_EXPECTING,
	    DB_ARGS(db_text(visitor->email), db_text(visitor->phone)), &id, 1);

	if (!error)
		error = db_exec(
		    db, SQL_CONTACT_ADOPT, DB_ARGS(db_int(now_ms), db_text(id.bytes)), &taken);
	*adopted = !error && taken.matched > 0;
	if (*adopted)
		error = link_put(db, visitor->id, id.bytes);
	return error == DB_NO_ROW ? DB_OK : error;
}

static enum db_error
contact_make(struct db *db, const struct visitor *visitor, const char *new_id, int64_t now_ms)
{
	const char *name = visitor->name ? visitor->name : visitor->username;
	struct db_arg now = db_int(now_ms);
	enum db_error error = db_exec(db, SQL_CONTACT_INSERT,
	    DB_ARGS(db_text(new_id), db_text(name), db_text(NULL), db_int(1), db_int(0), now, now),
	    NULL);

	return error ? error : link_put(db, visitor->id, new_id);
}

/* The visitor has the contact since now, and brings what is known of them. */
static enum db_error
visitor_bring(struct db *db, const struct visitor *visitor, int64_t now_ms)
{
	struct contact_link link;
	enum db_error error = link_lock(db, visitor->id, &link);

	if (!error && link.id)
		error = link_follow(db, &link, visitor, now_ms);
	if (!error && link.id)
		error = fields_copy(db, &link, visitor->id);
	arena_free(link.mem);
	return error;
}

enum db_error
contact_link(struct db *db, const struct visitor *visitor, const char *new_id, int64_t now_ms)
{
	struct contact_link link;
	bool adopted = false;
	enum db_error error = link_lock(db, visitor->id, &link);
	bool missing = !error && !link.id;

	if (missing && (visitor->email || visitor->phone))
		error = expected_adopt(db, link.mem, visitor, now_ms, &adopted);
	if (missing && !error && !adopted)
		error = contact_make(db, visitor, new_id, now_ms);
	arena_free(link.mem);
	return error || !missing ? error : visitor_bring(db, visitor, now_ms);
}

enum db_error
contact_channel_put(
    struct db *db, const char *visitor_id, const char *source, const char *rid, int64_t now_ms)
{
	return db_exec(db, SQL_CONTACT_CHANNEL_PUT,
	    DB_ARGS(db_text(source), db_text(rid), db_int(now_ms), db_text(visitor_id)), NULL);
}

/* --- A visitor is erased --- */

enum db_error
contact_leave(struct db *db, const char *visitor_id)
{
	static const enum sql alone[] = { SQL_ERASE_CONTACT_ADDRESSES, SQL_ERASE_CONTACT_FIELDS,
		SQL_ERASE_CONTACT_CONFLICTS, SQL_ERASE_CONTACT };
	static const enum sql of_several[] = { SQL_LEAVE_CONTACT_ADDRESSES,
		SQL_LEAVE_CONTACT_FIELDS, SQL_ERASE_CONTACT_CONFLICTS };
	const struct db_arg id = db_text(visitor_id);
	int64_t others;
	enum db_error error = db_number(db, SQL_CONTACT_OTHER_VISITORS, &id, 1, &others);
	const enum sql *removals = others > 0 ? of_several : alone;
	size_t len = others > 0 ? ARRAY_LEN(of_several) : ARRAY_LEN(alone);

	for (size_t i = 0; i < len && !error; i++)
		error = db_exec(db, removals[i], &id, 1, NULL);
	if (!error)
		error = db_exec(db, SQL_ERASE_CONTACT_CHANNELS, &id, 1, NULL);
	return error ? error : db_exec(db, SQL_ERASE_CONTACT_LINK, &id, 1, NULL);
}
