/* SPDX-License-Identifier: MIT */
/*
 * POST /api/v1/login   logs a user in by {"user":…, "password":…} or {"resume":<token>} and returns
 *                      the values for the headers X-User-Id and X-Auth-Token
 *
 * The user name may be sent as user, username or email, or in an object named user. The password
 * may be sent as it is or as {"digest": its SHA-256 in hexadecimal, "algorithm": "sha-256"}. The
 * body may also be a form.
 */
#include <string.h>

#include "http/shared/session.h"

static const struct field post_fields[] = {
	{ .name = "user", .type = FIELD_ANY },
	{ .name = "username" },
	{ .name = "email" },
	{ .name = "password", .type = FIELD_ANY },
	{ .name = "code", .flags = FIELD_NULLABLE }, /* ignored: there is no two-factor login */
	{ .name = "resume" },
	{ .name = NULL },
};

/* Takes a name, which must be the only one; false when there has been another. */
static bool
name_add(const char **name, const char *given)
{
	if (!given)
		return true;
	if (*name && strcmp(*name, given) != 0)
		return false;
	*name = given;
	return true;
}

/*
 * Reads the username or e-mail address. Two that differ are refused, because clients that send them
 * mean different things by it. Replies and returns false when there is not exactly one.
 */
static bool
name_read(struct request *rq, struct credentials *credentials)
{
	const struct value *user = param(rq, "user");
	const char *name = value_text(user);
	bool address = name && strchr(name, '@');
	const char **usernames = &credentials->username, **emails = &credentials->email;

	if (!name_add(usernames, address ? NULL : name) ||
	    !name_add(emails, address ? name : NULL) ||
	    !name_add(usernames, value_member_text(user, "username")) ||
	    !name_add(emails, value_member_text(user, "email")) ||
	    !name_add(usernames, param_string(rq, "username")) ||
	    !name_add(emails, param_string(rq, "email")) || (*usernames && *emails)) {
		reply_invalid(rq, "user, username and email must not name different users");
		return false;
	}
	if (*usernames || *emails)
		return true;
	reply_invalid(rq, "must have required property 'user'");
	return false;
}

static bool
password_read(struct request *rq, struct credentials *credentials)
{
	const struct value *password = param(rq, "password");
	const char *algorithm = value_member_text(password, "algorithm");

	credentials->password = value_text(password);
	credentials->digest = value_member_text(password, "digest");
	return credentials->password ||
	       (credentials->digest && algorithm && strcmp(algorithm, "sha-256") == 0);
}

/* Reads the credentials, once for the limit and for the check; false when it has replied. */
static bool
credentials_read(struct request *rq, struct credentials *credentials)
{
	*credentials = (struct credentials){ 0 };
	if (!name_read(rq, credentials))
		return false;
	if (!param(rq, "password")) {
		reply_invalid(rq, "must have required property 'password'");
		return false;
	}
	if (!password_read(rq, credentials)) {
		reply_invalid(rq, "password must be string or have digest and "
				  "algorithm \"sha-256\"");
		return false;
	}
	return true;
}

static void
login_password(struct request *rq)
{
	struct chat *chat = request_chat(rq);
	struct credentials credentials;
	struct account account;
	struct session session;
	enum chat_error error;

	if (!credentials_read(rq, &credentials))
		return;
	error = account_find(chat, &credentials, &account);
	if (!error && !request_charge_login(rq, account.key)) {
		reply_limited(rq);
		return;
	}
	if (!error)
		error = session_open(chat, &credentials, &account, &session);
	if (error)
		reply_error(rq, error);
	else
		reply_session(rq, &session);
}

static void
login_post(struct request *rq)
{
	const char *resume = param_string(rq, "resume");
	struct session session;
	enum chat_error error;

	/* First, since it needs no database. */
	if (!request_may_log_in(rq) || (resume && !request_charge_login(rq, NULL))) {
		reply_limited(rq);
	} else if (resume) {
		error = session_resume(request_chat(rq), resume, &session);
		if (error)
			reply_error(rq, error);
		else
			reply_session(rq, &session);
	} else {
		login_password(rq);
	}
}

static const struct route routes[] = {
	{ .method = "POST",
	    .path = "/api/v1/login",
	    .fields = post_fields,
	    .limit = LIMIT_LOGIN,
	    .limit_in_handler = true,
	    .access = { .who = ACCESS_ANYONE },
	    .says = { { CHAT_UNAUTHORIZED, WIRE_LOGIN_REFUSED } },
	    .for_blocked = true,
	    .handler = login_post },
	{ .method = NULL },
};

ENDPOINT("login", routes);
