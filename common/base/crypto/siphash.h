/* SPDX-License-Identifier: MIT */
/*
 * siphash.h: SipHash-1-3 (Aumasson and Bernstein), a short hash with a secret key. Nobody without
 * the key can predict hashes or find collisions, so it serves for hash tables with keys that
 * clients choose. It is too short for passwords or signatures.
 */
#ifndef BASE_CRYPTO_SIPHASH_H
#define BASE_CRYPTO_SIPHASH_H

#include <stddef.h>
#include <stdint.h>

#define SIPHASH_KEY_LEN 16

/*
 * The hash depends on the byte order of the machine: it must not be stored where a machine of
 * another architecture reads it.
 */
uint64_t siphash(const unsigned char key[SIPHASH_KEY_LEN], const void *bytes, size_t len);

#endif
