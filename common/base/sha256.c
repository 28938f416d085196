/*
 * OpenSSL 3 calls these functions deprecated: it would have each hash looked up among its
 * providers, which costs a process 1.4 MiB and each call more than the hash itself.
 */
#define OPENSSL_API_COMPAT 0x10101000L

#include "base/sha256.h"

#include <openssl/sha.h>

#include "base/log.h"

_Static_assert(SHA256_LEN == SHA256_DIGEST_LENGTH, "the length of a SHA-256");

void
sha256(unsigned char out[SHA256_LEN], const void *bytes, size_t len)
{
	SHA256_CTX context;

	if (!SHA256_Init(&context) || !SHA256_Update(&context, bytes, len) ||
	    !SHA256_Final(out, &context))
		log_fatal("libcrypto cannot compute SHA-256");
}
