/* SPDX-License-Identifier: MIT */
/*
 * login_list.h: the logins of a user, whom it lets see where they are logged in and end what they do
 * not know. Neither tokens nor their hashes are shown.
 */
#ifndef CHAT_PEOPLE_LOGIN_LIST_H
#define CHAT_PEOPLE_LOGIN_LIST_H

#include "base/json_out.h"
#include "chat/core/chat.h"
#include "chat/core/paging.h"
#include "chat/people/user.h"

/* Writes a page of the user's sessions as an array, the newest first. */
CHAT_CHECKED enum chat_error login_list_write(struct chat *chat, struct json_out *out,
    const struct user *user, const struct paging *paging, struct list_size *size);

/* Writes one session as an object. CHAT_NO_SESSION: the user has none with this id. */
CHAT_CHECKED enum chat_error login_write(
    struct chat *chat, struct json_out *out, const struct user *user, const char *id);

/* Ends one session, which may be that of the request. CHAT_NO_SESSION. */
CHAT_CHECKED enum chat_error login_end(struct chat *chat, const struct user *user, const char *id);

/* Ends all sessions but that of the request. */
CHAT_CHECKED enum chat_error login_end_others(struct chat *chat, const struct user *user);

#endif
