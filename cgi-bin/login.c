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

#include "chat/people/session.h"
#include "http/endpoint.h"

static const struct field post_fields[] = {
	{ .name = "user", .type = FIELD_ANY },
	{ .name = "username" },
	{ .name = "email" },
	{ .name = "password", .type = FIELD_ANY },
	{ .name = "code", .flags = FIELD_NULLABLE }, /* ignored: there is no two-factor login */
	{ .name = "resume" },
	{ .name = NULL },
};

/* Reads the user name or e-mail address; false when neither was sent. */
static bool
name_read(struct request *rq, struct credentials *credentials)
{
	const struct value *user = param(rq, "user");
	const char *name = value_text(user);

	credentials->username = param_string(rq, "username");
	credentials->email = param_string(rq, "email");
	if (name && strchr(name, '@'))
		credentials->email = name;
	else if (name)
		credentials->username = name;
	if (value_member_text(user, "username"))
		credentials->username = value_member_text(user, "username");
	else if (value_member_text(user, "email"))
		credentials->email = value_member_text(user, "email");
	return credentials->username || credentials->email;
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

static void
session_reply(struct request *rq, const struct session *session)
{
	struct json_out *out = reply_object(rq);

	json_put_string(out, "status", "success");
	json_key(out, "data");
	json_object(out);
	json_put_string(out, "userId", session->user->id);
	json_put_string(out, "authToken", session->token);
	json_key(out, "me");
	json_object(out);
	session_me_json(out, session->user);
	json_object_end(out);
	json_object_end(out);
	reply_success(rq);
}

static void
login_post(struct request *rq)
{
	struct chat *chat = request_chat(rq);
	const char *resume = param_string(rq, "resume");
	struct credentials credentials;
	struct session session;
	enum chat_error error;

	if (resume) {
		error = session_resume(chat, resume, &session);
	} else {
		if (!name_read(rq, &credentials)) {
			reply_invalid(rq, "must have required property 'user'");
			return;
		}
		if (!param(rq, "password")) {
			reply_invalid(rq, "must have required property 'password'");
			return;
		}
		if (!password_read(rq, &credentials)) {
			reply_invalid(rq, "password must be string or have digest and "
					  "algorithm \"sha-256\"");
			return;
		}
		error = session_open(chat, &credentials, &session);
	}
	if (error)
		reply_error(rq, error);
	else
		session_reply(rq, &session);
}

static const struct route routes[] = {
	{ .method = "POST",
	    .path = "/api/v1/login",
	    .fields = post_fields,
	    .limit = LIMIT_LOGIN,
	    .access = { .who = ACCESS_ANYONE },
	    .says = { { CHAT_UNAUTHORIZED, WIRE_LOGIN_REFUSED } },
	    .handler = login_post },
	{ .method = NULL },
};

ENDPOINT("login", routes);
