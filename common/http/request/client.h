/* SPDX-License-Identifier: MIT */
/* client.h: the IP address and the network of the client. */
#ifndef HTTP_REQUEST_CLIENT_H
#define HTTP_REQUEST_CLIENT_H

#include "base/arena.h"

/*
 * The client's address as inet_ntop() writes it; NULL when REMOTE_ADDR is missing or invalid.
 * `trusted_proxies` lists addresses and networks (10.0.0.0/8), separated by commas or blanks.
 * When the connection comes from one of them, the client is the right-most address in
 * X-Forwarded-For that is not listed.
 */
const char *client_address(struct arena *arena, const char *remote_addr, const char *forwarded_for,
    const char *trusted_proxies);

/*
 * The client's network, which it cannot easily change: the /24 of IPv4, the /48 of IPv6.
 * "unknown" for NULL.
 */
const char *client_network(struct arena *arena, const char *address);

#endif
