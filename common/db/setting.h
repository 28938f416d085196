/* SPDX-License-Identifier: MIT */
/*
 * setting.h: rows of table settings, which has what an admin changed.
 */
#ifndef DB_SETTING_H
#define DB_SETTING_H

#include "db/db.h"

/* Called for each row, whose strings are valid during the call only. */
typedef enum db_error setting_row_fn(const char *name, const char *value, void *arg);

DB_CHECKED enum db_error db_setting_list(struct db *db, setting_row_fn *row, void *arg);

/* A new value; NULL brings back the default. */
struct setting_put {
	const char *name;
	const char *value;
};

/* Stores all of them or none. */
DB_CHECKED enum db_error db_settings_put(struct db *db, const struct setting_put *puts, size_t len);

DB_CHECKED enum db_error db_setting_put(struct db *db, const char *name, const char *value);

/* Stores this value of a setting unless it has one. */
DB_CHECKED enum db_error db_setting_add(struct db *db, const char *name, const char *value);

/* Brings back the default. DB_OK also when it was in use already. */
DB_CHECKED enum db_error db_setting_remove(struct db *db, const char *name);

#endif
