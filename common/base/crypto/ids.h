/* SPDX-License-Identifier: MIT */
/*
 * ids.h: identifiers and tokens. New ones have the format of Meteor, which Rocket.Chat's clients
 * know: letters and digits that cannot be mistaken for each other, 17 of them in an identifier and
 * 43 in a login token.
 */
#ifndef BASE_CRYPTO_IDS_H
#define BASE_CRYPTO_IDS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

/* Lengths in bytes, without the NUL. */
#define ID_LEN 17         /* an id made by id_new() */
#define AUTH_TOKEN_LEN 43 /* a login token or a personal access token */
#define ID_MAX_LEN 64     /* the longest id that a client may choose */
#define TOKEN_MAX_LEN 255 /* the longest token of a visitor */
#define TOKEN_HASH_LEN 44 /* the base64 text of a SHA-256 */

/* Fills `out` with random bytes from the kernel, fit for secrets. */
void random_bytes(void *out, size_t len);

void id_new(char out[ID_LEN + 1]);
const char *id_new_in(struct arena *mem); /* allocates the id from the arena */
void auth_token_new(char out[AUTH_TOKEN_LEN + 1]);

/* Computes base64(sha256(token)), the form in which login tokens are stored and compared. */
void token_hash(char out[TOKEN_HASH_LEN + 1], const char *token);

/* Returns whether the id has 1 to max bytes, all printable ASCII except space and '/'. */
bool id_valid(const char *id, size_t max);

/* Returns whether id_new() could have made this id. */
bool id_is_ours(const char *id);

#endif
