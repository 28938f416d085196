/* SPDX-License-Identifier: MIT */
/*
 * field_definition.h: rows of table field_definitions: what custom fields there are.
 */
#ifndef DB_MANAGE_FIELD_DEFINITION_H
#define DB_MANAGE_FIELD_DEFINITION_H

#include "db/db.h"
#include "db/page.h"

struct field_definition {
	const char *id; /* the name of the field */
	const char *label;
	const char *scope; /* visitor or room */
	const char *visibility;
	const char *type;   /* NULL: none, as for the next one and the other texts */
	const char *regexp; /* what values must match */
	bool required;
	const char *default_value;
	const char *options; /* separated by commas */
	bool is_public;
	bool searchable;
	int64_t updated_at;
};

/* Called for each row, whose strings are valid during the call only. */
typedef enum db_error field_definition_fn(const struct field_definition *field, void *arg);

/* Reads those whose label or name has the text (NULL: all) in it. */
DB_CHECKED enum db_error db_field_definition_list(struct db *db, struct arena *mem,
    const char *text, const struct page *page, field_definition_fn *row, void *arg, int64_t *total);

/* Reads all, in the order in which they were made. */
DB_CHECKED enum db_error db_field_definition_all(
    struct db *db, field_definition_fn *row, void *arg);

/* DB_NO_ROW: there is none of this name. */
DB_CHECKED enum db_error db_field_definition_by_id(
    struct db *db, struct arena *mem, const char *id, struct field_definition *field);

DB_CHECKED enum db_error db_field_definition_count(struct db *db, int64_t *count);

/* DB_EXISTS: there is one of this name. */
DB_CHECKED enum db_error db_field_definition_insert(
    struct db *db, const struct field_definition *field);

/* Replaces all but the name. DB_NO_ROW: there is none of this name. */
DB_CHECKED enum db_error db_field_definition_update(
    struct db *db, const struct field_definition *field);

/* DB_NO_ROW: there is none of this name. */
DB_CHECKED enum db_error db_field_definition_remove(struct db *db, const char *id);

#endif
