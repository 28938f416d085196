/* SPDX-License-Identifier: MIT */
/*
 * token.h: personal access tokens, with which bots and bridges act for the user who created them.
 * The user knows each by a name. The token itself is shown only once, when it is created.
 */
#ifndef CHAT_PEOPLE_TOKEN_H
#define CHAT_PEOPLE_TOKEN_H

#include "base/json_out.h"
#include "chat/core/chat.h"
#include "chat/people/user.h"

#define TOKEN_NAME_MAX_LEN 128 /* bytes */
#define TOKEN_LAST_PART_LEN 6  /* the last characters, which lists show */

/*
 * All functions that take a name return CHAT_NAME_MISSING if it is NULL or empty, and
 * CHAT_INVALID_NAME if it is too long or has control characters.
 */

/*
 * Creates a token. CHAT_EXISTS: the user has one of this name. CHAT_UNAUTHORIZED: what the request
 * was sent with has ended.
 */
CHAT_CHECKED enum chat_error token_create(struct chat *chat, const struct user *user,
    const char *name, bool bypass_two_factor, const char **token);

/* Replaces the token of this name by a new one. CHAT_NO_TOKEN: there is none. */
CHAT_CHECKED enum chat_error token_renew(
    struct chat *chat, const struct user *user, const char *name, const char **token);

/* Deletes the token of this name. CHAT_NO_TOKEN: there is none. */
CHAT_CHECKED enum chat_error token_revoke(
    struct chat *chat, const struct user *user, const char *name);

/* Writes the user's tokens as an array that is sorted by name. */
CHAT_CHECKED enum chat_error token_list_write(
    struct chat *chat, const struct user *user, struct json_out *out);

#endif
