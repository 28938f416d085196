/* SPDX-License-Identifier: MIT */
/* Which peers may connect, and that the wait for a peer to close its connection has an end. */
#include "unit.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "http/wire/peer.h"

static void
the_rest_of_a_request_is_read(void **state)
{
	int64_t begin_ms = clock_monotonic_ms();
	int ends[2];
	char rest[8];

	(void)state;
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
	assert_int_equal(write(ends[1], "more", 4), 4);
	peer_drain(ends[0], 50, 500);
	assert_true(clock_monotonic_ms() - begin_ms >= 49);
	/* The peer sees that nothing follows. */
	assert_int_equal(read(ends[1], rest, sizeof(rest)), 0);
	close(ends[0]);
	close(ends[1]);
}

static bool
listed(int family, const char *text, const char *list)
{
	struct sockaddr_storage from = { .ss_family = (sa_family_t)family };

	if (family == AF_INET)
		inet_pton(family, text, &((struct sockaddr_in *)&from)->sin_addr);
	else if (family == AF_INET6)
		inet_pton(family, text, &((struct sockaddr_in6 *)&from)->sin6_addr);
	return peer_is_listed(&from, list);
}

static void
only_listed_addresses_may_connect(void **state)
{
	const char *list = "10.0.0.1, 10.0.0.22,2001:db8::5";

	(void)state;
	assert_true(listed(AF_INET, "10.0.0.1", list));
	assert_true(listed(AF_INET, "10.0.0.22", list));
	assert_false(listed(AF_INET, "10.0.0.2", list));
	assert_true(listed(AF_INET6, "2001:db8::5", list));
	assert_false(listed(AF_INET6, "2001:db8::6", list));
	assert_true(listed(AF_INET6, "::ffff:10.0.0.1", list));
	assert_false(listed(AF_INET6, "::ffff:10.0.0.2", list));
	assert_false(listed(AF_UNSPEC, "", list));
	assert_true(listed(AF_UNIX, "", list));
	assert_true(listed(AF_INET, "10.0.0.2", NULL));
	assert_true(listed(AF_INET6, "::1", ""));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_rest_of_a_request_is_read),
		cmocka_unit_test(only_listed_addresses_may_connect),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
