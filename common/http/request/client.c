/* SPDX-License-Identifier: MIT */
#include "http/request/client.h"

#include <arpa/inet.h>
#include <stdbool.h>
#include <string.h>

#include "base/network.h"

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
	while (len > 0 && networks_hold(trusted_proxies, &current)) {
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
