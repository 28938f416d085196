/* SPDX-License-Identifier: MIT */
/*
 * POST /api/v1/users.updateOwnBasicInfo   changes what users may change of themselves
 *
 * Username, address and password need the current password, as it is or as its SHA-256 in hexadecimal;
 * attempts are limited like logins. A new password ends all other logins and personal access tokens of
 * the user.
 */
#include "chat/people/session.h"
#include "http/shared/account.h"

static const struct field data_fields[] = {
	{ .name = "email", .max = 254 },
	{ .name = "name" },
	{ .name = "username" },
	{ .name = "currentPassword" },
	{ .name = "newPassword" },
	{ .name = "nickname", .flags = FIELD_IGNORED },
	{ .name = "bio", .flags = FIELD_IGNORED },
	{ .name = "statusText", .flags = FIELD_IGNORED },
	{ .name = "statusType", .flags = FIELD_IGNORED },
	{ .name = NULL },
};

static const struct field post_fields[] = {
	{ .name = "data", .type = FIELD_OBJECT, .flags = FIELD_REQUIRED, .fields = data_fields },
	{ .name = "customFields", .type = FIELD_ANY, .flags = FIELD_IGNORED },
	{ .name = NULL },
};

/*
 * Replies and returns false unless the current password was sent, and the new one differs from it.
 * Notes what it was verified with.
 */
static bool
password_check(struct request *rq, const char *current, struct account_facts *facts)
{
	const struct credentials self = { .username = request_user(rq)->username };
	struct account account;
	enum chat_error error = CHAT_PASSWORD_WRONG;

	if (current)
		error = account_find(request_chat(rq), &self, &account);
	if (!error && (!request_may_log_in(rq) || !request_charge_login(rq, account.key))) {
		reply_limited(rq);
		return false;
	}
	if (!error && !account_password_is(&account, current))
		error = CHAT_PASSWORD_WRONG;
	if (!error && facts->password && account_password_is(&account, facts->password))
		error = CHAT_PASSWORD_SAME;
	if (error)
		reply_error(rq, error);
	else
		facts->verified_hash = account.row->password_hash;
	return !error;
}

static void
own_post(struct request *rq)
{
	const struct value *data = param(rq, "data");
	struct account_facts facts = ACCOUNT_FACTS_NONE;
	struct user_row row;
	enum chat_error error;

	facts.username = value_member_text(data, "username");
	facts.name = value_member_text(data, "name");
	facts.email = value_member_text(data, "email");
	facts.password = value_member_text(data, "newPassword");
	if ((facts.username || facts.email || facts.password) &&
	    !password_check(rq, value_member_text(data, "currentPassword"), &facts))
		return;
	error =
	    account_update(request_chat(rq), request_user(rq), request_user(rq)->id, &facts, &row);
	reply_account(rq, error, &row);
}

static const struct route routes[] = {
	{ .method = "POST",
	    .path = "/api/v1/users.updateOwnBasicInfo",
	    .permission = PERMISSION_LOGIN,
	    .before_password = true,
	    .fields = post_fields,
	    .limit = LIMIT_LOGIN,
	    .limit_in_handler = true,
	    .access = { .who = ACCESS_ANYONE },
	    .says = { { CHAT_INVALID_NAME, WIRE_INVALID_PERSON_NAME },
		{ CHAT_NO_USER, WIRE_LOGIN_MISSING } },
	    .handler = own_post },
	{ .method = NULL },
};

ENDPOINT("users.updateOwnBasicInfo", routes);
