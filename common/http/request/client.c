/* SPDX-License-Identifier: MIT */
#include "http/request/client.h"

#include <arpa/inet.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"

#define ADDRESS_MAX 64 /* bytes of an address with port, brackets or prefix length */

/* An address as 16 bytes; IPv4 is mapped to ::ffff:a.b.c.d. */
struct address {
	unsigned char bytes[16];
	bool v4;
};

static const unsigned char v4_prefix[12] = { [10] = 0xff, [11] = 0xff };

/* Parses 1.2.3.4, 1.2.3.4:80, ::1 and [::1]:80. */
static bool
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

static const char *
address_text(struct arena *arena, const struct address *address)
{
	char text[INET6_ADDRSTRLEN], *to = text;

	if (!address->v4) {
		inet_ntop(AF_INET6, address->bytes, text, sizeof(text));
		return arena_strdup(arena, text);
	}
	/*
	 * inet_ntop() formats IPv4 with snprintf(), which costs more than all the rest of this
	 * file.
	 */
	for (const unsigned char *byte = address->bytes + 12; byte < address->bytes + 16; byte++) {
		if (to > text)
			*to++ = '.';
		if (*byte >= 100)
			*to++ = (char)('0' + *byte / 100);
		if (*byte >= 10)
			*to++ = (char)('0' + *byte / 10 % 10);
		*to++ = (char)('0' + *byte % 10);
	}
	return arena_strndup(arena, text, (size_t)(to - text));
}

/* Clears all bits but the first `bits`. */
static void
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

static bool
is_trusted(const char *list, const struct address *address)
{
	const char *entry;
	size_t len;

	while ((entry = str_next(&list, ", \t\r\n", &len)))
		if (entry_holds(entry, len, address))
			return true;
	return false;
}

/*
 * Returns the last entry of the list's first *len bytes and shortens *len to the entries before
 * it.
 */
static const char *
last_entry(const char *list, size_t *len, size_t *entry_len)
{
	size_t end = *len, begin;

	while (end > 0 && (list[end - 1] == ' ' || list[end - 1] == '\t'))
		end--;
	for (begin = end; begin > 0 && list[begin - 1] != ','; begin--)
		continue;
	*len = begin > 0 ? begin - 1 : 0;
	while (begin < end && (list[begin] == ' ' || list[begin] == '\t'))
		begin++;
	*entry_len = end - begin;
	return list + begin;
}

const char *
client_address(struct arena *arena, const char *remote_addr, const char *forwarded_for,
    const char *trusted_proxies)
{
	size_t len = forwarded_for ? strlen(forwarded_for) : 0, hop_len;
	struct address current, hop;
	const char *entry;

	if (!remote_addr || !address_parse(remote_addr, strlen(remote_addr), &current))
		return NULL;
	while (len > 0 && is_trusted(trusted_proxies, &current)) {
		entry = last_entry(forwarded_for, &len, &hop_len);
		if (!address_parse(entry, hop_len, &hop))
			break;
		current = hop;
	}
	return address_text(arena, &current);
}

const char *
client_network(struct arena *arena, const char *address)
{
	struct address network;

	if (!address || !address_parse(address, strlen(address), &network))
		return "unknown";
	address_mask(&network, network.v4 ? 96 + 24 : 48);
	return address_text(arena, &network);
}
