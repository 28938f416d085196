/* SPDX-License-Identifier: MIT */
/*
 * signed_login.h: logins that another application of the same site vouches for, such as a website whose
 * users are the agents. It knows the option login-secret of the option file, and signs who the user is.
 *
 * Each can be used once, within a minute. The application decides about the account of that name, which
 * is made if there is none. While the option file has no login-secret there are no such logins.
 */
#ifndef CHAT_ACCOUNTS_SIGNED_LOGIN_H
#define CHAT_ACCOUNTS_SIGNED_LOGIN_H

#include "chat/people/session.h"

#define SIGNED_LOGIN_TIME_MS INT64_C(60000)
#define LOGIN_SECRET_MIN_LEN 32
#define LOGIN_NONCE_MIN_LEN 16

/* The texts as they were sent; name and email may be empty. */
struct signed_login {
	const char *username;
	const char *name;
	const char *email;
	const char
	    *role; /* admin, livechat-manager or livechat-agent, which include those after them */
	int64_t expires_at; /* in seconds */
	const char *nonce;
	/*
	 * The HMAC-SHA256 with the login-secret, in Base64url, of the line "livechat login" and the members
	 * above, one in each line, without a line end after the last.
	 */
	const char *signature;
};

/*
 * Logs the user in. An account that there is gets the role, but keeps its name and address; a new one gets
 * the address unless it belongs to somebody else. `option_file` is NULL if there is none that may be used.
 * CHAT_SWITCHED_OFF: it has no login-secret of that length. CHAT_UNAUTHORIZED: the signature was not made with it.
 * CHAT_LOGIN_EXPIRED, CHAT_LOGIN_USED. CHAT_USER_DEACTIVATED, CHAT_INVALID_ROLE, and the errors of
 * account_create() and account_update().
 */
CHAT_CHECKED enum chat_error signed_login_open(struct chat *chat, const char *option_file,
    const struct signed_login *login, struct session *session);

#endif
