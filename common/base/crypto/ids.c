/* SPDX-License-Identifier: MIT */
#include "base/crypto/ids.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>
#include <openssl/evp.h>

#include "base/log.h"
#include "base/crypto/sha256.h"

static const char alphabet[] = "23456789ABCDEFGHJKLMNPQRSTWXYZabcdefghijkmnopqrstuvwxyz";
#define ALPHABET_LEN (sizeof(alphabet) - 1)

void
random_bytes(void *out, size_t len)
{
	unsigned char *p = out;

	while (len > 0) {
		ssize_t got = getrandom(p, len, 0);

		if (got < 0) {
			if (errno == EINTR)
				continue;
			log_fatal("no random numbers from the kernel: %s", strerror(errno));
		}
		p += got;
		len -= (size_t)got;
	}
}

/* Skips bytes beyond the last multiple of ALPHABET_LEN: every character must be equally likely. */
static void
random_text(char *out, size_t len)
{
	const unsigned char limit = (unsigned char)(256 / ALPHABET_LEN * ALPHABET_LEN);
	unsigned char pool[64];
	size_t used = sizeof(pool);

	for (size_t i = 0; i < len;) {
		if (used == sizeof(pool)) {
			random_bytes(pool, sizeof(pool));
			used = 0;
		}
		if (pool[used] < limit)
			out[i++] = alphabet[pool[used] % ALPHABET_LEN];
		used++;
	}
	out[len] = '\0';
}

void
id_new(char out[ID_LEN + 1])
{
	random_text(out, ID_LEN);
}

const char *
id_new_in(struct arena *mem)
{
	char *id = arena_alloc(mem, ID_LEN + 1);

	id_new(id);
	return id;
}

void
auth_token_new(char out[AUTH_TOKEN_LEN + 1])
{
	random_text(out, AUTH_TOKEN_LEN);
}

void
token_hash(char out[TOKEN_HASH_LEN + 1], const char *token)
{
	unsigned char digest[SHA256_LEN];

	sha256(digest, token, strlen(token));
	EVP_EncodeBlock((unsigned char *)out, digest, SHA256_LEN);
}

bool
id_valid(const char *id, size_t max)
{
	const char *end = id;

	while (*end > ' ' && *end <= '~' && *end != '/')
		end++;
	return *end == '\0' && end > id && (size_t)(end - id) <= max;
}

bool
id_is_ours(const char *id)
{
	return strlen(id) == ID_LEN && strspn(id, alphabet) == ID_LEN;
}
