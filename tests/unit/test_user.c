/* SPDX-License-Identifier: MIT */
/* Users: roles, permissions and passwords. */
#include "unit.h"

#include <string.h>

#include "chat/people/password.h"
#include "chat/people/user.h"

static void
roles_have_names(void **state)
{
	(void)state;
	assert_int_equal(role_from_name("livechat-agent"), ROLE_AGENT);
	assert_int_equal(role_from_name("admin"), ROLE_ADMIN);
	assert_int_equal(role_from_name("agent"), 0);
	assert_int_equal(role_from_name(""), 0);
	for (enum role role = ROLE_USER; role <= ROLE_ADMIN; role <<= 1)
		assert_int_equal(role_from_name(role_name(role)), role);
	assert_null(role_name(ROLE_AGENT | ROLE_MANAGER));
}

static bool
may(unsigned roles, enum permission permission)
{
	struct user user = { .id = "id", .username = "name", .roles = roles };

	return user_may(&user, permission);
}

static void
permissions_follow_from_roles(void **state)
{
	(void)state;
	assert_true(user_may(NULL, PERMISSION_NONE));
	assert_false(user_may(NULL, PERMISSION_LOGIN));
	assert_false(user_may(NULL, PERMISSION_VIEW_L_ROOM));

	assert_true(may(0, PERMISSION_LOGIN));
	assert_false(may(ROLE_USER, PERMISSION_VIEW_L_ROOM));

	assert_true(may(ROLE_USER | ROLE_AGENT, PERMISSION_VIEW_L_ROOM));
	assert_false(may(ROLE_USER | ROLE_AGENT, PERMISSION_VIEW_LIVECHAT_ROOMS));
	assert_false(may(ROLE_USER | ROLE_AGENT, PERMISSION_BYPASS_RATE_LIMIT));

	assert_true(may(ROLE_MANAGER, PERMISSION_VIEW_LIVECHAT_ROOMS));
	assert_true(may(ROLE_MONITOR, PERMISSION_VIEW_LIVECHAT_ROOMS));
	assert_true(may(ROLE_ADMIN, PERMISSION_VIEW_LIVECHAT_ROOMS));
	assert_true(may(ROLE_ADMIN, PERMISSION_BYPASS_RATE_LIMIT));
	assert_false(may(ROLE_MANAGER, PERMISSION_BYPASS_RATE_LIMIT));
}

static void
a_password_is_compared_with_its_hash(void **state)
{
	struct arena *mem = arena_new();
	const char *stored = password_hash(mem, "correct horse");
	const char *other = password_hash(mem, "correct horse");
	char digest[PASSWORD_DIGEST_LEN + 1];

	(void)state;
	assert_true(strncmp(stored, "$y$", 3) == 0);
	assert_true(strlen(stored) <= 255);
	assert_null(strstr(stored, "correct"));
	assert_string_not_equal(stored, other);
	assert_true(password_verify(stored, "correct horse"));
	assert_true(password_verify(other, "correct horse"));
	assert_false(password_verify(stored, "correct horsf"));
	assert_false(password_verify(stored, "correct horse "));
	assert_false(password_verify(stored, ""));

	/* Clients may send the digest of a password instead. */
	password_digest(digest, "correct horse");
	assert_true(password_verify_digest(stored, digest));
	digest[0] = digest[0] == '0' ? '1' : '0';
	assert_false(password_verify_digest(stored, digest));
	assert_false(password_verify_digest(stored, "correct horse"));
	assert_false(password_verify_digest(stored, ""));
	arena_free(mem);
}

static void
a_digest_is_compared_like_its_password(void **state)
{
	char digest[PASSWORD_DIGEST_LEN + 1];

	(void)state;
	password_digest(digest, "abc");
	assert_string_equal(
	    digest, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

static void
a_digest_may_be_in_upper_case(void **state)
{
	struct arena *mem = arena_new();
	const char *stored = password_hash(mem, "abc");

	(void)state;
	assert_true(password_verify_digest(
	    stored, "BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD"));
	arena_free(mem);
}

/* Without a user or a stored password every password is wrong. */
static void
without_a_stored_password_every_password_is_wrong(void **state)
{
	(void)state;
	assert_false(password_verify(NULL, ""));
	assert_false(password_verify(NULL, "correct horse"));
	assert_false(password_verify("", ""));
	assert_false(password_verify("*0", "*0"));
	assert_false(password_verify("correct horse", "correct horse"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(roles_have_names),
		cmocka_unit_test(permissions_follow_from_roles),
		cmocka_unit_test(a_password_is_compared_with_its_hash),
		cmocka_unit_test(a_digest_is_compared_like_its_password),
		cmocka_unit_test(a_digest_may_be_in_upper_case),
		cmocka_unit_test(without_a_stored_password_every_password_is_wrong),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
