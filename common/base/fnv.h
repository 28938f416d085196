/*
 * fnv.h: FNV-1a (Fowler, Noll and Vo), a short hash without a key. For what nobody gains by a
 * collision; where clients choose what is hashed into a table, see siphash.h.
 */
#ifndef BASE_FNV_H
#define BASE_FNV_H

#include <stdint.h>

/* Of a text. */
uint32_t fnv32(const char *text);

/* Of several things, one after the other: each call goes on from the hash of those before. */
#define FNV64_BEGIN UINT64_C(14695981039346656037)

/* The NUL counts, so that two texts are not the same as one. */
uint64_t fnv64_text(uint64_t hash, const char *text);

/* The number as a whole, mixed once more because it is taken in one step. */
uint64_t fnv64_number(uint64_t hash, uint64_t number);

#endif
