/*
 * token.h: personal access tokens, by which bots and bridges act for the user who made them.
 * Each has a name; what it is, is shown once.
 */
#ifndef CHAT_PEOPLE_TOKEN_H
#define CHAT_PEOPLE_TOKEN_H

#include "base/json_out.h"
#include "chat/core/chat.h"
#include "chat/people/user.h"

#define TOKEN_NAME_MAX_LEN 128 /* bytes */
#define TOKEN_LAST_PART_LEN 6  /* characters by which its owner knows it again */

/*
 * Makes one. CHAT_NAME_MISSING (NULL too), CHAT_INVALID_NAME, CHAT_EXISTS: the
 * user has one of that name.
 */
CHAT_CHECKED enum chat_error token_create(struct chat *chat, const struct user *user,
    const char *name, bool bypass_two_factor, const char **token);

/* Makes another in place of the one of that name. CHAT_NO_TOKEN: there is none. */
CHAT_CHECKED enum chat_error token_renew(
    struct chat *chat, const struct user *user, const char *name, const char **token);

/* CHAT_NO_TOKEN: there is none. */
CHAT_CHECKED enum chat_error token_revoke(
    struct chat *chat, const struct user *user, const char *name);

/* Writes those of the user as an array, by name. */
CHAT_CHECKED enum chat_error token_list_write(
    struct chat *chat, const struct user *user, struct json_out *out);

#endif
