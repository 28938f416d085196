/* SPDX-License-Identifier: MIT */
/*
 * custom_field.h: the custom fields of many visitors or rooms, read a batch at a time. For the
 * files of folder db, but for the struct.
 */
#ifndef DB_PEOPLE_CUSTOM_FIELD_H
#define DB_PEOPLE_CUSTOM_FIELD_H

#include <stddef.h>

#include "db/db.h"
#include "db/sql/sql.h"

struct custom_field {
	const char *name;
	const char *value;
	struct custom_field *next;
};

#define FIELDS_READ_MAX 16 /* as many as the statements have placeholders */

/* Begin with `mem` and `sql`, the statement that reads the fields of the owners with these ids. */
struct fields_read {
	struct arena *mem;
	enum sql sql;
	const char *ids[FIELDS_READ_MAX];
	struct custom_field **fields[FIELDS_READ_MAX];
	size_t len;
};

/*
 * Puts the fields of that owner, by name, into the list *fields, which must be empty. A call reads
 * the fields of 16 owners at once; fields_read_end() reads what is left.
 */
DB_CHECKED enum db_error fields_read_add(
    struct db *db, struct fields_read *read, const char *id, struct custom_field **fields);
DB_CHECKED enum db_error fields_read_end(struct db *db, struct fields_read *read);

#endif
