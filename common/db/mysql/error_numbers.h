/* SPDX-License-Identifier: MIT */
/*
 * error_numbers.h: the names of the server's and the client library's error numbers. For the files
 * of this folder only.
 */
#ifndef DB_MYSQL_ERROR_NUMBERS_H
#define DB_MYSQL_ERROR_NUMBERS_H

#include <errmsg.h>
#include <mysqld_error.h>

/* Numbers whose names are in the headers of one make only, or mean another number in the other. */
#define MARIADB_ER_CONNECTION_KILLED 1927
#define MARIADB_ER_STATEMENT_TIMEOUT 1969
#define MARIADB_ER_ACCOUNT_HAS_BEEN_LOCKED 4151
#define MYSQL_ER_QUERY_TIMEOUT 3024
#define MYSQL_ER_ACCOUNT_HAS_BEEN_LOCKED 3118
#define MYSQL_ER_SECURE_TRANSPORT_REQUIRED 3159
#define MYSQL_ER_SESSION_WAS_KILLED 3169
#define MYSQL_ER_CLIENT_INTERACTION_TIMEOUT 4031

/* Gone from the headers of newer versions; older servers still send it. */
#ifndef ER_DISK_FULL
#define ER_DISK_FULL 1021
#endif
#ifndef ER_SERVER_IS_IN_SECURE_AUTH_MODE
#define ER_SERVER_IS_IN_SECURE_AUTH_MODE 1275
#endif

#endif
