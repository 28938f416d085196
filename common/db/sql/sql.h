/*
 * sql.h: the statements of the program. They stand in the files of folder sql, one for each
 * noun, name and text together; marks and columns are described where they are used.
 */
#ifndef DB_SQL_SQL_H
#define DB_SQL_SQL_H

enum sql {
#define SQL(name, text) SQL_##name,
#include "db/sql/all.def"
#undef SQL
	SQL__MAX
};

extern const char *const sql_text[SQL__MAX];

#endif
