/*
 * password.h: passwords are stored as crypt(3) of the SHA-256 of what was typed, because
 * clients may send only that digest.
 */
#ifndef CHAT_PEOPLE_PASSWORD_H
#define CHAT_PEOPLE_PASSWORD_H

#include <stdbool.h>

#include "base/arena.h"

#define PASSWORD_MIN_LEN 8 /* bytes, of a new one */
#define PASSWORD_MAX_LEN 1024
#define PASSWORD_DIGEST_LEN 64 /* SHA-256 in lower-case hexadecimal */

void password_digest(char out[PASSWORD_DIGEST_LEN + 1], const char *password);

/* What to store; lives in the arena. */
const char *password_hash(struct arena *mem, const char *password);

/*
 * Whether what is stored was made of this password, or of the one with this digest (upper case
 * is fine). Takes as long when nothing is stored (NULL): nobody learns which users exist.
 */
bool password_verify(const char *stored, const char *password);
bool password_verify_digest(const char *stored, const char *digest);

#endif
