/* SPDX-License-Identifier: MIT */
#include "base/network.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"

#define ADDRESS_MAX 64 /* bytes of an address with port, brackets or prefix length */

static const unsigned char v4_prefix[12] = { [10] = 0xff, [11] = 0xff };

bool
address_parse(const char *text, size_t len, struct address *address)
{
	char copy[ADDRESS_MAX], *from = copy, *end;

	if (len >= sizeof(copy))
		return false;
	memcpy(copy, text, len);
	copy[len] = '\0';
	if (*from == '[') {
		end = strchr(++from, ']');
		if (!end)
			return false;
		*end = '\0';
	} else if (strchr(from, '.') && (end = strrchr(from, ':')) && strchr(from, ':') == end) {
		*end = '\0';
	}
	if (inet_pton(AF_INET, from, address->bytes + 12) == 1)
		memcpy(address->bytes, v4_prefix, sizeof(v4_prefix));
	else if (inet_pton(AF_INET6, from, address->bytes) != 1)
		return false;
	address->v4 = memcmp(address->bytes, v4_prefix, sizeof(v4_prefix)) == 0;
	return true;
}

void
address_mask(struct address *address, unsigned bits)
{
	for (unsigned i = 0; i < 16; i++) {
		unsigned keep = bits > i * 8 ? bits - i * 8 : 0;

		if (keep < 8)
			address->bytes[i] &= (unsigned char)(0xff00u >> keep);
	}
}

/* Whether the entry, an address or a network in CIDR notation, contains the address. */
static bool
entry_holds(const char *entry, size_t len, const struct address *address)
{
	const char *slash = memchr(entry, '/', len);
	struct address network, masked = *address;
	unsigned bits = 128;

	if (!address_parse(entry, slash ? (size_t)(slash - entry) : len, &network))
		return false;
	if (slash) {
		bits = (unsigned)strtoul(slash + 1, NULL, 10) + (network.v4 ? 96 : 0);
		if (bits > 128)
			return false;
	}
	address_mask(&network, bits);
	address_mask(&masked, bits);
	return memcmp(network.bytes, masked.bytes, sizeof(masked.bytes)) == 0;
}

bool
networks_hold(const char *list, const struct address *address)
{
	const char *entry;
	size_t len;

	while ((entry = str_next(&list, ", \t\r\n", &len)))
		if (entry_holds(entry, len, address))
			return true;
	return false;
}

/*
 * The registries of special addresses of IANA: those of IPv4; and of IPv6 what lies within 2000::/3,
 * where all public ones are. Teredo and 6to4 are among them, because they lead to any address of IPv4.
 */
#define SPECIAL_V4 \
	"0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 " \
	"192.0.0.0/24 " \
	"192.0.2.0/24 192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 " \
	"224.0.0.0/3"
#define SPECIAL_V6 "2001::/23 2001:db8::/32 2002::/16 3fff::/20"

bool
address_is_public(const struct address *address)
{
	return address->v4
		   ? !networks_hold(SPECIAL_V4, address)
		   : networks_hold("2000::/3", address) && !networks_hold(SPECIAL_V6, address);
}
