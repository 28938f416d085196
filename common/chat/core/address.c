/* SPDX-License-Identifier: MIT */
#include "chat/core/address.h"

#include <string.h>

#define ADDRESS_MAX 254 /* RFC 5321, 4.5.3.1.3: a path has 256 bytes with its brackets */

bool
mail_address_valid(const char *address)
{
	const char *at = strrchr(address, '@'), *dot;
	size_t len = strlen(address);

	if (!at || at == address || len > ADDRESS_MAX || address[0] == '-' ||
	    strchr(address, '@') != at)
		return false;
	for (const char *p = address; *p; p++)
		if (*p <= ' ' || *p > '~' || strchr("<>()[]\\,;:\"", *p))
			return false;
	dot = strchr(at, '.');
	return dot && dot != at + 1 && !strstr(at, "..") && address[len - 1] != '.' &&
	       address[len - 1] != '-';
}
