/* SPDX-License-Identifier: MIT */
/*
 * webpush.h: what a message to a browser's push service is made of: its encryption for the browser
 * (RFC 8291, with the content coding of RFC 8188), and the sender's signature for the service (VAPID,
 * RFC 8292). All keys are of the curve P-256.
 */
#ifndef BASE_CRYPTO_WEBPUSH_H
#define BASE_CRYPTO_WEBPUSH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

#define WEBPUSH_PRIVATE_LEN 32
#define WEBPUSH_PUBLIC_LEN 65 /* an uncompressed point */
#define WEBPUSH_AUTH_LEN 16
#define WEBPUSH_SALT_LEN 16

/* A message has one record of 4096 bytes, which every push service takes. */
#define WEBPUSH_TEXT_MAX 3993
#define WEBPUSH_HEADER_LEN (WEBPUSH_SALT_LEN + 4 + 1 + WEBPUSH_PUBLIC_LEN)
#define WEBPUSH_BODY_MAX 4096

/* A pair of keys of the sender. */
struct webpush_key {
	unsigned char secret[WEBPUSH_PRIVATE_LEN];
	unsigned char public[WEBPUSH_PUBLIC_LEN];
};

/* To whom a message goes: the keys of a subscription. */
struct webpush_receiver {
	unsigned char public[WEBPUSH_PUBLIC_LEN];
	unsigned char auth[WEBPUSH_AUTH_LEN];
};

void webpush_key_new(struct webpush_key *key);

/* Whether the text stands for the secret of a key, which it finds out without computing the other. */
bool webpush_secret_valid(const char *text);

/* Reads the Base64url text of key->secret and computes the other. False: it is no key. */
bool webpush_key_read(struct webpush_key *key, const char *text);

/* Reads the Base64url texts of a subscription. False: one of them is no key. */
bool webpush_receiver_read(struct webpush_receiver *to, const char *p256dh, const char *auth);

/*
 * Encrypts a text of at most WEBPUSH_TEXT_MAX bytes. `key` and `salt` are made for this message alone.
 * Returns the length of the body.
 */
size_t webpush_encrypt(unsigned char body[WEBPUSH_BODY_MAX], const struct webpush_receiver *to,
    const struct webpush_key *key, const unsigned char salt[WEBPUSH_SALT_LEN], const void *text,
    size_t len);

/* Returns the value of the header Authorization that signs these claims, a JSON object. */
const char *webpush_authorization(
    struct arena *mem, const struct webpush_key *key, const char *claims);

#endif
