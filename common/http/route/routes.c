/* SPDX-License-Identifier: MIT */
#include "http/route/routes.h"

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"

#define METHODS_MAX 8 /* methods of one path */
#define LENGTHS 16    /* a power of two: names of as many lengths are told apart */

/*
 * The linker defines these around the section that ENDPOINT() fills; weak for binaries without
 * one.
 */
extern const struct endpoint *const __start_endpoints[] __attribute__((weak));
extern const struct endpoint *const __stop_endpoints[] __attribute__((weak));

/* A route with the segments of its path. */
struct pattern {
	const struct route *route;
	size_t count;
	bool slash; /* one has to stand at the end of the path */
	struct {
		const char *text; /* of a parameter: its name with the colon */
		size_t len;
	} segments[PATH_SEGMENTS_MAX];
	struct pattern *next; /* in the same list */
};

/*
 * The patterns with the same number of segments. Most requests end in a name, so that only the few
 * patterns are compared that end in one of its length, or in a parameter.
 */
struct pattern_lists {
	struct pattern *parameter;
	struct pattern *names[LENGTHS];
};

struct routes {
	struct endpoints endpoints;
	struct pattern *patterns;
	size_t count;
	struct pattern_lists lists[PATH_SEGMENTS_MAX + 1]; /* by the number of segments */
};

struct endpoints
endpoints_linked(void)
{
	return (struct endpoints){ __start_endpoints, __stop_endpoints };
}

/*
 * Sets *segment to the next segment of a route's path and advances *at; false at the end of the
 * path.
 */
static bool
pattern_next(const char **at, const char **segment, size_t *len)
{
	if (**at != '/')
		return false;
	*segment = *at + 1;
	*len = strcspn(*segment, "/");
	*at = *segment + *len;
	return true;
}

static void
pattern_init(struct pattern *pattern, const struct route *route)
{
	const char *at = route->path, *segment;
	size_t len;

	*pattern = (struct pattern){ .route = route };
	while (pattern_next(&at, &segment, &len)) {
		pattern->slash = len == 0;
		if (pattern->slash)
			break;
		assert(pattern->count < PATH_SEGMENTS_MAX);
		pattern->segments[pattern->count].text = segment;
		pattern->segments[pattern->count++].len = len;
	}
}

/* The list that the pattern belongs into. */
static struct pattern **
pattern_list(struct routes *routes, const struct pattern *pattern)
{
	struct pattern_lists *lists = &routes->lists[pattern->count];
	size_t last = pattern->count - 1;

	return *pattern->segments[last].text == ':'
		   ? &lists->parameter
		   : &lists->names[pattern->segments[last].len % LENGTHS];
}

/* Whether this access can only be granted to users. */
static bool
access_is_for_users(enum access_for who)
{
	switch (who) {
	case ACCESS_ROOM_READER:
	case ACCESS_ROOM_MEMBER:
	case ACCESS_ROOM_AGENT:
	case ACCESS_MESSAGE_AUTHOR:
	case ACCESS_SELF:
		return true;
	case ACCESS_UNDECLARED:
	case ACCESS_ANYONE:
	case ACCESS_VISITOR:
	case ACCESS_ROOM_VISITOR:
	case ACCESS_FILE_READER:
	case ACCESS_SETUP:
	case ACCESS_OWNER:
	case ACCESS_NOBODY:
		break;
	}
	return false;
}

static bool
access_is_to_room(enum access_for who)
{
	return who == ACCESS_ROOM_READER || who == ACCESS_ROOM_MEMBER || who == ACCESS_ROOM_AGENT;
}

static bool
wants_visitor_token(const struct route *route)
{
	for (const struct field *field = route->fields; field && field->name; field++)
		if (field->flags & FIELD_REQUIRED && field->flags & FIELD_VISITOR_TOKEN)
			return true;
	return false;
}

const char *
route_fault(const struct route *route)
{
	enum access_for who = route->access.who;
	bool for_visitors = who == ACCESS_VISITOR || who == ACCESS_ROOM_VISITOR;

	if (who == ACCESS_UNDECLARED)
		return "it does not declare its .access";
	if (access_is_for_users(who) && route->permission == PERMISSION_NONE)
		return "its .access is for users, but they need not be logged in";
	if (wants_visitor_token(route) && !for_visitors)
		return "it takes a visitor's token, but its .access is not for visitors";
	if (route->users && (!for_visitors || route->users->permission == PERMISSION_NONE ||
				!access_is_to_room(route->users->access.who)))
		return "its .users need a permission and an access to a room";
	if (route->room && !route->users && !access_is_to_room(who))
		return "its .room is for nobody";
	return NULL;
}

struct routes *
routes_new(struct endpoints endpoints)
{
	struct routes *routes = calloc(1, sizeof(*routes));
	struct pattern *pattern;

	if (!routes)
		log_fatal("out of memory");
	routes->endpoints = endpoints;
	for (const struct endpoint *const *e = endpoints.first; e < endpoints.end; e++)
		for (const struct route *route = (*e)->routes; route->method; route++) {
			const char *fault = route_fault(route);

			if (fault)
				log_fatal("%s %s: %s", route->method, route->path, fault);
			routes->count++;
		}
	pattern = routes->patterns = calloc(routes->count + 1, sizeof(*pattern));
	if (!pattern)
		log_fatal("out of memory");
	for (const struct endpoint *const *e = endpoints.first; e < endpoints.end; e++)
		for (const struct route *route = (*e)->routes; route->method; route++)
			pattern_init(pattern++, route);
	for (size_t i = routes->count; i-- > 0;) {
		struct pattern **list = pattern_list(routes, &routes->patterns[i]);

		routes->patterns[i].next = *list;
		*list = &routes->patterns[i];
	}
	return routes;
}

bool
routes_are_all(const struct routes *routes)
{
	return routes->endpoints.end - routes->endpoints.first > 1;
}

void
routes_free(struct routes *routes)
{
	if (!routes)
		return;
	free(routes->patterns);
	free(routes);
}

/*
 * Whether the path matches the pattern, which has as many segments. *rank has a bit for each
 * segment, the first segment's highest, which is set when the pattern has a literal there: of two
 * patterns that match, the one with the larger rank is more specific. The segments are compared
 * from the last, where most paths differ.
 */
static bool
pattern_fits(const struct pattern *pattern, const struct path *path, uint32_t *rank)
{
	*rank = 0;
	if (pattern->slash && !path->ends_with_slash)
		return false;
	for (size_t i = path->count; i-- > 0;) {
		const char *segment = pattern->segments[i].text;
		size_t len = pattern->segments[i].len;

		if (*segment == ':')
			continue;
		if (path->lens[i] != len || memcmp(path->segments[i], segment, len) != 0)
			return false;
		*rank |= UINT32_C(1) << (31 - i);
	}
	return true;
}

static struct path_params
pattern_params(struct arena *arena, const struct pattern *pattern, const struct path *path)
{
	struct path_params params = { .count = 0, .ends_with_slash = path->ends_with_slash };

	for (size_t i = 0; i < pattern->count; i++) {
		const char *segment = pattern->segments[i].text;

		if (*segment != ':')
			continue;
		assert(params.count < PATH_PARAMS_MAX);
		params.items[params.count].name =
		    arena_strndup(arena, segment + 1, pattern->segments[i].len - 1);
		params.items[params.count++].text = path->segments[i];
	}
	return params;
}

/* The rest of the route's path after the segment `name`; NULL when it has no such segment. */
static const char *
pattern_behind(const char *pattern, const char *name)
{
	const char *segment;
	size_t len;

	while (pattern_next(&pattern, &segment, &len))
		if (strlen(name) == len && memcmp(segment, name, len) == 0)
			return pattern;
	return NULL;
}

/* Returns "message" for "message.fcgi" and "message.cgi"; NULL for anything else. */
static const char *
binary_name(struct arena *arena, const char *segment)
{
	const char *dot = strrchr(segment, '.');

	if (!dot || (strcmp(dot, ".fcgi") != 0 && strcmp(dot, ".cgi") != 0))
		return NULL;
	return arena_strndup(arena, segment, (size_t)(dot - segment));
}

/*
 * The path of the endpoint with that name, up to the name, from the first route that contains it.
 */
static const char *
endpoint_path(struct arena *arena, struct endpoints endpoints, const char *name)
{
	for (const struct endpoint *const *e = endpoints.first; e < endpoints.end; e++) {
		if (strcmp((*e)->name, name) != 0)
			continue;
		for (const struct route *route = (*e)->routes; route->method; route++) {
			const char *behind = pattern_behind(route->path, name);

			if (behind)
				return arena_strndup(
				    arena, route->path, (size_t)(behind - route->path));
		}
	}
	return NULL;
}

/*
 * Without URL rewriting a client requests /cgi-bin/message.fcgi/abc. This replaces the part up to
 * the binary's name by the path of its endpoint, as in /api/v1/livechat/message/abc.
 */
static void
direct_call(struct arena *arena, struct endpoints endpoints, struct path *path)
{
	for (size_t i = 0; i < path->count; i++) {
		const char *name = binary_name(arena, path->segments[i]), *at, *segment;
		struct path whole = { .count = 0, .ends_with_slash = path->ends_with_slash };
		size_t len;

		at = name ? endpoint_path(arena, endpoints, name) : NULL;
		if (!at)
			continue;
		while (whole.count < PATH_SEGMENTS_MAX && pattern_next(&at, &segment, &len))
			path_append(&whole, arena_strndup(arena, segment, len), len);
		for (i++; i < path->count && whole.count < PATH_SEGMENTS_MAX; i++)
			path_append(&whole, path->segments[i], path->lens[i]);
		if (i == path->count)
			*path = whole;
		return;
	}
}

/* Adds a method to a list such as "GET, HEAD, OPTIONS" unless it is there. */
static const char *
allow_add(struct arena *arena, const char *allow, const char *method)
{
	const char *entry = strcmp(method, "GET") == 0 ? "GET, HEAD" : method;

	if (!allow)
		return arena_printf(arena, "%s, OPTIONS", entry);
	return strstr(allow, method) ? allow : arena_printf(arena, "%s, %s", entry, allow);
}

/* The most specific patterns that match a path so far. */
struct found {
	const struct pattern *chosen; /* the one with the wanted method; NULL: none has it */
	const char *methods[METHODS_MAX];
	size_t methods_len;
	uint32_t rank;
};

static void
find_in(
    const struct pattern *list, const char *method, const struct path *path, struct found *found)
{
	uint32_t rank;

	for (const struct pattern *pattern = list; pattern; pattern = pattern->next) {
		if (!pattern_fits(pattern, path, &rank) || rank < found->rank)
			continue;
		if (rank > found->rank)
			*found = (struct found){ .rank = rank };
		if (found->methods_len < METHODS_MAX)
			found->methods[found->methods_len++] = pattern->route->method;
		if (strcmp(pattern->route->method, method) == 0)
			found->chosen = pattern;
	}
}

static struct route_match
find(struct arena *arena, const struct routes *routes, const char *method, const struct path *path)
{
	const char *wanted = strcmp(method, "HEAD") == 0 ? "GET" : method;
	const struct pattern_lists *lists = &routes->lists[path->count];
	struct route_match match = { .route = NULL };
	struct found found = { .chosen = NULL };

	find_in(lists->names[path->lens[path->count - 1] % LENGTHS], wanted, path, &found);
	find_in(lists->parameter, wanted, path, &found);
	if (found.chosen) {
		match.route = found.chosen->route;
		match.params = pattern_params(arena, found.chosen, path);
		return match;
	}
	for (size_t i = 0; i < found.methods_len; i++)
		match.allow = allow_add(arena, match.allow, found.methods[i]);
	return match;
}

struct route_match
route_find(
    struct arena *arena, const struct routes *routes, const char *method, const struct path *asked)
{
	struct route_match match = find(arena, routes, method, asked);
	struct path path = *asked;

	/* A segment of a route's own path may look like a binary's name: /avatar/message.fcgi. */
	if (match.route || match.allow || strcmp(path.segments[0], "api") == 0)
		return match;
	direct_call(arena, routes->endpoints, &path);
	return find(arena, routes, method, &path);
}
