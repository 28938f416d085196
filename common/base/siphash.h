/*
 * siphash.h: SipHash-1-3 (Aumasson and Bernstein), a short hash with a key: without the key nobody
 * can predict it or find two texts of the same hash. It is for tables whose keys clients choose, not
 * for passwords or signatures.
 */
#ifndef BASE_SIPHASH_H
#define BASE_SIPHASH_H

#include <stddef.h>
#include <stdint.h>

#define SIPHASH_KEY_LEN 16

/*
 * All processes of one machine get the same hash. It depends on the byte order, so it must not be
 * stored where another machine reads it.
 */
uint64_t siphash(const unsigned char key[SIPHASH_KEY_LEN], const void *bytes, size_t len);

#endif
