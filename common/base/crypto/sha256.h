/* SPDX-License-Identifier: MIT */
/*
 * sha256.h: a cryptographic hash, for secrets that are stored and for content that must not
 * collide. siphash.h is the hash for tables.
 */
#ifndef BASE_CRYPTO_SHA256_H
#define BASE_CRYPTO_SHA256_H

#include <stddef.h>

#define SHA256_LEN 32

#define SHA256_HEX_LEN (2 * SHA256_LEN)

void sha256(unsigned char out[SHA256_LEN], const void *bytes, size_t len);

/* The same of bytes that come one after the other. sha256_end() frees the stream, as does sha256_free(). */
struct sha256_stream;
struct sha256_stream *sha256_begin(void);
void sha256_add(struct sha256_stream *stream, const void *bytes, size_t len);
void sha256_end(struct sha256_stream *stream, unsigned char out[SHA256_LEN]);
void sha256_free(struct sha256_stream *stream); /* NULL is fine */

/* The hash in lower-case hexadecimal digits, with a NUL. */
void sha256_hex(char out[SHA256_HEX_LEN + 1], const unsigned char hash[SHA256_LEN]);

/* HMAC-SHA256 (RFC 2104) of a text: whoever does not know the key cannot make it. */
void hmac_sha256(unsigned char out[SHA256_LEN], const void *key, size_t key_len, const char *text);

#endif
