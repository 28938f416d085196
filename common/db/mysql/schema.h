/*
 * schema.h: the files of folder schema, which are part of the program, and how they are
 * applied.
 */
#ifndef DB_MYSQL_SCHEMA_H
#define DB_MYSQL_SCHEMA_H

#include <stdbool.h>
#include <stddef.h>

#include "db/db.h"

struct schema_file {
	int version; /* the number its name begins with */
	const char *name;
	const char *sql;
};

/* By version; generated when the program is built. */
extern const struct schema_file schema_files[];
extern const size_t schema_files_len;

/* Told about each file that was applied, or would be. */
typedef void schema_file_fn(const struct schema_file *file, void *arg);

/*
 * Applies the files that the database lacks, in their order; one at a time, however many
 * programs try. *version is the schema's before. What went wrong is in the log; after that,
 * trying again goes on with the file that failed.
 */
enum db_error db_schema_migrate(
    const char *option_file, bool dry_run, schema_file_fn *done, void *arg, int *version);

#endif
