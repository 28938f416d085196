/*
 * session.h: logging in and out. Presence comes from it: who logs in with a password is online
 * and, if he is an agent, takes chats; whose last login ends is offline and takes none.
 */
#ifndef CHAT_PEOPLE_SESSION_H
#define CHAT_PEOPLE_SESSION_H

#include "base/json_out.h"
#include "chat/core/chat.h"
#include "chat/people/user.h"

/* How somebody says who he is. Capitals in name and address make no difference. */
struct credentials {
	const char *username; /* or ... */
	const char *email;    /* ... this; the other is NULL */
	const char *password; /* as typed, or NULL and ... */
	const char *digest;   /* ... its SHA-256 in hexadecimal */
};

struct session {
	const struct user *user;
	const char *token;
};

/* A new token. CHAT_UNAUTHORIZED, after the same time whatever was wrong. */
CHAT_CHECKED enum chat_error session_open(
    struct chat *chat, const struct credentials *credentials, struct session *session);

/*
 * Goes on with a token there is. Whether the agent takes chats stays as he left it.
 * CHAT_UNAUTHORIZED: there is none such, or it has expired.
 */
CHAT_CHECKED enum chat_error session_resume(
    struct chat *chat, const char *token, struct session *session);

/* The token is of no use any more; others of the user are. */
CHAT_CHECKED enum chat_error session_close(
    struct chat *chat, const struct user *user, const char *token);

/* Writes a user as he sees is_self: the members of an object that is open. */
void session_me_json(struct json_out *out, const struct user *user);

#endif
