/* A program that only loads the database's client library. */
#include <mysql.h>

int
main(void)
{
	return mysql_get_client_version() == 0;
}
