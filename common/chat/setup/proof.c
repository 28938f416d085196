/* SPDX-License-Identifier: MIT */
#include "chat/setup/setup.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <openssl/crypto.h>

#include "base/crypto/base64url.h"
#include "base/crypto/ids.h"
#include "base/crypto/sha256.h"
#include "base/options/option_file.h"
#include "chat/setup/secret.h"

#define NAME_PERIOD_MS INT64_C(1800000)
#define KEY_LASTS_MS INT64_C(7200000)
#define NAME_BYTES 15 /* of the hash */

static bool
is_nonce(const char *nonce)
{
	return nonce && strlen(nonce) >= SETUP_NONCE_MIN_LEN;
}

/* The first `len` bytes, at most SHA256_LEN, of a hash of what is said, which only this program can make. */
static const char *
sign(struct arena *mem, const struct setup_secret *secret, const char *said, size_t len)
{
	unsigned char hash[SHA256_LEN];
	char *text = arena_alloc(mem, BASE64URL_LEN(SHA256_LEN) + 1);

	hmac_sha256(hash, secret->bytes, sizeof(secret->bytes), said);
	base64url(text, hash, len);
	return text;
}

static const char *
file_name(struct arena *mem, const struct setup_secret *secret, const char *nonce, int64_t period)
{
	const char *said = arena_printf(mem, "file %" PRId64 " %s", period, nonce);

	return arena_printf(mem, "livechat-%s.txt", sign(mem, secret, said, NAME_BYTES));
}

const char *
setup_file_name(struct chat *chat, const struct setup_site *site, const char *nonce)
{
	struct setup_secret secret;

	if (!is_nonce(nonce) || !setup_secret_read(chat->mem, site->folder, &secret))
		return NULL;
	return file_name(chat->mem, &secret, nonce, chat->now_ms / NAME_PERIOD_MS);
}

static const char *
key_until(struct arena *mem, const struct setup_secret *secret, const char *nonce, int64_t until_ms)
{
	const char *said = arena_printf(mem, "key %" PRId64 " %s", until_ms, nonce);

	return arena_printf(mem, "%" PRId64 ".%s", until_ms, sign(mem, secret, said, SHA256_LEN));
}

static bool
texts_equal(const char *one, const char *other)
{
	size_t len = strlen(one);

	return len == strlen(other) && CRYPTO_memcmp(one, other, len) == 0;
}

static bool
is_given(struct chat *chat, const struct setup_secret *secret, const struct setup_proof *proof)
{
	int64_t until_ms = strtoll(proof->key, NULL, 10);

	return until_ms > chat->now_ms && until_ms <= chat->now_ms + KEY_LASTS_MS &&
	       texts_equal(key_until(chat->mem, secret, proof->nonce, until_ms), proof->key);
}

bool
setup_key_given(struct chat *chat, const struct setup_site *site, const struct setup_proof *proof)
{
	struct setup_secret secret;

	return is_nonce(proof->nonce) && proof->key &&
	       setup_secret_read(chat->mem, site->folder, &secret) &&
	       is_given(chat, &secret, proof);
}

/* A key that somebody has made up in a hurry can be guessed, however few guesses there are. */
static const char *
setup_key(struct chat *chat, const struct setup_site *site)
{
	const char *key = site->refusal || site->missing
			      ? NULL
			      : option_file_value(chat->mem, site->option_file, "setup-key");

	return key && strlen(key) >= SETUP_KEY_MIN_LEN ? key : NULL;
}

bool
setup_has_key(struct chat *chat, const struct setup_site *site)
{
	return setup_key(chat, site) != NULL;
}

/* FTP programs make files that the other customers of the host can read; whoever knows such a key may be one of them. */
bool
setup_takes_key(struct chat *chat, const struct setup_site *site)
{
	struct buf why = { 0 };
	bool takes = setup_has_key(chat, site) && option_file_usable(site->option_file, &why);

	buf_free(&why);
	return takes;
}

/* The name of this half hour and that of the last one, so that a name is good for half an hour at least. */
static bool
is_uploaded(struct chat *chat, const struct setup_secret *secret, const char *nonce)
{
	int64_t period = chat->now_ms / NAME_PERIOD_MS;
	const char *path;

	return option_file_uploaded(
		   chat->mem, file_name(chat->mem, secret, nonce, period), &path) ||
	       option_file_uploaded(
		   chat->mem, file_name(chat->mem, secret, nonce, period - 1), &path);
}

bool
setup_prove(struct chat *chat, const struct setup_site *site, const struct setup_proof *proof,
    bool asked, const char **key)
{
	const char *expected =
	    asked && proof->key && setup_takes_key(chat, site) ? setup_key(chat, site) : NULL;
	bool knows = expected && texts_equal(expected, proof->key);
	struct setup_secret secret;

	/* Without a secret the setup-key itself is shown each time. */
	*key = proof->key;
	if (!is_nonce(proof->nonce) || !setup_secret_read(chat->mem, site->folder, &secret))
		return knows;
	if (!knows && proof->key && is_given(chat, &secret, proof))
		return true;
	if (!knows && !is_uploaded(chat, &secret, proof->nonce))
		return false;
	*key = key_until(chat->mem, &secret, proof->nonce, chat->now_ms + KEY_LASTS_MS);
	return true;
}
