/*
 * client.h: whose request it is, on the network.
 */
#ifndef HTTP_REQUEST_CLIENT_H
#define HTTP_REQUEST_CLIENT_H

#include "base/arena.h"

/*
 * The client's address in its normal form; NULL when the web server told none. What
 * X-Forwarded-For says counts as far as it comes from `trusted_proxies`: addresses or
 * networks (10.0.0.0/8), separated by commas or blanks. Then the client is the right-most
 * hop that is not one of them.
 */
const char *client_address(struct arena *arena, const char *remote_addr, const char *forwarded_for,
    const char *trusted_proxies);

/* What a client cannot easily change: its /24, of IPv6 its /48. "unknown" for NULL. */
const char *client_network(struct arena *arena, const char *address);

#endif
