/*
 * peer.h: the other end of a connection, which is a web server unless somebody else connects.
 */
#ifndef HTTP_WIRE_PEER_H
#define HTTP_WIRE_PEER_H

#include <stdbool.h>
#include <sys/socket.h>

/*
 * Whether the list, addresses separated by commas or blanks, has this address; an IPv4 address
 * counts also when it comes over an IPv6 socket. Unix sockets have none: their peers are always
 * allowed. NULL and "" allow everybody.
 */
bool peer_is_listed(const struct sockaddr_storage *address, const char *list);

/* Whether the peer has sent something, or hung up, within that time. */
bool peer_speaks(int fd, int wait_ms);

/*
 * Says that nothing follows, and drops what still comes until the peer hangs up, is silent for
 * `silence_ms`, or `max_ms` are over. A socket that is closed with unread bytes in it may reset the
 * connection, and the peer would lose what it has not read of the reply.
 */
void peer_drain(int fd, int silence_ms, int max_ms);

#endif
