/*
 * routes.h: which handler a request is for.
 */
#ifndef HTTP_ROUTE_ROUTES_H
#define HTTP_ROUTE_ROUTES_H

#include "base/arena.h"
#include "http/endpoint.h"
#include "http/request/path.h"

/* The endpoints to choose from, as many as there are from first up to, not including, end. */
struct endpoints {
	const struct endpoint *const *first;
	const struct endpoint *const *end;
};

/* Those linked into this binary. */
struct endpoints endpoints_linked(void);

struct route_match {
	const struct route *route; /* NULL: no such path, or not with this method */
	const char *allow;         /* then: the methods the path has; NULL: no such path */
	struct path_params params;
};

/* What is wrong with what a route declares, in words; NULL: nothing. */
const char *route_fault(const struct route *route);

/*
 * The routes of the endpoints, prepared for being looked up in. The caller frees them. A route
 * that has a fault ends the program, and the log says which.
 */
struct routes *routes_new(struct endpoints endpoints);
void routes_free(struct routes *routes);

/*
 * A literal segment of a route wins over a parameter. HEAD is answered by GET's route. `path`
 * as it came from path_parse(); a call of cgi-bin/<name>.fcgi is turned into its endpoint's.
 */
struct route_match route_find(
    struct arena *arena, const struct routes *routes, const char *method, const struct path *path);

#endif
