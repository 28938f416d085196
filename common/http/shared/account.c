/* SPDX-License-Identifier: MIT */
#include "http/shared/account.h"

/* The member as 0 or 1; -1: it is absent. */
static int
member_truth(const struct value *object, const char *name)
{
	const struct value *member = value_member(object, name);

	return value_type(member) == VALUE_BOOLEAN ? value_boolean(member) : -1;
}

/* The bits of the roles; -1: no roles were sent. False: there is no such role. */
static bool
roles_read(const struct value *object, int *roles)
{
	const struct value *names = value_member(object, "roles");
	size_t count = value_count(names);

	if (value_type(names) != VALUE_ARRAY)
		return true;
	*roles = 0;
	for (size_t i = 0; i < count; i++) {
		unsigned role = role_from_name(value_text(value_item(names, i)));

		if (!role)
			return false;
		*roles |= (int)role;
	}
	return true;
}

bool
account_facts_read(struct request *rq, const struct value *object, struct account_facts *facts)
{
	*facts = (struct account_facts)ACCOUNT_FACTS_NONE;
	facts->username = value_member_text(object, "username");
	facts->name = value_member_text(object, "name");
	facts->email = value_member_text(object, "email");
	facts->password = value_member_text(object, "password");
	facts->active = member_truth(object, "active");
	facts->must_change_password = member_truth(object, "requirePasswordChange");
	if (!roles_read(object, &facts->roles)) {
		reply_error(rq, CHAT_INVALID_ROLE);
		return false;
	}
	if (member_truth(object, "setRandomPassword") > 0 ||
	    member_truth(object, "sendWelcomeEmail") > 0) {
		reply_invalid(rq,
		    "setRandomPassword and sendWelcomeEmail must be false: no mail is "
		    "sent to new users");
		return false;
	}
	return true;
}

void
reply_account(struct request *rq, enum chat_error error, const struct user_row *row)
{
	struct json_out *out;

	if (error) {
		reply_error(rq, error);
		return;
	}
	out = reply_object(rq);
	json_key(out, "user");
	account_json(out, row, true);
	reply_success(rq);
}
