/* SPDX-License-Identifier: MIT */
/*
 * options.h: has the client library read the option file. For the files of folder db only.
 */
#ifndef DB_MYSQL_OPTIONS_H
#define DB_MYSQL_OPTIONS_H

#include <stdbool.h>

#include "db/mysql/client.h"

/* Whether the file can be used; if not, the log says why, at most once a minute. */
bool options_usable(const char *path);

/*
 * Names the file to the library, which reads it when it connects. Returns a descriptor to close then;
 * -1: none.
 */
int options_use(MYSQL *mysql, const char *option_file);

#endif
