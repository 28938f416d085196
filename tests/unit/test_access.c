/* SPDX-License-Identifier: MIT */
/* Who is given access: whom the route declares, and who has the permission that overrides it. */
#include "unit.h"

#include "chat/people/access.h"

static const struct user agent = { .id = "a", .roles = ROLE_USER | ROLE_AGENT };
static const struct user manager = { .id = "m", .roles = ROLE_USER | ROLE_MANAGER };

static void
a_declared_access_is_settled_by_whom_it_is_for(void **state)
{
	const struct access member = { ACCESS_ROOM_MEMBER, PERMISSION_VIEW_LIVECHAT_ROOMS };
	struct chat chat = { .access = &member };

	(void)state;
	assert_false(access_is_settled(&chat));
	assert_false(access_granted(&chat, ACCESS_ROOM_MEMBER, &agent, false));
	assert_false(access_is_settled(&chat));
	assert_true(access_granted(&chat, ACCESS_ROOM_MEMBER, &agent, true));
	assert_true(access_is_settled(&chat));
}

static void
a_permission_overrides_only_what_the_route_declares(void **state)
{
	const struct access member = { ACCESS_ROOM_MEMBER, PERMISSION_VIEW_LIVECHAT_ROOMS };
	struct chat chat = { .access = &member };

	(void)state;
	assert_false(access_granted(&chat, ACCESS_ROOM_AGENT, &manager, false));
	assert_true(access_granted(&chat, ACCESS_ROOM_AGENT, &manager, true));
	assert_false(access_is_settled(&chat));
	assert_true(access_granted(&chat, ACCESS_ROOM_MEMBER, &manager, false));
	assert_true(access_is_settled(&chat));
}

static void
a_visitor_is_judged_before_the_room(void **state)
{
	const struct access visitor = { .who = ACCESS_ROOM_VISITOR };
	struct chat chat = { .access = &visitor };

	(void)state;
	assert_int_equal(access_room_of_visitor(&chat, false, true), CHAT_NO_VISITOR);
	assert_int_equal(access_room_of_visitor(&chat, true, false), CHAT_NO_ROOM);
	assert_int_equal(access_visitor(&chat, true), CHAT_OK);
	assert_false(access_is_settled(&chat));
	assert_int_equal(access_room_of_visitor(&chat, true, true), CHAT_OK);
	assert_true(access_is_settled(&chat));
}

static void
nothing_settles_what_is_for_nobody(void **state)
{
	const struct access nobody = { .who = ACCESS_NOBODY }, anyone = { .who = ACCESS_ANYONE };
	struct chat chat = { .access = &nobody };

	(void)state;
	assert_true(access_granted(&chat, ACCESS_VISITOR, NULL, true));
	assert_false(access_is_settled(&chat));
	chat.access = &anyone;
	assert_true(access_is_settled(&chat));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_declared_access_is_settled_by_whom_it_is_for),
		cmocka_unit_test(a_permission_overrides_only_what_the_route_declares),
		cmocka_unit_test(a_visitor_is_judged_before_the_room),
		cmocka_unit_test(nothing_settles_what_is_for_nobody),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
