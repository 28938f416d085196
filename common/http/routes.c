#include "http/routes.h"

#include <stdint.h>
#include <string.h>

/* Made by the linker around what ENDPOINT() put into the section; weak for binaries without. */
extern const struct endpoint *const __start_endpoints[] __attribute__((weak));
extern const struct endpoint *const __stop_endpoints[] __attribute__((weak));

struct endpoints
endpoints_linked(void)
{
	return (struct endpoints){ __start_endpoints, __stop_endpoints };
}

/* The next segment of a route's path behind *at, which moves on; false at its end. */
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

/*
 * Whether the path fits the route's. *rank has a bit for each segment, the first one highest,
 * set where the route is literal: of two routes that fit, the larger is the more exact.
 */
static bool
pattern_match(struct arena *arena, const char *pattern, const struct path *path,
    struct path_params *params, uint32_t *rank)
{
	const char *segment;
	size_t len, i = 0;

	params->count = 0;
	*rank = 0;
	for (; pattern_next(&pattern, &segment, &len); i++) {
		const char *text = i < path->count ? path->segments[i] : NULL;

		if (!text)
			return false;
		if (*segment != ':') {
			if (strlen(text) != len || memcmp(text, segment, len) != 0)
				return false;
			*rank |= UINT32_C(1) << (31 - i);
		} else {
			if (params->count == PATH_PARAMS_MAX)
				return false;
			params->items[params->count].name =
			    arena_strndup(arena, segment + 1, len - 1);
			params->items[params->count++].text = text;
		}
	}
	return i == path->count;
}

/* Where in the route's path its endpoint's own name ends; NULL when it has no such segment. */
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

/* "message" for "message.fcgi" and "message.cgi"; NULL for anything else. */
static const char *
binary_name(struct arena *arena, const char *segment)
{
	const char *dot = strrchr(segment, '.');

	if (!dot || (strcmp(dot, ".fcgi") != 0 && strcmp(dot, ".cgi") != 0))
		return NULL;
	return arena_strndup(arena, segment, (size_t)(dot - segment));
}

/* The path of the endpoint with that name, as in the first of its routes that says it. */
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

/* Where nothing rewrites URLs: /cgi-bin/message.fcgi/abc means what the route's path says. */
static void
direct_call(struct arena *arena, struct endpoints endpoints, struct path *path)
{
	for (size_t i = 0; i < path->count; i++) {
		const char *name = binary_name(arena, path->segments[i]), *at, *segment;
		struct path whole = { .count = 0 };
		size_t len;

		at = name ? endpoint_path(arena, endpoints, name) : NULL;
		if (!at)
			continue;
		while (whole.count < PATH_SEGMENTS_MAX && pattern_next(&at, &segment, &len))
			whole.segments[whole.count++] = arena_strndup(arena, segment, len);
		for (i++; i < path->count && whole.count < PATH_SEGMENTS_MAX; i++)
			whole.segments[whole.count++] = path->segments[i];
		if (i == path->count)
			*path = whole;
		return;
	}
}

/* Adds a method to a list such as "GET, HEAD, OPTIONS", once. */
static const char *
allow_add(struct arena *arena, const char *allow, const char *method)
{
	const char *entry = strcmp(method, "GET") == 0 ? "GET, HEAD" : method;

	if (!allow)
		return arena_printf(arena, "%s, OPTIONS", entry);
	return strstr(allow, method) ? allow : arena_printf(arena, "%s, %s", entry, allow);
}

static struct route_match
find(struct arena *arena, struct endpoints endpoints, const char *method, const struct path *path)
{
	const char *wanted = strcmp(method, "HEAD") == 0 ? "GET" : method;
	struct route_match match = { .route = NULL };
	uint32_t best = 0, rank;

	for (const struct endpoint *const *e = endpoints.first; e < endpoints.end; e++)
		for (const struct route *route = (*e)->routes; route->method; route++) {
			struct path_params params;

			if (!pattern_match(arena, route->path, path, &params, &rank) || rank < best)
				continue;
			if (rank > best)
				match = (struct route_match){ .route = NULL };
			best = rank;
			match.allow = allow_add(arena, match.allow, route->method);
			if (strcmp(route->method, wanted) == 0) {
				match.route = route;
				match.params = params;
			}
		}
	return match;
}

struct route_match
route_find(
    struct arena *arena, struct endpoints endpoints, const char *method, const struct path *asked)
{
	struct route_match match = find(arena, endpoints, method, asked);
	struct path path = *asked;

	/* A name in a path that is ours may look like a binary's: /avatar/message.fcgi. */
	if (match.route || match.allow || strcmp(path.segments[0], "api") == 0)
		return match;
	direct_call(arena, endpoints, &path);
	return find(arena, endpoints, method, &path);
}
