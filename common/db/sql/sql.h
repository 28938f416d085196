/* SPDX-License-Identifier: MIT */
/*
 * sql.h: the statements of the program. Their names and texts are in the .def files here and
 * in the folders below; their placeholders and columns are described where they are used.
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
