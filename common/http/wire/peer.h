/*
 * peer.h: the other end of a connection, which is a web server unless somebody else connects. It
 * may stop anywhere, so every wait for it is bounded.
 */
#ifndef HTTP_WIRE_PEER_H
#define HTTP_WIRE_PEER_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/socket.h>
#include <sys/uio.h>

#define PEER_IN_SIZE 16384

struct peer {
	int fd;          /* -1: none */
	int patience_ms; /* how long to wait until it says more, or takes more */
	bool broken;     /* nothing more can be read */
	size_t at, end;  /* what was received and not yet looked at */
	unsigned char in[PEER_IN_SIZE];
};

/*
 * Whether the list, addresses separated by commas or blanks, has this one; one of IPv4 also when it
 * comes over a socket of IPv6. Local sockets are not listed; NULL and "" list everybody.
 */
bool peer_is_listed(const struct sockaddr_storage *address, const char *list);

/* `fd` is a connected socket, which is the peer's from now on. */
void peer_open(struct peer *peer, int fd, int patience_ms);
void peer_close(struct peer *peer); /* hangs up, unless that is done */

/* Exactly `len` bytes; to NULL they are dropped. False, and broken, when they do not come. */
bool peer_take(struct peer *peer, void *to, size_t len);

/* All of the parts, which are used up by it. False when the peer does not take them. */
bool peer_send(struct peer *peer, struct iovec *parts, size_t count);

/*
 * Says no more, and drops what still comes until the peer hangs up, is silent for so long, or so
 * much time is over.
 */
void peer_drain(struct peer *peer, int silence_ms, int max_ms);

#endif
