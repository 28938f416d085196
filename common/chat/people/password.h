/* SPDX-License-Identifier: MIT */
/*
 * password.h: passwords. What is stored is the crypt(3) hash of the SHA-256 digest of the password,
 * because Rocket.Chat clients may send only this digest.
 */
#ifndef CHAT_PEOPLE_PASSWORD_H
#define CHAT_PEOPLE_PASSWORD_H

#include <stdbool.h>

#include "base/arena.h"

#define PASSWORD_MIN_LEN 8 /* bytes that a new password must have */
#define PASSWORD_MAX_LEN 1024
#define PASSWORD_DIGEST_LEN 64 /* SHA-256 in lower-case hexadecimal */

void password_digest(char out[PASSWORD_DIGEST_LEN + 1], const char *password);

/* Returns which rule for new passwords the text breaks, such as "is shorter than 8 characters"; or NULL. */
const char *password_complaint(const char *password, size_t len);

/* Returns the hash to store. */
const char *password_hash(struct arena *mem, const char *password);

/*
 * Return whether the stored hash belongs to this password, or to the password with this digest in
 * hexadecimal of either case. If `stored` is NULL, they return false after the same time, so that
 * nobody learns from the time whether a user exists.
 */
bool password_verify(const char *stored, const char *password);
bool password_verify_digest(const char *stored, const char *digest);

#endif
