/* SPDX-License-Identifier: MIT */
/*
 * fnv.h: FNV-1a (Fowler, Noll and Vo), a short hash without a key. It serves where nobody gains
 * anything by a collision. For hash tables with keys that clients choose, use siphash.h.
 */
#ifndef BASE_CRYPTO_FNV_H
#define BASE_CRYPTO_FNV_H

#include <stdint.h>

uint32_t fnv32(const char *text);

/*
 * A hash of several values: the first call is given FNV64_BEGIN, each following one the result of
 * the call before.
 */
#define FNV64_BEGIN UINT64_C(14695981039346656037)

/* Hashes the NUL as well, so that "a", "b" and "ab" give different hashes. */
uint64_t fnv64_text(uint64_t hash, const char *text);

/* Hashes the number in one step instead of byte by byte, so the hash depends on no byte order. */
uint64_t fnv64_number(uint64_t hash, uint64_t number);

#endif
