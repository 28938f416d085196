/* SPDX-License-Identifier: MIT */
/* Which route a path has, in all forms in which web servers pass it on. */
#include "unit.h"

#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "http/request/path.h"
#include "http/route/routes.h"

static struct arena *arena;
static struct routes *routes;

static const struct route message_routes[] = {
	{ .method = "POST",
	    .path = "/api/v1/livechat/message",
	    .access = { .who = ACCESS_ANYONE } },
	{ .method = "GET",
	    .path = "/api/v1/livechat/message/:_id",
	    .access = { .who = ACCESS_ANYONE } },
	{ .method = "PUT",
	    .path = "/api/v1/livechat/message/:_id",
	    .access = { .who = ACCESS_ANYONE } },
	{ .method = "DELETE",
	    .path = "/api/v1/livechat/message/:_id",
	    .access = { .who = ACCESS_ANYONE } },
	{ .method = NULL },
};
static const struct route messages_routes[] = {
	{ .method = "POST",
	    .path = "/api/v1/livechat/messages",
	    .access = { .who = ACCESS_ANYONE } },
	{ .method = "GET",
	    .path = "/api/v1/livechat/:rid/messages",
	    .access = { .who = ACCESS_ANYONE } },
	{ .method = "GET",
	    .path = "/api/v1/livechat/messages/:rid",
	    .access = { .who = ACCESS_ANYONE } },
	{ .method = NULL },
};
static const struct route history_routes[] = {
	{ .method = "GET",
	    .path = "/api/v1/livechat/messages.history/:rid",
	    .access = { .who = ACCESS_ANYONE } },
	{ .method = NULL },
};
static const struct route info_routes[] = {
	{ .method = "GET", .path = "/api/info", .access = { .who = ACCESS_ANYONE } },
	{ .method = "GET",
	    .path = "/api/v1/:app/message/:_id",
	    .access = { .who = ACCESS_ANYONE } },
	{ .method = NULL },
};
static const struct route users_routes[] = {
	{ .method = "GET",
	    .path = "/api/v1/livechat/users/:type",
	    .access = { .who = ACCESS_ANYONE } },
	{ .method = "GET",
	    .path = "/api/v1/livechat/users/:type/:_id",
	    .access = { .who = ACCESS_ANYONE } },
	{ .method = NULL },
};
static const struct route users_token_routes[] = {
	{ .method = "POST", .path = "/api/v1/users.token", .access = { .who = ACCESS_ANYONE } },
	{ .method = NULL },
};
static const struct route me_routes[] = {
	{ .method = "GET", .path = "/api/v1/me", .access = { .who = ACCESS_ANYONE } },
	{ .method = NULL },
};
static const struct route avatar_routes[] = {
	{ .method = "GET", .path = "/avatar/:username", .access = { .who = ACCESS_ANYONE } },
	{ .method = NULL },
};
static const struct route file_routes[] = {
	{ .method = "GET", .path = "/file-upload/:id/", .access = { .who = ACCESS_ANYONE } },
	{ .method = "GET", .path = "/file-upload/:id/:name", .access = { .who = ACCESS_ANYONE } },
	{ .method = NULL },
};
static const struct endpoint files = { "file-upload", file_routes };
static const struct endpoint users = { "users", users_routes };
static const struct endpoint users_token = { "users.token", users_token_routes };
static const struct endpoint me = { "me", me_routes };
static const struct route page_routes[] = {
	{ .method = "GET", .path = "/livechat", .access = { .who = ACCESS_ANYONE } },
	{ .method = "GET", .path = "/livechat/:name", .access = { .who = ACCESS_ANYONE } },
	{ .method = "GET", .path = "/livechat/assets/:name", .access = { .who = ACCESS_ANYONE } },
	{ .method = "GET", .path = "/livechat/official", .access = { .who = ACCESS_ANYONE } },
	{ .method = "GET",
	    .path = "/livechat/official/script.min.js",
	    .access = { .who = ACCESS_ANYONE } },
	{ .method = NULL },
};
static const struct endpoint avatar = { "avatar", avatar_routes };
static const struct endpoint pages = { "pages", page_routes };
static const struct endpoint message = { "message", message_routes };
static const struct endpoint messages = { "messages", messages_routes };
static const struct endpoint history = { "messages.history", history_routes };
static const struct endpoint info = { "info", info_routes };
static const struct endpoint *const all[] = { &message, &messages, &history, &info, &users,
	&users_token, &me, &avatar, &pages, &files };
static const struct endpoints endpoints = { all, all + ARRAY_LEN(all) };

static int
begin(void **state)
{
	(void)state;
	arena = arena_new();
	routes = routes_new(endpoints);
	return 0;
}

static int
end(void **state)
{
	(void)state;
	arena_free(arena);
	routes_free(routes);
	return 0;
}

static struct route_match
find(const char *method, const char *uri, const char *script, const char *info_path)
{
	struct route_match match = { .route = NULL };
	struct path path;

	if (path_parse(arena, uri, script, info_path, &path))
		match = route_find(arena, routes, method, &path);
	return match;
}

/* Returns the parameter of a GET of that target, or NULL when there is no such route. */
static const char *
parameter(const char *uri)
{
	struct route_match match = find("GET", uri, NULL, NULL);

	return match.route && match.params.count == 1 ? match.params.items[0].text : NULL;
}

#define M "/api/v1/livechat/message"

static void
a_parameter_is_decoded_once(void **state)
{
	static const struct {
		const char *uri;
		const char *text;
	} cases[] = { { M "/abc", "abc" }, { M "/abc?x=/y", "abc" }, { M "/abc/", "abc" },
		{ M "/a%20b", "a b" }, { M "/a%252Fb", "a%2Fb" }, { M "/a%25b", "a%b" },
		{ M "/a%2541", "a%41" }, { M "/a%3Fb", "a?b" }, { M "/a%23b", "a#b" },
		{ M "/a+b", "a+b" }, { M "/%C3%A9", "\xc3\xa9" }, { M "/..a", "..a" },
		{ "/api/v1/livechat/%6Dessage/abc", "abc" }, { "/chat" M "/abc", "abc" },
		{ "/a/b/c" M "/abc", "abc" }, { "http://example.org:8080" M "/abc?q", "abc" },
		{ "https://h/p" M "/abc", "abc" }, { "/cgi-bin/livechat.fcgi" M "/abc", "abc" } };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		if (!parameter(cases[i].uri))
			fail_msg("no route for %s", cases[i].uri);
		assert_string_equal(parameter(cases[i].uri), cases[i].text);
	}
}

static void
an_ambiguous_path_has_no_route(void **state)
{
	static const char *const uris[] = { M "/a%2Fb", M "/a%2fb", M "/a%00b", M "/a%0Ab",
		M "/a%7Fb", M "/a%1fb", M "/a%zzb", M "/a%", M "/a%4", M "/a%FFb", M "/a%C0%AFb",
		M "//abc", M "/./abc", M "/../abc", M "/%2e%2e/abc", M "/%2e", "/" M "/abc",
		M "/abc//", M "/a/b", M "X/abc", "/api/v1/livechat/messagesX/abc",
		"/api/v1/livechat/Message/abc", "/api/v1/livechat/message.fcgi/abc",
		"/api/v2/livechat/message", "", "*", "api/info", "/", "http://host",
		"example.org:443", "/api", "/api/v1/livechat/messages_history/r",
		"/a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p/q" };
	char longest[600], *p;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(uris); i++)
		if (parameter(uris[i]))
			fail_msg("%s has a route", uris[i]);
	p = longest + sprintf(longest, "%s/", M);
	memset(p, 'x', 256);
	p[256] = '\0';
	assert_non_null(parameter(longest));
}

static void
without_request_uri_other_variables_are_used(void **state)
{
	struct route_match match;

	(void)state;
	match = find("GET", NULL, "/api/v1/livechat/message", "/a%41");
	assert_string_equal(path_params_get(&match.params, "_id"), "a%41");
	match = find("GET", NULL, "/cgi-bin/message.fcgi", "/abc");
	assert_string_equal(path_params_get(&match.params, "_id"), "abc");
	match = find("POST", NULL, "/cgi-bin/message.fcgi", NULL);
	assert_ptr_equal(match.route, &message_routes[0]);
	match = find("GET", NULL, NULL, NULL);
	assert_null(match.route);
}

static void
programs_are_found_by_their_file_name(void **state)
{
	(void)state;
	assert_string_equal(parameter("/cgi-bin/message.fcgi/a%2541"), "a%41");
	assert_string_equal(parameter("/cgi-bin/message.cgi/abc?x"), "abc");
	assert_string_equal(parameter("/~me/cgi-bin/messages.history.fcgi/r1"), "r1");
	assert_ptr_equal(
	    find("POST", "/cgi-bin/message.fcgi", NULL, NULL).route, &message_routes[0]);
	assert_ptr_equal(find("GET", "/cgi-bin/info.fcgi", NULL, NULL).route, &info_routes[0]);
	assert_null(find("GET", "/cgi-bin/nothing.fcgi", NULL, NULL).route);
	assert_null(find("GET", "/cgi-bin/message.php/abc", NULL, NULL).route);
}

static void
programs_with_another_path_are_found(void **state)
{
	struct route_match match;

	(void)state;
	assert_ptr_equal(find("GET", "/cgi-bin/me.fcgi", NULL, NULL).route, me_routes);
	assert_ptr_equal(
	    find("POST", "/cgi-bin/users.token.fcgi", NULL, NULL).route, users_token_routes);
	match = find("GET", "/cgi-bin/users.cgi/agent/u1", NULL, NULL);
	assert_ptr_equal(match.route, &users_routes[1]);
	assert_string_equal(path_params_get(&match.params, "type"), "agent");
	assert_string_equal(path_params_get(&match.params, "_id"), "u1");
	match = find("GET", "/cgi-bin/avatar.fcgi/lisa", NULL, NULL);
	assert_string_equal(path_params_get(&match.params, "username"), "lisa");
	assert_null(find("GET", "/cgi-bin/users.token.fcgi/x", NULL, NULL).route);
}

static void
an_avatar_of_any_name_has_a_route(void **state)
{
	static const char *const names[] = { "lisa", "api", "avatar", "message.fcgi", "info.cgi",
		"a b" };
	static const char *const prefixes[] = { "/", "/chat/", "/cgi-bin/livechat.fcgi/" };
	struct route_match match;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		for (size_t j = 0; j < ARRAY_LEN(prefixes); j++) {
			const char *path =
			    arena_printf(arena, "%savatar/%s", prefixes[j], names[i]);

			match = find("GET", path, NULL, NULL);
			if (match.route != avatar_routes)
				fail_msg("no picture at %s", path);
			assert_string_equal(path_params_get(&match.params, "username"), names[i]);
		}
	assert_null(find("GET", "/avatar", NULL, NULL).route);
	assert_null(find("GET", "/avatar/a/b", NULL, NULL).route);
	assert_string_equal(parameter("/avatar/api/v1/livechat/message/x"), "x");
}

static void
a_file_of_any_name_has_a_route(void **state)
{
	static const char *const names[] = { "a.jpg", "api", "avatar", "livechat", "file-upload",
		"message.fcgi", "" };
	static const char *const prefixes[] = { "/", "/chat/", "/livechat/",
		"/cgi-bin/livechat.fcgi/", "/cgi-bin/" };
	struct route_match match;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		for (size_t j = 0; j < ARRAY_LEN(prefixes); j++) {
			bool direct = strcmp(prefixes[j], "/cgi-bin/") == 0;
			const char *path = arena_printf(arena, "%sfile-upload%s/id1/%s",
			    prefixes[j], direct ? ".fcgi" : "", names[i]);

			match = find("GET", path, NULL, NULL);
			/* Without rewriting, the name of a program may be that of a file. */
			if (direct &&
			    (*names[i] == 'm' || strcmp(names[i], "api") == 0 || *names[i] == 'l'))
				continue;
			if (match.route != &file_routes[*names[i] ? 1 : 0])
				fail_msg("no file at %s", path);
			assert_string_equal(path_params_get(&match.params, "id"), "id1");
		}
	assert_null(find("GET", "/file-upload/id1", NULL, NULL).route);
	assert_null(find("GET", "/file-upload/", NULL, NULL).route);
	assert_null(find("GET", "/file-upload//a.jpg", NULL, NULL).route);
	assert_null(find("GET", "/file-upload/id1/a%2Fb", NULL, NULL).route);
	assert_null(find("GET", "/file-upload/id1/a/b", NULL, NULL).route);
}

static void
a_page_has_a_route_below_any_prefix(void **state)
{
	static const char *const prefixes[] = { "", "/chat", "/cgi-bin/livechat.fcgi", "/livechat",
		"/livechat/livechat" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(prefixes); i++) {
		struct route_match match =
		    find("GET", arena_printf(arena, "%s/livechat", prefixes[i]), NULL, NULL);

		assert_ptr_equal(match.route, &page_routes[0]);
		assert_false(match.params.ends_with_slash);
		match =
		    find("GET", arena_printf(arena, "%s/livechat/inbox/", prefixes[i]), NULL, NULL);
		assert_ptr_equal(match.route, &page_routes[1]);
		assert_true(match.params.ends_with_slash);
		match = find(
		    "GET", arena_printf(arena, "%s/livechat/assets/a.js", prefixes[i]), NULL, NULL);
		assert_ptr_equal(match.route, &page_routes[2]);
		match = find("GET", arena_printf(arena, "%s/api/info", prefixes[i]), NULL, NULL);
		assert_ptr_equal(match.route, info_routes);
	}
	/* A segment "api" decides first, on either side. */
	assert_ptr_equal(find("GET", "/a/livechat/b/api/info", NULL, NULL).route, info_routes);
	assert_null(find("GET", "/a/api/b/livechat/inbox", NULL, NULL).route);
	assert_null(find("GET", "/livechats", NULL, NULL).route);
}

/*
 * The official widget's page asks for its files in a folder livechat beside itself. A prefix may end with
 * that name, too, and is not told from it.
 */
static void
a_file_of_the_official_widget_has_a_route_below_any_prefix(void **state)
{
	static const char *const prefixes[] = { "", "/chat", "/cgi-bin/livechat.fcgi", "/livechat",
		"/livechat/livechat", "/livechat/official" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(prefixes); i++) {
		const char *prefix = prefixes[i];
		struct route_match match =
		    find("GET", arena_printf(arena, "%s/livechat/official", prefix), NULL, NULL);

		assert_ptr_equal(match.route, &page_routes[3]);
		match = find("GET",
		    arena_printf(arena, "%s/livechat/official/script.min.js", prefix), NULL, NULL);
		assert_ptr_equal(match.route, &page_routes[4]);
		match = find("GET",
		    arena_printf(
			arena, "%s/livechat/livechat/vendors~bundle.chunk.8a189.js", prefix),
		    NULL, NULL);
		assert_ptr_equal(match.route, &page_routes[1]);
		assert_string_equal(
		    path_params_get(&match.params, "name"), "vendors~bundle.chunk.8a189.js");
		/* Other pages are found below a prefix that ends so. */
		match = find(
		    "GET", arena_printf(arena, "%s/livechat/livechat/inbox", prefix), NULL, NULL);
		assert_ptr_equal(match.route, &page_routes[1]);
		assert_null(find(
		    "GET", arena_printf(arena, "%s/livechat/livechat/a/b.js", prefix), NULL, NULL)
				.route);
	}
}

static void
a_literal_route_is_preferred(void **state)
{
	struct route_match match = find("GET", "/api/v1/livechat/messages/messages", NULL, NULL);

	(void)state;
	assert_ptr_equal(match.route, &messages_routes[2]);
	assert_string_equal(path_params_get(&match.params, "rid"), "messages");
	match = find("GET", "/api/v1/livechat/r1/messages", NULL, NULL);
	assert_ptr_equal(match.route, &messages_routes[1]);
	assert_string_equal(path_params_get(&match.params, "rid"), "r1");
	assert_null(path_params_get(&match.params, "_id"));
	match = find("GET", "/api/v1/livechat/message/abc", NULL, NULL);
	assert_ptr_equal(match.route, &message_routes[1]);
	match = find("GET", "/api/v1/other/message/abc", NULL, NULL);
	assert_ptr_equal(match.route, &info_routes[1]);
	assert_string_equal(path_params_get(&match.params, "app"), "other");
}

static void
a_wrong_method_differs_from_a_wrong_path(void **state)
{
	struct route_match match = find("PATCH", "/api/info", NULL, NULL);

	(void)state;
	assert_null(match.route);
	assert_string_equal(match.allow, "GET, HEAD, OPTIONS");
	match = find("POST", "/api/v1/livechat/message/x", NULL, NULL);
	assert_null(match.route);
	assert_string_equal(match.allow, "DELETE, PUT, GET, HEAD, OPTIONS");
	assert_null(find("POST", "/api/v1/nope", NULL, NULL).allow);
	assert_ptr_equal(find("HEAD", "/api/info", NULL, NULL).route, &info_routes[0]);
	assert_null(find("get", "/api/info", NULL, NULL).route);
}

static void
routes_declare_their_access(void **state)
{
	static const struct field token[] = {
		{ .name = "token", .flags = FIELD_REQUIRED | FIELD_VISITOR_TOKEN },
		{ .name = NULL },
	};
	static const struct user_access agents = { .access = { .who = ACCESS_ROOM_READER } };
	static const struct route wrong[] = {
		{ .path = "forgotten" },
		{ .path = "no user", .access = { .who = ACCESS_ROOM_MEMBER } },
		{ .path = "a visitor's", .access = { .who = ACCESS_ANYONE }, .fields = token },
		{ .path = "a room for all", .access = { .who = ACCESS_ANYONE }, .room = "rid" },
		{ .path = "users who need not log in",
		    .access = { .who = ACCESS_ROOM_VISITOR },
		    .room = "rid",
		    .users = &agents },
	};
	static const struct route right[] = {
		{ .access = { .who = ACCESS_ANYONE } },
		{ .access = { .who = ACCESS_VISITOR }, .fields = token },
		{ .access = { .who = ACCESS_ROOM_READER },
		    .permission = PERMISSION_VIEW_L_ROOM,
		    .room = "rid" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++)
		if (!route_fault(&wrong[i]))
			fail_msg("\"%s\" has no fault", wrong[i].path);
	for (size_t i = 0; i < ARRAY_LEN(right); i++)
		assert_null(route_fault(&right[i]));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_parameter_is_decoded_once, begin, end),
		cmocka_unit_test_setup_teardown(an_ambiguous_path_has_no_route, begin, end),
		cmocka_unit_test_setup_teardown(
		    without_request_uri_other_variables_are_used, begin, end),
		cmocka_unit_test_setup_teardown(programs_are_found_by_their_file_name, begin, end),
		cmocka_unit_test_setup_teardown(programs_with_another_path_are_found, begin, end),
		cmocka_unit_test_setup_teardown(a_file_of_any_name_has_a_route, begin, end),
		cmocka_unit_test_setup_teardown(a_page_has_a_route_below_any_prefix, begin, end),
		cmocka_unit_test_setup_teardown(
		    a_file_of_the_official_widget_has_a_route_below_any_prefix, begin, end),
		cmocka_unit_test_setup_teardown(an_avatar_of_any_name_has_a_route, begin, end),
		cmocka_unit_test_setup_teardown(a_literal_route_is_preferred, begin, end),
		cmocka_unit_test_setup_teardown(
		    a_wrong_method_differs_from_a_wrong_path, begin, end),
		cmocka_unit_test(routes_declare_their_access),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
