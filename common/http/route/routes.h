/* SPDX-License-Identifier: MIT */
/* routes.h: finds the route of a request by its method and path. */
#ifndef HTTP_ROUTE_ROUTES_H
#define HTTP_ROUTE_ROUTES_H

#include "base/arena.h"
#include "http/endpoint.h"
#include "http/request/path.h"

/* An array of endpoints, from `first` up to but not including `end`. */
struct endpoints {
	const struct endpoint *const *first;
	const struct endpoint *const *end;
};

/* The endpoints that are linked into this binary. */
struct endpoints endpoints_linked(void);

struct route_match {
	const struct route *route; /* NULL: no route has this path, or not with this method */
	const char *allow; /* when route is NULL: the methods of the path for Allow; NULL: 404 */
	struct path_params params;
};

/* Says what is wrong with the declaration of a route; NULL when nothing is. */
const char *route_fault(const struct route *route);

/*
 * Prepares the routes of the endpoints for route_find(). The caller frees them. A route with a
 * fault is logged and ends the program.
 */
struct routes *routes_new(struct endpoints endpoints);
void routes_free(struct routes *routes);

/* Whether they are those of all endpoints, rather than of a program with one. */
bool routes_are_all(const struct routes *routes);

/*
 * Finds the route. A literal segment takes precedence over a parameter, and HEAD uses the route
 * of GET. `path` is the result of path_parse(); that of cgi-bin/<name>.fcgi is mapped to the
 * endpoint's own.
 */
struct route_match route_find(
    struct arena *arena, const struct routes *routes, const char *method, const struct path *path);

#endif
