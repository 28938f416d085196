/* SPDX-License-Identifier: MIT */
/*
 * network.h: addresses of the internet protocol, and lists of networks that hold them.
 */
#ifndef BASE_NETWORK_H
#define BASE_NETWORK_H

#include <stdbool.h>
#include <stddef.h>

/* An address as 16 bytes; IPv4 is mapped to ::ffff:a.b.c.d. */
struct address {
	unsigned char bytes[16];
	bool v4;
};

/* Parses 1.2.3.4, 1.2.3.4:80, ::1 and [::1]:80. */
bool address_parse(const char *text, size_t len, struct address *address);

/* Clears all bits but the first `bits`. */
void address_mask(struct address *address, unsigned bits);

/*
 * Whether an entry of the list contains the address: one like it, or a network in CIDR notation.
 * Commas and blanks separate the entries.
 */
bool networks_hold(const char *list, const struct address *address);

/* Whether the address belongs to a machine of the public internet. */
bool address_is_public(const struct address *address);

#endif
