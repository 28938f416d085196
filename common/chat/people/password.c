/* SPDX-License-Identifier: MIT */
#include "chat/people/password.h"

#include <crypt.h>
#include <ctype.h>
#include <openssl/crypto.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/crypto/sha256.h"
#include "base/utf8.h"

/* yescrypt with its default cost: each attempt takes 16 MB and some ten milliseconds. */
#define HASH_PREFIX "$y$"
#define HASH_COST 5

/*
 * A first password that was set with SQL, which knows no crypt(3): the SHA-256 of the digest in hex. It
 * is a hash without salt or cost, so docs/shared-host.md has such a password changed at the first login.
 */
#define FIRST_PREFIX "sha256:"
#define FIRST_PREFIX_LEN (sizeof(FIRST_PREFIX) - 1)

/* A hash that belongs to no password, for the comparison when there is no such user. */
static const char nobody[] =
    "$y$j9T$OPZA6Kvt8iJ6Bsd2OaIFr1$xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx";

/* The numbers are those of the header. */
const char *
password_complaint(const char *password, size_t len)
{
	if (len > PASSWORD_MAX_LEN)
		return "is longer than 1024 bytes";
	if (len < PASSWORD_MIN_LEN)
		return "is shorter than 8 characters";
	if (strlen(password) != len || !utf8_valid(password, len, NULL))
		return "is not UTF-8 text";
	return NULL;
}

void
password_digest(char out[PASSWORD_DIGEST_LEN + 1], const char *password)
{
	static const char hex[] = "0123456789abcdef";
	unsigned char digest[SHA256_LEN];

	sha256(digest, password, strlen(password));
	for (size_t i = 0; i < SHA256_LEN; i++) {
		out[2 * i] = hex[digest[i] >> 4];
		out[2 * i + 1] = hex[digest[i] & 15];
	}
	out[PASSWORD_DIGEST_LEN] = '\0';
	OPENSSL_cleanse(digest, sizeof(digest));
}

/* Returns the hash by crypt(3), in `scratch`. NULL: crypt(3) does not know the method. */
static char *
digest_crypt(struct crypt_data *scratch, const char *digest, const char *setting)
{
	char *hash = crypt_r(digest, setting, scratch);

	return hash && hash[0] != '*' ? hash : NULL;
}

static struct crypt_data *
scratch_new(void)
{
	struct crypt_data *scratch = calloc(1, sizeof(*scratch));

	if (!scratch)
		log_fatal("out of memory");
	return scratch;
}

static void
scratch_free(struct crypt_data *scratch)
{
	OPENSSL_cleanse(scratch, sizeof(*scratch));
	free(scratch);
}

const char *
password_hash(struct arena *mem, const char *password)
{
	struct crypt_data *scratch = scratch_new();
	char setting[CRYPT_GENSALT_OUTPUT_SIZE], digest[PASSWORD_DIGEST_LEN + 1];
	const char *hash;

	if (!crypt_gensalt_rn(HASH_PREFIX, HASH_COST, NULL, 0, setting, sizeof(setting)))
		log_fatal(
		    "the crypt library does not know yescrypt: libxcrypt 4.4 or later is needed");
	password_digest(digest, password);
	hash = digest_crypt(scratch, digest, setting);
	if (!hash)
		log_fatal("the crypt library cannot hash a password");
	hash = arena_strdup(mem, hash);
	scratch_free(scratch);
	OPENSSL_cleanse(digest, sizeof(digest));
	return hash;
}

static bool
is_first(const char *stored)
{
	return stored && strncmp(stored, FIRST_PREFIX, FIRST_PREFIX_LEN) == 0;
}

static bool
first_verify(const char *stored, const char *digest)
{
	char expected[PASSWORD_DIGEST_LEN + 1];

	password_digest(expected, digest);
	return strlen(stored) == FIRST_PREFIX_LEN + PASSWORD_DIGEST_LEN &&
	       CRYPTO_memcmp(stored + FIRST_PREFIX_LEN, expected, PASSWORD_DIGEST_LEN) == 0;
}

bool
password_verify_digest(const char *stored, const char *digest)
{
	/* The time for a first password is that for any other, so that it tells nobody about it. */
	const char *against = stored && !is_first(stored) ? stored : nobody;
	struct crypt_data *scratch;
	char lower[PASSWORD_DIGEST_LEN + 1];
	const char *hash;
	bool equal;

	if (strlen(digest) != PASSWORD_DIGEST_LEN)
		return false;
	for (size_t i = 0; i <= PASSWORD_DIGEST_LEN; i++)
		lower[i] = (char)tolower((unsigned char)digest[i]);
	scratch = scratch_new();
	hash = digest_crypt(scratch, lower, against);
	equal = hash && strlen(hash) == strlen(against) &&
		CRYPTO_memcmp(hash, against, strlen(hash)) == 0;
	if (is_first(stored))
		equal = first_verify(stored, lower);
	scratch_free(scratch);
	OPENSSL_cleanse(lower, sizeof(lower));
	return stored && equal;
}

bool
password_verify(const char *stored, const char *password)
{
	char digest[PASSWORD_DIGEST_LEN + 1];
	bool right;

	password_digest(digest, password);
	right = password_verify_digest(stored, digest);
	OPENSSL_cleanse(digest, sizeof(digest));
	return right;
}
