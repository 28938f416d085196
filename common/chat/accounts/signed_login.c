/* SPDX-License-Identifier: MIT */
#include "chat/accounts/signed_login.h"

#include <inttypes.h>
#include <string.h>
#include <openssl/crypto.h>

#include "base/crypto/base64url.h"
#include "base/crypto/ids.h"
#include "base/crypto/sha256.h"
#include "base/options/option_file.h"
#include "chat/accounts/account.h"

/*
 * Nobody tells this program when the application takes somebody's rights away: then their login ends by
 * its age, which is that of a login to WordPress.
 */
#define LASTS_MS INT64_C(172800000)

#define SIGNATURE_LEN BASE64URL_LEN(SHA256_LEN)

/* What an account can be given by a signed login; other roles stay. */
#define ROLES_SIGNED (ROLE_AGENT | ROLE_MANAGER | ROLE_ADMIN)

static const char *
login_secret(struct chat *chat, const char *option_file)
{
	const char *secret =
	    option_file ? option_file_value(chat->mem, option_file, "login-secret") : NULL;

	return secret && strlen(secret) >= LOGIN_SECRET_MIN_LEN ? secret : NULL;
}

/* A line end in one of the members would let it pass for the next ones. */
static bool
one_line_each(const struct signed_login *login)
{
	return !strchr(login->username, '\n') && !strchr(login->name, '\n') &&
	       !strchr(login->email, '\n') && !strchr(login->role, '\n') &&
	       !strchr(login->nonce, '\n');
}

static bool
signature_right(struct chat *chat, const struct signed_login *login, const char *secret)
{
	unsigned char hash[SHA256_LEN];
	char expected[SIGNATURE_LEN + 1];

	hmac_sha256(hash, secret, strlen(secret),
	    arena_printf(chat->mem, "livechat login\n%s\n%s\n%s\n%s\n%" PRId64 "\n%s",
		login->username, login->name, login->email, login->role, login->expires_at,
		login->nonce));
	base64url(expected, hash, SHA256_LEN);
	return one_line_each(login) && strlen(login->signature) == SIGNATURE_LEN &&
	       CRYPTO_memcmp(expected, login->signature, SIGNATURE_LEN) == 0;
}

/* 0: no such role can be signed. */
static unsigned
roles_of(const char *role)
{
	switch (role_from_name(role)) {
	case ROLE_ADMIN:
		return ROLES_SIGNED;
	case ROLE_MANAGER:
		return ROLE_AGENT | ROLE_MANAGER;
	case ROLE_AGENT:
		return ROLE_AGENT;
	default:
		return 0;
	}
}

static enum chat_error
login_check(struct chat *chat, const char *option_file, const struct signed_login *login)
{
	const char *secret = login_secret(chat, option_file);

	if (!secret)
		return CHAT_SWITCHED_OFF;
	if (!signature_right(chat, login, secret) || strlen(login->nonce) < LOGIN_NONCE_MIN_LEN)
		return CHAT_UNAUTHORIZED;
	if (login->expires_at <= chat->now_ms / 1000 ||
	    login->expires_at > (chat->now_ms + SIGNED_LOGIN_TIME_MS) / 1000)
		return CHAT_LOGIN_EXPIRED;
	return roles_of(login->role) ? CHAT_OK : CHAT_INVALID_ROLE;
}

static enum chat_error
account_make(struct chat *chat, const struct signed_login *login, struct user_row *row)
{
	struct account_facts facts = ACCOUNT_FACTS_NONE;
	enum chat_error error;

	facts.username = login->username;
	facts.name = *login->name ? login->name : NULL;
	facts.email = *login->email ? login->email : NULL;
	facts.roles = (int)roles_of(login->role);
	error = account_create(chat, &facts, row);
	if (error != CHAT_EMAIL_TAKEN)
		return error;
	facts.email = NULL;
	return account_create(chat, &facts, row);
}

static enum chat_error
account_adapt(struct chat *chat, const struct signed_login *login, struct user_row *row)
{
	struct account_facts facts = ACCOUNT_FACTS_NONE;
	unsigned roles = (row->roles & ~(unsigned)ROLES_SIGNED) | ROLE_USER | roles_of(login->role);

	if (!row->active)
		return CHAT_USER_DEACTIVATED;
	if (roles == row->roles)
		return CHAT_OK;
	facts.roles = (int)roles;
	return account_update(chat, NULL, row->id, &facts, row);
}

/* The account of that name, whatever the case, with the role. */
static enum chat_error
account_prepare(struct chat *chat, const struct signed_login *login, struct user_row *row)
{
	const struct credentials name = { .username = login->username };
	struct account account;
	enum chat_error error = account_find(chat, &name, &account);

	if (!error && !account.row) {
		error = account_make(chat, login, row);
		if (error != CHAT_USERNAME_TAKEN)
			return error;
		/* Another login of the same user has made it at the same time. */
		error = account_find(chat, &name, &account);
	}
	if (error)
		return error;
	if (!account.row)
		return CHAT_USERNAME_TAKEN;
	*row = *account.row;
	return account_adapt(chat, login, row);
}

enum chat_error
signed_login_open(struct chat *chat, const char *option_file, const struct signed_login *login,
    struct session *session)
{
	char nonce_hash[TOKEN_HASH_LEN + 1];
	struct login_proof proof = { .nonce_hash = nonce_hash };
	struct user_row row;
	enum chat_error error = login_check(chat, option_file, login);
	bool used = false;

	if (error)
		return error;
	proof.nonce_expires_at = login->expires_at * 1000;
	token_hash(nonce_hash, login->nonce);
	/* It is looked up before the account is touched, and used with the session: what fails can be sent again. */
	error = chat_error_from_db(db_signed_login_used(chat->db, nonce_hash, &used));
	if (!error && used)
		error = CHAT_LOGIN_USED;
	if (!error)
		error = account_prepare(chat, login, &row);
	if (error)
		return error;
	error = session_begin(chat, row.id, &proof, LASTS_MS, session);
	return error == CHAT_UNAUTHORIZED ? CHAT_USER_DEACTIVATED : error;
}
