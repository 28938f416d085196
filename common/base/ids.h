/*
 * ids.h: ids and tokens. Ours are made like the ones of Meteor, which clients know: 17
 * characters from an alphabet without look-alikes; a login token has 43.
 */
#ifndef BASE_IDS_H
#define BASE_IDS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

#define ID_LEN 17         /* of an id made here */
#define AUTH_TOKEN_LEN 43 /* of a login or personal access token made here */
#define ID_MAX_LEN 64     /* of an id a client may choose */
#define TOKEN_MAX_LEN 255 /* of a visitor's token */
#define TOKEN_HASH_LEN 44 /* base64 of a SHA-256 */

/* Random bytes from the kernel. */
void random_bytes(void *out, size_t len);

void id_new(char out[ID_LEN + 1]);
const char *id_new_in(struct arena *mem); /* the same, in the arena */
void auth_token_new(char out[AUTH_TOKEN_LEN + 1]);

/* base64(sha256(token)): how login tokens are stored and compared. */
void token_hash(char out[TOKEN_HASH_LEN + 1], const char *token);

/* 1 to max bytes of printable ASCII without blank and '/'. */
bool id_valid(const char *id, size_t max);

/* True for text that id_new() could have made. */
bool id_is_ours(const char *id);

#endif
