/* SPDX-License-Identifier: MIT */
/*
 * sha256.h: a cryptographic hash, for secrets that are stored and for content that must not
 * collide. siphash.h is the hash for tables.
 */
#ifndef BASE_CRYPTO_SHA256_H
#define BASE_CRYPTO_SHA256_H

#include <stddef.h>

#define SHA256_LEN 32

void sha256(unsigned char out[SHA256_LEN], const void *bytes, size_t len);

/* HMAC-SHA256 (RFC 2104) of a text: whoever does not know the key cannot make it. */
void hmac_sha256(unsigned char out[SHA256_LEN], const void *key, size_t key_len, const char *text);

#endif
