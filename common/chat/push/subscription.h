/* SPDX-License-Identifier: MIT */
/*
 * subscription.h: the browsers that users have tell them when a visitor waits (Web Push), and the key
 * of this service, by which the browsers' push services recognise it.
 */
#ifndef CHAT_PUSH_SUBSCRIPTION_H
#define CHAT_PUSH_SUBSCRIPTION_H

#include "chat/core/chat.h"
#include "chat/people/user.h"
#include "db/duties/push.h"

#define PUSH_ENDPOINT_MAX 2000 /* bytes */

/*
 * Finds the public key, in Base64url, which a browser needs to subscribe. The pair is made and stored
 * when nobody has asked before.
 */
CHAT_CHECKED enum chat_error push_public_key(struct chat *chat, const char **key);

/* Whether it is the URL of a push service, and whether these are the keys of a browser. */
bool push_endpoint_valid(const char *endpoint);
bool push_keys_valid(const char *p256dh, const char *auth);

/*
 * Stores a subscription, without its id, for the login of the request. One with the same endpoint is
 * replaced; the oldest go when there are too many.
 */
CHAT_CHECKED enum chat_error push_subscribe(
    struct chat *chat, const struct user *user, struct push_subscription subscription);

/* Removes the user's subscription with that endpoint, if there is one. */
CHAT_CHECKED enum chat_error push_unsubscribe(
    struct chat *chat, const struct user *user, const char *endpoint);

#endif
