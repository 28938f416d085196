/* SPDX-License-Identifier: MIT */
/* peer.h: the peer of a FastCGI connection, which should be the web server. */
#ifndef HTTP_WIRE_PEER_H
#define HTTP_WIRE_PEER_H

#include <stdbool.h>
#include <sys/socket.h>

/*
 * Whether the list, addresses separated by commas or blanks, contains the peer's address. An IPv4
 * address matches over an IPv6 socket, too. Peers on Unix sockets have no address and are always
 * allowed. NULL and "" allow all peers.
 */
bool peer_is_listed(const struct sockaddr_storage *address, const char *list);

/* Whether the peer sends data or closes the connection within `wait_ms`. */
bool peer_speaks(int fd, int wait_ms);

/*
 * Shuts the socket down for writing, then reads and discards until the peer closes the
 * connection, sends nothing for `silence_ms`, or `max_ms` are over. Closing a socket with unread
 * data may reset the connection, and the peer would lose the part of the reply that it has not
 * read.
 */
void peer_drain(int fd, int silence_ms, int max_ms);

#endif
