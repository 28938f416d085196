/* SPDX-License-Identifier: MIT */
/*
 * POST /api/v1/livechat/login.signed   logs a user in for whom another application vouches that knows the option
 *                                      login-secret of the option file, and answers as login does
 *
 * The signature is the HMAC-SHA256, in Base64url, of these lines, of which the last has no line end: `livechat login`,
 * username, name, email, role, expires (seconds since 1970, at most 60 from now) and nonce (16 characters or more). What is
 * absent is an empty line. The account of that name is made unless there is one, and gets the role: admin, livechat-manager or
 * livechat-agent, with those after it. Each can be used once. It is a POST because no log shows what is in its body.
 */
#include "chat/accounts/signed_login.h"
#include "http/shared/session.h"
#include "http/shared/setup.h"

static const struct field post_fields[] = {
	{ .name = "username", .flags = FIELD_REQUIRED },
	{ .name = "name", .flags = FIELD_NULLABLE, .max = 1024 },
	{ .name = "email", .flags = FIELD_NULLABLE, .max = 254 },
	{ .name = "role", .flags = FIELD_REQUIRED },
	{ .name = "expires", .type = FIELD_NUMBER, .flags = FIELD_REQUIRED },
	{ .name = "nonce", .flags = FIELD_REQUIRED, .max = 128 },
	{ .name = "signature", .flags = FIELD_REQUIRED },
	{ .name = NULL },
};

static const char *
text_of(struct request *rq, const char *name)
{
	const char *text = param_string(rq, name);

	return text ? text : "";
}

static void
signed_post(struct request *rq)
{
	const struct setup_site site = request_setup_site(rq);
	const struct signed_login login = { .username = text_of(rq, "username"),
		.name = text_of(rq, "name"),
		.email = text_of(rq, "email"),
		.role = text_of(rq, "role"),
		.expires_at = param_int(rq, "expires", 0),
		.nonce = text_of(rq, "nonce"),
		.signature = text_of(rq, "signature") };
	struct session session;
	enum chat_error error;

	if (!request_charge_login(rq, NULL)) {
		reply_limited(rq);
		return;
	}
	error = signed_login_open(
	    request_chat(rq), site.refusal ? NULL : site.option_file, &login, &session);
	if (error)
		reply_error(rq, error);
	else
		reply_session(rq, &session);
}

static const struct route routes[] = {
	{ .method = "POST",
	    .path = "/api/v1/livechat/login.signed",
	    .fields = post_fields,
	    .limit = LIMIT_LOGIN,
	    .limit_in_handler = true,
	    .access = { .who = ACCESS_ANYONE },
	    .says = { { CHAT_SWITCHED_OFF, WIRE_SIGNED_LOGIN_OFF },
		{ CHAT_UNAUTHORIZED, WIRE_SIGNED_LOGIN_REFUSED },
		{ CHAT_INVALID_NAME, WIRE_INVALID_PERSON_NAME },
		{ CHAT_INVALID_ROLE, WIRE_SIGNED_LOGIN_ROLE } },
	    .for_blocked = true,
	    .handler = signed_post },
	{ .method = NULL },
};

ENDPOINT("login.signed", routes);
