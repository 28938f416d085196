/* SPDX-License-Identifier: MIT */
/*
 * OpenSSL 3 deprecates SHA256_Init() in favour of EVP_Digest(). But EVP_Digest() looks the hash up
 * among the providers, which costs each process 1.4 MiB and each call more time than the hash
 * itself. So EVP_Digest() is used only where SHA256_Init() no longer exists.
 */
#define OPENSSL_API_COMPAT 0x10101000L

#include "base/crypto/sha256.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/opensslv.h>
#include <openssl/sha.h>

#include "base/log.h"

_Static_assert(SHA256_LEN == SHA256_DIGEST_LENGTH, "the length of a SHA-256");

#if OPENSSL_VERSION_MAJOR >= 4
struct sha256_stream {
	EVP_MD_CTX *context;
};

static bool
stream_init(struct sha256_stream *stream)
{
	stream->context = EVP_MD_CTX_new();
	return stream->context && EVP_DigestInit_ex(stream->context, EVP_sha256(), NULL);
}

static bool
stream_update(struct sha256_stream *stream, const void *bytes, size_t len)
{
	return EVP_DigestUpdate(stream->context, bytes, len);
}

static bool
stream_final(struct sha256_stream *stream, unsigned char out[SHA256_LEN])
{
	return EVP_DigestFinal_ex(stream->context, out, NULL);
}

static void
stream_release(struct sha256_stream *stream)
{
	EVP_MD_CTX_free(stream->context);
}

static bool
digest(unsigned char out[SHA256_LEN], const void *bytes, size_t len)
{
	return EVP_Digest(bytes, len, out, NULL, EVP_sha256(), NULL);
}
#else
struct sha256_stream {
	SHA256_CTX context;
};

static bool
stream_init(struct sha256_stream *stream)
{
	return SHA256_Init(&stream->context);
}

static bool
stream_update(struct sha256_stream *stream, const void *bytes, size_t len)
{
	return SHA256_Update(&stream->context, bytes, len);
}

static bool
stream_final(struct sha256_stream *stream, unsigned char out[SHA256_LEN])
{
	return SHA256_Final(out, &stream->context);
}

static void
stream_release(struct sha256_stream *stream)
{
	(void)stream;
}

static bool
digest(unsigned char out[SHA256_LEN], const void *bytes, size_t len)
{
	SHA256_CTX context;

	return SHA256_Init(&context) && SHA256_Update(&context, bytes, len) &&
	       SHA256_Final(out, &context);
}
#endif

static void
must(bool done)
{
	if (!done)
		log_fatal("libcrypto cannot compute SHA-256");
}

void
sha256(unsigned char out[SHA256_LEN], const void *bytes, size_t len)
{
	must(digest(out, bytes, len));
}

struct sha256_stream *
sha256_begin(void)
{
	struct sha256_stream *stream = calloc(1, sizeof(*stream));

	must(stream && stream_init(stream));
	return stream;
}

void
sha256_add(struct sha256_stream *stream, const void *bytes, size_t len)
{
	must(stream_update(stream, bytes, len));
}

void
sha256_end(struct sha256_stream *stream, unsigned char out[SHA256_LEN])
{
	must(stream_final(stream, out));
	sha256_free(stream);
}

void
sha256_free(struct sha256_stream *stream)
{
	if (!stream)
		return;
	stream_release(stream);
	free(stream);
}

void
sha256_hex(char out[SHA256_HEX_LEN + 1], const unsigned char hash[SHA256_LEN])
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < SHA256_LEN; i++) {
		out[2 * i] = digits[hash[i] >> 4];
		out[2 * i + 1] = digits[hash[i] & 15];
	}
	out[SHA256_HEX_LEN] = '\0';
}

void
hmac_sha256(unsigned char out[SHA256_LEN], const void *key, size_t key_len, const char *text)
{
	if (!HMAC(EVP_sha256(), key, (int)key_len, (const unsigned char *)text, strlen(text), out,
		NULL))
		log_fatal("libcrypto cannot compute HMAC-SHA256");
}
