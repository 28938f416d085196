/* SPDX-License-Identifier: MIT */
/* The meaning of the database's error numbers, and how often errors are logged. */
#include "unit.h"

#include <string.h>

#include "db/mysql/conn_error.h"

#define MARIADB "10.11.6-MariaDB"
#define MYSQL "8.0.36"

static void
assert_all(enum conn_error reason, const unsigned *numbers)
{
	for (; *numbers; numbers++)
		if (conn_error_of(*numbers, MARIADB) != reason)
			fail_msg("%u is %d", *numbers, (int)conn_error_of(*numbers, MARIADB));
}

static void
error_numbers_have_their_reason(void **state)
{
	(void)state;
	assert_int_equal(conn_error_of(0, MARIADB), CONN_ERROR_NONE);
	assert_int_equal(conn_error_of(1062, MARIADB), CONN_ERROR_DUPLICATE);
	assert_all(CONN_ERROR_LOST, (const unsigned[]){ 1053, 1927, 2006, 2013, 2055, 0 });
	assert_all(CONN_ERROR_LOCKED, (const unsigned[]){ 1205, 1213, 0 });
	assert_all(CONN_ERROR_STALE, (const unsigned[]){ 1243, 1615, 2057, 0 });
	assert_all(
	    CONN_ERROR_NOT_WRITABLE, (const unsigned[]){ 1047, 1142, 1143, 1227, 1290, 1836, 0 });
	/* disk full, too many connections, no permission: clients may try again */
	assert_all(CONN_ERROR_UNAVAILABLE, (const unsigned[]){ 1021, 1030, 1040, 1044, 1045, 1049,
					       1114, 1203, 1226, 1461, 2002, 2003, 2005, 2026, 0 });
	assert_all(CONN_ERROR_BUG, (const unsigned[]){ 1064, 1054, 1267, 1366, 1406, 2014, 0 });
}

/* MySQL reports an idle connection that it closed with this number; MariaDB uses it for another error. */
static void
an_idle_connection_that_mysql_closed_is_lost(void **state)
{
	(void)state;
	assert_int_equal(conn_error_of(4031, MYSQL), CONN_ERROR_LOST);
	assert_int_equal(conn_error_of(4031, MARIADB), CONN_ERROR_BUG);
}

static void
a_repeated_error_is_not_new(void **state)
{
	(void)state;
	assert_true(conn_error_is_new(2002, "one file"));
	assert_false(conn_error_is_new(2002, "one file"));
	assert_true(conn_error_is_new(2002, "another file"));
	assert_true(conn_error_is_new(1045, "one file"));
	assert_false(conn_error_is_new(2002, "one file"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(error_numbers_have_their_reason),
		cmocka_unit_test(an_idle_connection_that_mysql_closed_is_lost),
		cmocka_unit_test(a_repeated_error_is_not_new),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
