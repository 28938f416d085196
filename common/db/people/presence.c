/* SPDX-License-Identifier: MIT */
#include "db/people/presence.h"

#include "db/mysql/stmt.h"

#define COLUMNS 6

static void
row_presence(const struct db_cell *row, struct presence *presence)
{
	*presence = (struct presence){ .id = row[0].bytes,
		.username = row[1].bytes,
		.name = row[2].bytes,
		.status = row[3].bytes,
		.text = row[4].bytes,
		.login_at = row[5].number };
}

enum db_error
db_presence_get(struct db *db, struct arena *mem, const char *here_id, const char *id,
    const char *username, struct presence *presence)
{
	struct db_cell row[COLUMNS];
	enum db_error error = db_one(db, mem, SQL_PRESENCE_GET,
	    DB_ARGS(db_text(here_id), db_text(id), db_text(username)), row, COLUMNS);

	row_presence(row, presence);
	return error;
}

struct presence_listing {
	presence_row_fn *row;
	void *arg;
};

static enum db_error
listing_row(const struct db_cell *row, void *arg)
{
	struct presence_listing *listing = arg;
	struct presence presence;

	row_presence(row, &presence);
	return listing->row(&presence, listing->arg);
}

enum db_error
db_presence_list(
    struct db *db, const char *here_id, const char *ids, presence_row_fn *row, void *arg)
{
	struct presence_listing listing = { row, arg };

	return db_query(db, SQL_PRESENCE_LIST,
	    DB_ARGS(db_text(here_id), db_text(ids), db_text(ids)), listing_row, &listing);
}

enum db_error
db_presence_changed(struct db *db, const char *here_id, const char *not_id, int64_t since_ms,
    presence_row_fn *row, void *arg)
{
	struct presence_listing listing = { row, arg };
	struct db_arg since = db_int(since_ms);

	return db_query(db, SQL_PRESENCE_CHANGED,
	    DB_ARGS(db_text(here_id), db_text(not_id), since, since, since), listing_row, &listing);
}

enum db_error
db_presence_set(struct db *db, const char *id, const struct presence_change *change, int64_t now_ms)
{
	const char *text = change->text && *change->text ? change->text : NULL;

	return db_change(db, SQL_PRESENCE_SET,
	    DB_ARGS(db_text(change->status), db_int(change->text != NULL), db_text(text),
		db_int(change->by_program), db_int(change->by_program), db_int(now_ms),
		db_text(id)));
}
