/*
 * sql.h: the names of all statements of the program; their texts are in sql.c, in the same
 * order. A statement's marks and columns are described where its function is.
 */
#ifndef DB_SQL_H
#define DB_SQL_H

enum sql {
	SQL_SCHEMA_VERSION,
	SQL__MAX
};

extern const char *const sql_text[SQL__MAX];

#endif
