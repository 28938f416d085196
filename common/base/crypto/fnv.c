/* SPDX-License-Identifier: MIT */
#include "base/crypto/fnv.h"

#define PRIME_32 UINT32_C(16777619)
#define PRIME_64 UINT64_C(1099511628211)

uint32_t
fnv32(const char *text)
{
	uint32_t hash = UINT32_C(2166136261);

	for (; *text; text++)
		hash = (hash ^ (unsigned char)*text) * PRIME_32;
	return hash;
}

uint64_t
fnv64_text(uint64_t hash, const char *text)
{
	do
		hash = (hash ^ (unsigned char)*text) * PRIME_64;
	while (*text++);
	return hash;
}

uint64_t
fnv64_number(uint64_t hash, uint64_t number)
{
	hash = (hash ^ number) * PRIME_64;
	return hash ^ hash >> 32; /* lets the high bits of the number reach the low ones */
}
