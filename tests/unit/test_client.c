/* SPDX-License-Identifier: MIT */
/* The client's address, behind trusted and untrusted proxies. */
#include "unit_arena.h"

#include <string.h>

#include "http/request/client.h"

static void
assert_address(const char *peer, const char *forwarded, const char *trusted, const char *expected)
{
	const char *got = client_address(arena, peer, forwarded, trusted);

	if (!expected) {
		assert_null(got);
	} else {
		assert_non_null(got);
		assert_string_equal(got, expected);
	}
}

static void
the_client_is_the_peer_unless_that_is_a_trusted_proxy(void **state)
{
	static const char proxies[] = "127.0.0.1, 10.0.0.0/8 ::1,2001:db8::/32";

	(void)state;
	assert_address("1.2.3.4", NULL, "", "1.2.3.4");
	assert_address("1.2.3.4", "9.9.9.9", "", "1.2.3.4");
	assert_address("1.2.3.4", "9.9.9.9", proxies, "1.2.3.4");
	assert_address("127.0.0.1", NULL, proxies, "127.0.0.1");
	assert_address("127.0.0.1", "9.9.9.9", proxies, "9.9.9.9");
	assert_address("127.0.0.1", "6.6.6.6, 9.9.9.9 , 10.1.2.3", proxies, "9.9.9.9");
	assert_address("127.0.0.1", "10.0.0.9,10.0.0.8", proxies, "10.0.0.9");
	assert_address("127.0.0.1", "9.9.9.9,<script>", proxies, "127.0.0.1");
	assert_address("127.0.0.1", "9.9.9.9,", proxies, "127.0.0.1");
	assert_address("127.0.0.1", "", proxies, "127.0.0.1");
	assert_address("127.0.0.1", "9.9.9.9:1234", proxies, "9.9.9.9");
	assert_address("127.0.0.1", "[2a00::1]:80", proxies, "2a00::1");
	assert_address("::ffff:10.1.1.1", "9.9.9.9", proxies, "9.9.9.9");
	assert_address("2001:db8:1::5", "2a00::2", proxies, "2a00::2");
	assert_address("11.0.0.1", "9.9.9.9", proxies, "11.0.0.1");
	assert_address("1.2.3.4", "9.9.9.9", "0.0.0.0/0", "9.9.9.9");
	assert_address("1.2.3.4", "9.9.9.9", "1.2.3.4/99, rubbish, /8", "1.2.3.4");
}

static void
there_is_no_client_address_without_a_peer_address(void **state)
{
	(void)state;
	assert_address(NULL, "9.9.9.9", "127.0.0.1", NULL);
	assert_address("", NULL, "", NULL);
	assert_address("unix:", "9.9.9.9", "127.0.0.1", NULL);
	assert_address("1.2.3.4\nX: y", NULL, "", NULL);
}

static void
an_address_is_reduced_to_its_network(void **state)
{
	(void)state;
	assert_string_equal(client_network(arena, "1.2.3.4"), "1.2.3.0");
	assert_string_equal(client_network(arena, "::ffff:1.2.3.4"), "1.2.3.0");
	assert_string_equal(client_network(arena, "2a00:1:2:3:4:5:6:7"), "2a00:1:2::");
	assert_string_equal(client_network(arena, NULL), "unknown");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		arena_test(the_client_is_the_peer_unless_that_is_a_trusted_proxy),
		arena_test(there_is_no_client_address_without_a_peer_address),
		arena_test(an_address_is_reduced_to_its_network),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
