/* The other end of a connection: who may be it, and that nobody waits for it for ever. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "http/wire/peer.h"

#define PATIENCE_MS 50

static struct peer peer;
static int other;

static int
begin(void **state)
{
	int ends[2];

	(void)state;
	if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) < 0)
		return -1;
	peer_open(&peer, ends[0], PATIENCE_MS);
	other = ends[1];
	return 0;
}

static int
end(void **state)
{
	(void)state;
	peer_close(&peer);
	close(other);
	return 0;
}

static bool
listed(int family, const char *text, const char *list)
{
	struct sockaddr_storage address = { .ss_family = (sa_family_t)family };

	if (family == AF_INET)
		inet_pton(family, text, &((struct sockaddr_in *)&address)->sin_addr);
	else if (family == AF_INET6)
		inet_pton(family, text, &((struct sockaddr_in6 *)&address)->sin6_addr);
	return peer_is_listed(&address, list);
}

static void
only_who_is_listed_may_connect(void **state)
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

static void
a_peer_that_stops_is_given_up(void **state)
{
	int64_t begin_ms = clock_monotonic_ms();
	char bytes[4];

	(void)state;
	assert_int_equal(write(other, "abc", 3), 3);
	assert_true(peer_take(&peer, bytes, 2));
	assert_memory_equal(bytes, "ab", 2);
	assert_false(peer_take(&peer, bytes, 2));
	assert_true(clock_monotonic_ms() - begin_ms >= PATIENCE_MS);
	assert_true(peer.broken);
	/* What comes later comes too late. */
	assert_int_equal(write(other, "de", 2), 2);
	assert_false(peer_take(&peer, bytes, 1));
}

static void
a_peer_that_takes_nothing_is_given_up(void **state)
{
	static char much[8 * 1024 * 1024];
	struct iovec part = { much, sizeof(much) };
	int64_t begin_ms = clock_monotonic_ms();

	(void)state;
	assert_false(peer_send(&peer, &part, 1));
	assert_true(clock_monotonic_ms() - begin_ms >= PATIENCE_MS);
}

static void
a_peer_that_goes_on_is_drained_for_a_while(void **state)
{
	int64_t begin_ms = clock_monotonic_ms();
	char rest[8];

	(void)state;
	assert_int_equal(write(other, "more", 4), 4);
	peer_drain(&peer, PATIENCE_MS, 10 * PATIENCE_MS);
	assert_true(clock_monotonic_ms() - begin_ms >= PATIENCE_MS);
	/* It has been told that nothing follows. */
	assert_int_equal(read(other, rest, sizeof(rest)), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_who_is_listed_may_connect),
		cmocka_unit_test_setup_teardown(a_peer_that_stops_is_given_up, begin, end),
		cmocka_unit_test_setup_teardown(a_peer_that_takes_nothing_is_given_up, begin, end),
		cmocka_unit_test_setup_teardown(
		    a_peer_that_goes_on_is_drained_for_a_while, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
