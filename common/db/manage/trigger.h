/* SPDX-License-Identifier: MIT */
/*
 * trigger.h: rows of table triggers: what a website's chat does on its own.
 */
#ifndef DB_MANAGE_TRIGGER_H
#define DB_MANAGE_TRIGGER_H

#include "db/db.h"
#include "db/page.h"

struct trigger_row {
	const char *id;
	const char *name;
	const char *description;
	bool enabled;
	bool run_once;
	const char *conditions_json; /* an array, as is actions_json */
	const char *actions_json;
	bool only_external; /* written, but not read */
	int64_t updated_at;
};

/* Called for each row, whose strings are valid during the call only. */
typedef enum db_error trigger_fn(const struct trigger_row *trigger, void *arg);

DB_CHECKED enum db_error db_trigger_list(
    struct db *db, const struct page *page, trigger_fn *row, void *arg, int64_t *total);

/* Reads those that clients arm, in the order in which they were made. */
DB_CHECKED enum db_error db_trigger_armed(struct db *db, trigger_fn *row, void *arg);

/* DB_NO_ROW: there is none with this id. */
DB_CHECKED enum db_error db_trigger_by_id(
    struct db *db, struct arena *mem, const char *id, struct trigger_row *trigger);

DB_CHECKED enum db_error db_trigger_count(struct db *db, int64_t *count);

/* Creates the trigger under the new id trigger->id. */
DB_CHECKED enum db_error db_trigger_insert(struct db *db, const struct trigger_row *trigger);

/* DB_NO_ROW: there is none with this id. */
DB_CHECKED enum db_error db_trigger_update(struct db *db, const struct trigger_row *trigger);

/* DB_OK also when there was none. */
DB_CHECKED enum db_error db_trigger_remove(struct db *db, const char *id);

#endif
