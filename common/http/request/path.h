/* SPDX-License-Identifier: MIT */
/*
 * path.h: the decoded segments of a request's path, and the parameters that a route takes from
 * it.
 */
#ifndef HTTP_REQUEST_PATH_H
#define HTTP_REQUEST_PATH_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

#define PATH_SEGMENTS_MAX 16
#define PATH_PARAMS_MAX 4

/*
 * The decoded segments from "api", "avatar", "file-upload" or "livechat" on. For a request such as
 * /cgi-bin/message.fcgi, which has none of them, they are all segments.
 */
struct path {
	const char *segments[PATH_SEGMENTS_MAX];
	size_t lens[PATH_SEGMENTS_MAX]; /* length of each segment in bytes */
	size_t count;
	bool ends_with_slash; /* one stood behind the last segment */
};

struct path_params {
	struct {
		const char *name;
		const char *text;
	} items[PATH_PARAMS_MAX];
	size_t count;
	bool ends_with_slash; /* of the path */
};

/* Adds a segment. The path must have fewer than PATH_SEGMENTS_MAX. */
void path_append(struct path *path, const char *segment, size_t len);

/* The text of a parameter; NULL when the route has none of that name. */
const char *path_params_get(const struct path_params *params, const char *name);

/*
 * Parses the raw REQUEST_URI or, where that is NULL, SCRIPT_NAME and PATH_INFO, which the web
 * server has decoded. False when it cannot be the path of any endpoint: it has an invalid escape,
 * an encoded slash, NUL or control character, an empty segment, "." or "..", or invalid UTF-8.
 */
bool path_parse(struct arena *arena, const char *request_uri, const char *script_name,
    const char *path_info, struct path *path);

#endif
