/* SPDX-License-Identifier: MIT */
/* A program that only loads the client library of the database. */
#include <mysql.h>

int
main(void)
{
	return mysql_get_client_version() == 0;
}
