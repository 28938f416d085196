/*
 * path.h: the path a client asked for, taken apart, and what it says in the places a route
 * leaves open.
 */
#ifndef HTTP_REQUEST_PATH_H
#define HTTP_REQUEST_PATH_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

#define PATH_SEGMENTS_MAX 16
#define PATH_PARAMS_MAX 4

/*
 * Decoded segments from "api" or "avatar" on; a call of a binary below cgi-bin is written as one.
 */
struct path {
	const char *segments[PATH_SEGMENTS_MAX];
	size_t lens[PATH_SEGMENTS_MAX]; /* of the segments */
	size_t count;
};

struct path_params {
	struct {
		const char *name;
		const char *text;
	} items[PATH_PARAMS_MAX];
	size_t count;
};

/* Adds a segment; there must be room for it. */
void path_append(struct path *path, const char *segment, size_t len);

/* NULL when the route has no such parameter. */
const char *path_params_get(const struct path_params *params, const char *name);

/*
 * From the raw REQUEST_URI, or where that is NULL from SCRIPT_NAME and PATH_INFO, which the
 * web server has decoded. False when it cannot be the path of any endpoint: an escape that is
 * broken or hides a slash, a NUL or a control byte, empty or dotted segments, bad UTF-8.
 */
bool path_parse(struct arena *arena, const char *request_uri, const char *script_name,
    const char *path_info, struct path *path);

#endif
