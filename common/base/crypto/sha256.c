/* SPDX-License-Identifier: MIT */
/*
 * OpenSSL 3 deprecates SHA256_Init() in favour of EVP_Digest(). But EVP_Digest() looks the hash up
 * among the providers, which costs each process 1.4 MiB and each call more time than the hash
 * itself. So EVP_Digest() is used only where SHA256_Init() no longer exists.
 */
#define OPENSSL_API_COMPAT 0x10101000L

#include "base/crypto/sha256.h"

#include <stdbool.h>
#include <string.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/opensslv.h>
#include <openssl/sha.h>

#include "base/log.h"

_Static_assert(SHA256_LEN == SHA256_DIGEST_LENGTH, "the length of a SHA-256");

#if OPENSSL_VERSION_MAJOR >= 4
static bool
digest(unsigned char out[SHA256_LEN], const void *bytes, size_t len)
{
	return EVP_Digest(bytes, len, out, NULL, EVP_sha256(), NULL);
}
#else
static bool
digest(unsigned char out[SHA256_LEN], const void *bytes, size_t len)
{
	SHA256_CTX context;

	return SHA256_Init(&context) && SHA256_Update(&context, bytes, len) &&
	       SHA256_Final(out, &context);
}
#endif

void
sha256(unsigned char out[SHA256_LEN], const void *bytes, size_t len)
{
	if (!digest(out, bytes, len))
		log_fatal("libcrypto cannot compute SHA-256");
}

void
hmac_sha256(unsigned char out[SHA256_LEN], const void *key, size_t key_len, const char *text)
{
	if (!HMAC(EVP_sha256(), key, (int)key_len, (const unsigned char *)text, strlen(text), out,
		NULL))
		log_fatal("libcrypto cannot compute HMAC-SHA256");
}
