/* SPDX-License-Identifier: MIT */
/*
 * session.h: login and logout, and the presence that follows from them. A user who logs in with a
 * password is online, and available if they are an agent. A user whose last session ends, in
 * whatever way, is offline and not available; so is one who sends no requests, until the next.
 */
#ifndef CHAT_PEOPLE_SESSION_H
#define CHAT_PEOPLE_SESSION_H

#include "base/json_out.h"
#include "chat/core/chat.h"
#include "chat/people/user.h"
#include "db/people/token.h"

/*
 * Either username or email is set, and either password or digest; the others are NULL. Username and
 * address are compared without regard to case.
 */
struct credentials {
	const char *username;
	const char *email;
	const char *password; /* as the user typed it */
	const char *digest;   /* its SHA-256 in hexadecimal */
};

/* Whom credentials name. The members live as long as the request. */
struct account {
	const struct user_row *row; /* NULL: there is no such user */
	const char *key;            /* one for each user, however they are named; for the limit */
};

/*
 * Finds whom the credentials name, before the password is looked at. An error says that the
 * database cannot tell; that there is no such user is none.
 */
CHAT_CHECKED enum chat_error account_find(
    struct chat *chat, const struct credentials *credentials, struct account *account);

struct session {
	const struct user *user;
	const char *token; /* the login token, to be sent as X-Auth-Token */
};

/*
 * Opens a session of the account with a new login token. CHAT_UNAUTHORIZED: the credentials are
 * wrong or the user is deactivated; it takes the same time whether or not the user exists.
 */
CHAT_CHECKED enum chat_error session_open(struct chat *chat, const struct credentials *credentials,
    const struct account *account, struct session *session);

/*
 * The same for a user of whom something else than a password has proved that they are it; for at most
 * lasts_ms. CHAT_UNAUTHORIZED: there is no such user, or they are deactivated. CHAT_LOGIN_USED: the
 * proof was used before.
 */
CHAT_CHECKED enum chat_error session_begin(struct chat *chat, const char *user_id,
    const struct login_proof *proof, int64_t lasts_ms, struct session *session);

/*
 * Continues the session with this login token. The user becomes online unless they are away or
 * busy, and an agent who had made themself unavailable stays so. CHAT_UNAUTHORIZED: the token is unknown or has expired.
 */
CHAT_CHECKED enum chat_error session_resume(
    struct chat *chat, const char *token, struct session *session);

/* Whether the text is the account's password, or the SHA-256 of it in hexadecimal. */
bool account_password_is(const struct account *account, const char *text);

/* Deletes this login token. Other sessions of the user remain. */
CHAT_CHECKED enum chat_error session_close(
    struct chat *chat, const struct user *user, const char *token);

/* Writes what users see of themselves, as members of the current object. */
CHAT_CHECKED enum chat_error session_me_json(
    struct chat *chat, struct json_out *out, const struct user *user);

#endif
