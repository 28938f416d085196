/*
 * siphash.h: SipHash-1-3 (Aumasson and Bernstein), a short hash with a key: who does not know the
 * key can neither predict it nor find two texts of the same hash. For tables whose keys clients
 * choose; not for passwords or signatures.
 */
#ifndef BASE_SIPHASH_H
#define BASE_SIPHASH_H

#include <stddef.h>
#include <stdint.h>

#define SIPHASH_KEY_LEN 16

/* The same for all processes of a machine; machines of another byte order come to another. */
uint64_t siphash(const unsigned char key[SIPHASH_KEY_LEN], const void *bytes, size_t len);

#endif
