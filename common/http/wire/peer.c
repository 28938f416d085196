#include "http/wire/peer.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"

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
	size_t len;

	if (address->ss_family == AF_UNIX || !list || !*list)
		return true;
	if (!address_text(address, text))
		return false;
	for (; *list; list += len) {
		list += strspn(list, ", ");
		len = strcspn(list, ", ");
		if (len == strlen(text) && strncmp(list, text, len) == 0)
			return true;
	}
	return false;
}

void
peer_open(struct peer *peer, int fd, int patience_ms)
{
	peer->fd = fd;
	peer->patience_ms = patience_ms;
	peer->broken = false;
	peer->at = peer->end = 0;
}

void
peer_close(struct peer *peer)
{
	if (peer->fd >= 0)
		close(peer->fd);
	peer->fd = -1;
}

/* Whether a transfer that has just failed may be tried again: the peer is ready in time. */
static bool
peer_ready(const struct peer *peer, short event)
{
	struct pollfd ready = { .fd = peer->fd, .events = event };

	if (errno == EINTR)
		return true;
	return (errno == EAGAIN || errno == EWOULDBLOCK) && poll(&ready, 1, peer->patience_ms) != 0;
}

/* Receives more, when all that was received is used up. */
static bool
receive(struct peer *peer)
{
	ssize_t got = 0;

	if (!peer->broken) {
		do
			got = recv(peer->fd, peer->in, sizeof(peer->in), MSG_DONTWAIT);
		while (got < 0 && peer_ready(peer, POLLIN));
	}
	peer->broken = got <= 0;
	peer->at = 0;
	peer->end = got > 0 ? (size_t)got : 0;
	return !peer->broken;
}

bool
peer_take(struct peer *peer, void *to, size_t len)
{
	char *out = to;

	while (len > 0) {
		size_t part = peer->end - peer->at;

		if (part == 0) {
			if (!receive(peer))
				return false;
			continue;
		}
		part = part < len ? part : len;
		if (out) {
			memcpy(out, peer->in + peer->at, part);
			out += part;
		}
		peer->at += part;
		len -= part;
	}
	return true;
}

bool
peer_send(struct peer *peer, struct iovec *parts, size_t count)
{
	struct msghdr message = { .msg_iov = parts, .msg_iovlen = count };
	ssize_t sent;
	size_t len;

	while (message.msg_iovlen > 0) {
		sent = sendmsg(peer->fd, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
		if (sent < 0 && peer_ready(peer, POLLOUT))
			continue;
		if (sent < 0)
			return false;
		for (; message.msg_iovlen > 0; message.msg_iov++, message.msg_iovlen--) {
			len = message.msg_iov->iov_len;
			if ((size_t)sent < len)
				break;
			sent -= (ssize_t)len;
		}
		if (message.msg_iovlen > 0) {
			message.msg_iov->iov_base = (char *)message.msg_iov->iov_base + sent;
			message.msg_iov->iov_len -= (size_t)sent;
		}
	}
	return true;
}

void
peer_drain(struct peer *peer, int silence_ms, int max_ms)
{
	struct pollfd readable = { .fd = peer->fd, .events = POLLIN };
	int64_t until_ms = clock_monotonic_ms() + max_ms;

	shutdown(peer->fd, SHUT_WR);
	while (clock_monotonic_ms() < until_ms && poll(&readable, 1, silence_ms) > 0 &&
	       recv(peer->fd, peer->in, sizeof(peer->in), 0) > 0)
		continue;
}
