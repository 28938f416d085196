/* SPDX-License-Identifier: MIT */
/*
 * base64url.h: bytes as text that needs no escaping in URLs and headers (RFC 4648, section 5), without
 * padding.
 */
#ifndef BASE_CRYPTO_BASE64URL_H
#define BASE_CRYPTO_BASE64URL_H

#include <stdbool.h>
#include <stddef.h>

/* The length of the text of `len` bytes. */
#define BASE64URL_LEN(len) (((len)*4 + 2) / 3)

/* Writes the text and a NUL: BASE64URL_LEN(len) + 1 bytes. */
void base64url(char *out, const void *bytes, size_t len);

/* Reads text, which may have padding, that stands for exactly `len` bytes. */
bool base64url_read(const char *text, void *out, size_t len);

#endif
