/* SPDX-License-Identifier: MIT */
#include "db/contacts/contact.h"

#include <string.h>

#include "db/mysql/args.h"

enum { CONTACT_LEN = 9, CHANNEL_LEN = 6 };

static void
row_contact(const struct db_cell *row, struct contact_row *contact)
{
	*contact = (struct contact_row){ .id = row[0].bytes,
		.name = row[1].bytes,
		.manager_id = row[2].bytes,
		.manager_username = row[3].bytes,
		.manager_name = row[4].bytes,
		.unknown = row[5].number != 0,
		.pre_registered = row[6].number != 0,
		.created_at = row[7].number,
		.updated_at = row[8].number };
}

/* --- What belongs to contacts, read for 16 of them at once --- */

struct channels_read {
	struct arena *mem;
	struct contact_row *contacts;
};

static struct contact_channel *
channel_new(struct arena *mem, const struct db_cell *row, struct contact_channel *next)
{
	struct db_cell cells[CHANNEL_LEN];
	struct contact_channel *channel = arena_alloc(mem, sizeof(*channel));

	db_row_dup(mem, row, cells, CHANNEL_LEN);
	*channel = (struct contact_channel){ .visitor_id = cells[1].bytes,
		.source = cells[2].bytes,
		.rid = cells[3].bytes,
		.ts = cells[4].number,
		.blocked = cells[5].number != 0,
		.next = next };
	return channel;
}

/* The rows come backwards. */
static enum db_error
channel_of_row(const struct db_cell *row, void *arg)
{
	struct channels_read *read = arg;

	for (struct contact_row *c = read->contacts; c; c = c->next)
		if (strcmp(c->id, row[0].bytes) == 0)
			c->channels = channel_new(read->mem, row, c->channels);
	return DB_OK;
}

static enum db_error
channels_read(struct db *db, struct arena *mem, struct contact_row *contacts, int64_t now_ms)
{
	struct channels_read read = { mem, contacts };
	enum db_error error = DB_OK;

	while (read.contacts && !error) {
		struct contact_row *next = read.contacts;
		struct args args;

		args_begin(&args);
		args_add(&args, db_int(now_ms));
		for (size_t i = 0; i < FIELDS_READ_MAX; i++) {
			args_add(&args, db_text(next ? next->id : NULL));
			next = next ? next->next : NULL;
		}
		error = db_query(
		    db, SQL_CONTACT_CHANNELS_OF, args.items, args.len, channel_of_row, &read);
		read.contacts = next;
	}
	return error;
}

static enum db_error
parts_read(struct db *db, struct arena *mem, struct contact_row *contacts, int64_t now_ms)
{
	struct fields_read addresses = { .mem = mem, .sql = SQL_CONTACT_ADDRESSES_OF };
	struct fields_read fields = { .mem = mem, .sql = SQL_CONTACT_FIELDS_OF };
	struct fields_read conflicts = { .mem = mem, .sql = SQL_CONTACT_CONFLICTS_OF };
	enum db_error error = channels_read(db, mem, contacts, now_ms);

	for (struct contact_row *c = contacts; c && !error; c = c->next) {
		error = fields_read_add(db, &addresses, c->id, &c->addresses);
		if (!error)
			error = fields_read_add(db, &fields, c->id, &c->fields);
		if (!error)
			error = fields_read_add(db, &conflicts, c->id, &c->conflicts);
	}
	if (!error)
		error = fields_read_end(db, &addresses);
	if (!error)
		error = fields_read_end(db, &fields);
	return error ? error : fields_read_end(db, &conflicts);
}

/* --- Contacts --- */

enum db_error
db_contact_by_id(
    struct db *db, struct arena *mem, const char *id, int64_t now_ms, struct contact_row *contact)
{
	struct db_cell row[CONTACT_LEN];
	enum db_error error =
	    db_one(db, mem, SQL_CONTACT_BY_ID, DB_ARGS(db_text(id)), row, CONTACT_LEN);

	row_contact(row, contact);
	return error ? error : parts_read(db, mem, contact, now_ms);
}

enum db_error
db_contact_of_visitor(struct db *db, struct arena *mem, const char *visitor_id, const char **id)
{
	struct db_cell cell;
	enum db_error error =
	    db_one(db, mem, SQL_CONTACT_OF_VISITOR, DB_ARGS(db_text(visitor_id)), &cell, 1);

	*id = cell.bytes;
	return error;
}

struct channel_list {
	struct arena *mem;
	struct contact_channel **end;
};

static enum db_error
channel_row(const struct db_cell *row, void *arg)
{
	struct channel_list *list = arg;

	*list->end = channel_new(list->mem, row, NULL);
	list->end = &(*list->end)->next;
	return DB_OK;
}

enum db_error
db_contact_channels(struct db *db, struct arena *mem, const char *id, int64_t now_ms,
    struct contact_channel **channels)
{
	struct channel_list list = { mem, channels };

	*channels = NULL;
	return db_query(
	    db, SQL_CONTACT_CHANNELS, DB_ARGS(db_int(now_ms), db_text(id)), channel_row, &list);
}

enum db_error
db_contact_exists(struct db *db, const char *id, bool *exists)
{
	int64_t count;
	enum db_error error = db_number(db, SQL_CONTACT_COUNT_ID, DB_ARGS(db_text(id)), &count);

	*exists = count > 0;
	return error;
}

enum db_error
db_contact_has_address(struct db *db, const char *kind, const char *address, bool *exists)
{
	int64_t number;
	enum db_error error = db_number(
	    db, SQL_CONTACT_EXISTS_ADDRESS, DB_ARGS(db_text(kind), db_text(address)), &number);

	*exists = number != 0;
	return error;
}

struct contacts_read {
	struct arena *mem;
	struct contact_row **end;
};

static enum db_error
contact_row(const struct db_cell *row, void *arg)
{
	struct contacts_read *read = arg;
	struct contact_row *contact = arena_alloc(read->mem, sizeof(*contact));
	struct db_cell cells[CONTACT_LEN];

	db_row_dup(read->mem, row, cells, CONTACT_LEN);
	row_contact(cells, contact);
	*read->end = contact;
	read->end = &contact->next;
	return DB_OK;
}

enum db_error
db_contact_search(struct db *db, struct arena *mem, const struct contact_search *search,
    int64_t now_ms, struct contact_row **contacts, int64_t *total)
{
	struct contacts_read read = { mem, contacts };
	struct db_arg pattern = db_text(db_like(mem, search->text));
	enum sql sql = SQL_CONTACT_SEARCH_BY_NAME;
	struct args args;
	enum db_error error;

	*contacts = NULL;
	args_begin(&args);
	args_add(&args, db_int(search->unknown));
	args_add_twice(&args, pattern);
	args_add(&args, pattern);
	error = db_number(db, SQL_CONTACT_SEARCH_COUNT, args.items, args.len, total);
	if (error || search->page.offset >= *total)
		return error;
	if (search->page.sort[0].number != 0) {
		sql = SQL_CONTACT_SEARCH_SORTED;
		args_add_sort(&args, search->page.sort);
	}
	args_add(&args, db_int(search->page.limit));
	args_add(&args, db_int(search->page.offset));
	error = db_query(db, sql, args.items, args.len, contact_row, &read);
	return error ? error : parts_read(db, mem, *contacts, now_ms);
}
