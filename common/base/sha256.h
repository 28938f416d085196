/*
 * sha256.h: the hash of what must be kept secret, and of what must not be confused; siphash.h is
 * for tables.
 */
#ifndef BASE_SHA256_H
#define BASE_SHA256_H

#include <stddef.h>

#define SHA256_LEN 32

void sha256(unsigned char out[SHA256_LEN], const void *bytes, size_t len);

#endif
