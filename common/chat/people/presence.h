/* SPDX-License-Identifier: MIT */
/*
 * presence.h: whether users are there, and what they say about it, as other users see it. Who is
 * there is decided in db/sql/presence.h.
 */
#ifndef CHAT_PEOPLE_PRESENCE_H
#define CHAT_PEOPLE_PRESENCE_H

#include "base/json_out.h"
#include "chat/core/chat.h"
#include "chat/people/user.h"
#include "db/people/presence.h"

/* The user whom a request is about. Both NULL: the one who sent it. */
struct user_named {
	const char *id;
	const char *username;
};

/* CHAT_NO_USER: there is no such user. */
CHAT_CHECKED enum chat_error presence_get(struct chat *chat, const struct user *user,
    const struct user_named *named, struct presence *presence);

/*
 * Sets the status (online, away, busy or offline), what the user says about it, or both; NULL: it
 * stays. The text has no blanks at its ends; "": none. CHAT_NO_USER. CHAT_INVALID_VALUE: there is no
 * such status. CHAT_NOT_YOURS: about others. CHAT_USER_DEACTIVATED.
 */
CHAT_CHECKED enum chat_error presence_set(struct chat *chat, const struct user *user,
    const struct user_named *named, const char *status, const char *text);

/*
 * Writes, as an array, the users who are not offline; of those whose ids are in `ids`, separated by
 * commas, unless that is NULL.
 */
CHAT_CHECKED enum chat_error presence_list_write(
    struct chat *chat, struct json_out *out, const struct user *user, const char *ids);

/* Writes all others of whom anything may have changed since then; they may be offline. */
CHAT_CHECKED enum chat_error presence_changed_write(
    struct chat *chat, struct json_out *out, const struct user *user, int64_t since_ms);

#endif
