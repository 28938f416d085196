/* SPDX-License-Identifier: MIT */
#include "http/wire/peer.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdint.h>
#include <string.h>

#include "base/clock.h"
#include "base/str.h"

static bool
address_text(const struct sockaddr_storage *address, char text[INET6_ADDRSTRLEN])
{
	const void *bytes = &((const struct sockaddr_in *)address)->sin_addr;
	int family = address->ss_family;

	if (family == AF_INET6) {
		const struct in6_addr *six = &((const struct sockaddr_in6 *)address)->sin6_addr;

		bytes = six;
		if (IN6_IS_ADDR_V4MAPPED(six)) {
			bytes = &six->s6_addr[12];
			family = AF_INET;
		}
	}
	return inet_ntop(family, bytes, text, INET6_ADDRSTRLEN) != NULL;
}

bool
peer_is_listed(const struct sockaddr_storage *address, const char *list)
{
	char text[INET6_ADDRSTRLEN];
	const char *entry;
	size_t len;

	if (address->ss_family == AF_UNIX || !list || !*list)
		return true;
	if (!address_text(address, text))
		return false;
	while ((entry = str_next(&list, ", ", &len)))
		if (len == strlen(text) && strncmp(entry, text, len) == 0)
			return true;
	return false;
}

bool
peer_speaks(int fd, int wait_ms)
{
	struct pollfd readable = { .fd = fd, .events = POLLIN };
	int ready;

	do
		ready = poll(&readable, 1, wait_ms);
	while (ready < 0 && errno == EINTR);
	return ready > 0;
}

void
peer_drain(int fd, int silence_ms, int max_ms)
{
	int64_t until_ms = clock_monotonic_ms() + max_ms;
	char scrap[16384];

	shutdown(fd, SHUT_WR);
	while (clock_monotonic_ms() < until_ms && peer_speaks(fd, silence_ms) &&
	       recv(fd, scrap, sizeof(scrap), MSG_DONTWAIT) > 0)
		continue;
}
