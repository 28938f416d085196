/* SPDX-License-Identifier: MIT */
/*
 * account.h: creates, changes and deletes users, for the API and for livechat-admin.
 *
 * An agent who is deactivated or deleted, or is no agent any more, leaves their rooms to the queue.
 * Each change is made as a whole or not at all. One active admin remains, whatever is asked for.
 */
#ifndef CHAT_ACCOUNTS_ACCOUNT_H
#define CHAT_ACCOUNTS_ACCOUNT_H

#include "base/json_out.h"
#include "chat/core/chat.h"
#include "chat/core/paging.h"
#include "chat/people/user.h"
#include "db/people/user.h"

#define USERNAME_MAX_LEN 64
#define PERSON_NAME_MAX_LEN 255 /* in UTF-16 code units */

/* What is asked for. A text that is NULL, and a number that is negative, stays as it is. */
struct account_facts {
	const char *username;
	const char *name;
	const char *email;
	const char *password;
	const char
	    *verified_hash; /* what the current password was verified with; NULL: it was not */
	int roles;          /* bits of enum role; every user has ROLE_USER besides */
	int active;         /* 0: all logins and tokens end */
	int must_change_password;
};

#define ACCOUNT_FACTS_NONE \
	{ \
		.roles = -1, .active = -1, .must_change_password = -1 \
	}

/*
 * Creates a user, who is active unless the facts say otherwise; only the username must be given.
 * CHAT_INVALID_USERNAME, CHAT_INVALID_NAME, CHAT_INVALID_EMAIL, CHAT_PASSWORD_UNFIT: see the facts.
 * CHAT_USERNAME_TAKEN, CHAT_EMAIL_TAKEN: by another user, in whatever case.
 */
CHAT_CHECKED enum chat_error account_create(
    struct chat *chat, const struct account_facts *facts, struct user_row *created);

/* Returns the error of account_create() with these facts, without the password. */
CHAT_CHECKED enum chat_error account_check(struct chat *chat, const struct account_facts *facts);

/*
 * Changes a user. A new password ends their logins and personal access tokens, but the one that
 * `by` uses if they change themselves; it does not have to be changed unless the facts say so. by NULL: livechat-admin does it. The errors
 * of account_create(), and CHAT_NO_USER, CHAT_LAST_ADMIN. CHAT_SELF: `by` would deactivate themself.
 * CHAT_PASSWORD_WRONG: the password was changed after it had been verified.
 */
CHAT_CHECKED enum chat_error account_update(struct chat *chat, const struct user *by,
    const char *id, const struct account_facts *facts, struct user_row *changed);

/*
 * Revokes a role from a user, who may lack it already. Of an agent, the rooms that they serve go back
 * into the queue. CHAT_NO_USER: there is no such user. `by`: see account_update().
 */
CHAT_CHECKED enum chat_error account_revoke(
    struct chat *chat, const struct user *by, unsigned role, const char *id);

/*
 * Deletes a user, with their logins, tokens and memberships. What they wrote stays. CHAT_NO_USER,
 * CHAT_LAST_ADMIN. CHAT_SELF: it is `by`. by NULL: livechat-admin does it.
 */
CHAT_CHECKED enum chat_error account_delete(
    struct chat *chat, const struct user *by, const char *id);

/* Finds a user by what is not NULL, the first of id, username and address. CHAT_NO_USER. */
CHAT_CHECKED enum chat_error account_named(struct chat *chat, const char *id, const char *username,
    const char *email, struct user_row *row);

/* Writes a user as an object: `full` as admins see them and users themselves, else as others do. */
void account_json(struct json_out *out, const struct user_row *row, bool full);

/* Writes the users who have the text in their username, name or address as an array. */
CHAT_CHECKED enum chat_error account_list_write(struct chat *chat, struct json_out *out,
    const char *text, const struct paging *paging, struct list_size *size);

#endif
