/* SPDX-License-Identifier: MIT */
#include "http/request/path.h"

#include <assert.h>
#include <string.h>

#include "base/utf8.h"
#include "http/value/query.h"

const char *
path_params_get(const struct path_params *params, const char *name)
{
	for (size_t i = 0; i < params->count; i++)
		if (strcmp(params->items[i].name, name) == 0)
			return params->items[i].text;
	return NULL;
}

void
path_append(struct path *path, const char *segment, size_t len)
{
	assert(path->count < PATH_SEGMENTS_MAX);
	path->segments[path->count] = segment;
	path->lens[path->count++] = len;
}

/*
 * Where the path begins in a request target (RFC 9112), which may be in absolute form. NULL: it
 * has none.
 */
static const char *
target_path(const char *target)
{
	const char *colon;

	if (*target == '/')
		return target;
	colon = strstr(target, "://");
	if (!colon || colon > target + strcspn(target, "/?#"))
		return NULL;
	return strchr(colon + 3, '/');
}

/* Adds one segment, which is decoded in place; false when no endpoint's path can contain it. */
static bool
segment_add(char *text, size_t len, bool encoded, struct path *path)
{
	if (path->count == PATH_SEGMENTS_MAX)
		return false;
	if (encoded && !percent_decode(text, len, false, text, &len))
		return false;
	text[len] = '\0';
	if (len == 0 || (*text == '.' && (strcmp(text, ".") == 0 || strcmp(text, "..") == 0)))
		return false;
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)text[i] < 0x20 || text[i] == 0x7f || text[i] == '/')
			return false;
	path_append(path, text, len);
	return true;
}

/* Adds the segments of `text`, which begins with a slash and may end with one. */
static bool
segments_add(char *text, bool encoded, struct path *path)
{
	char next = *text;

	encoded = encoded && strchr(text, '%');
	if (!encoded && !utf8_valid(text, strlen(text), NULL))
		return false;
	while (next == '/' && text[1] != '\0') {
		size_t len = strcspn(text + 1, "/");

		next = text[len + 1]; /* segment_add() overwrites it with NUL */
		if (!segment_add(text + 1, len, encoded, path))
			return false;
		text += len + 1;
	}
	path->ends_with_slash = next == '/';
	return next == '\0' || next == '/';
}

/* Whether that segment begins the path of a route that has a fixed length, or of the API. */
static bool
begins_route(const struct path *path, size_t i)
{
	const char *segment = path->segments[i];
	size_t behind = path->count - i - 1;

	if (strcmp(segment, "file-upload") == 0)
		return behind == 2 || (behind == 1 && path->ends_with_slash);
	return strcmp(segment, "api") == 0 || (strcmp(segment, "avatar") == 0 && behind == 1);
}

/*
 * The index of the segment that begins the path of a route: that of /api/..., /avatar/<username>,
 * /file-upload/<id>/ with or without a name, or the last one that begins a page, because the prefix
 * may contain the same name: /livechat/livechat/inbox. 0: there is none.
 */
static size_t
prefix_len(const struct path *path)
{
	for (size_t i = 0; i < path->count; i++)
		if (begins_route(path, i))
			return i;
	for (size_t i = path->count; i-- > 0;)
		if (strcmp(path->segments[i], "livechat") == 0)
			return i;
	return 0;
}

/* Removes the segments before that: the service may be mounted below any prefix. */
static void
prefix_drop(struct path *path)
{
	size_t len = prefix_len(path);

	path->count -= len;
	memmove(path->segments, path->segments + len, path->count * sizeof(path->segments[0]));
	memmove(path->lens, path->lens + len, path->count * sizeof(path->lens[0]));
}

bool
path_parse(struct arena *arena, const char *request_uri, const char *script_name,
    const char *path_info, struct path *path)
{
	const char *target;

	path->count = 0;
	path->ends_with_slash = false;
	if (request_uri && *request_uri) {
		target = target_path(request_uri);
		if (!target ||
		    !segments_add(arena_strndup(arena, target, strcspn(target, "?#")), true, path))
			return false;
	} else {
		if (!segments_add(arena_printf(arena, "%s%s", script_name ? script_name : "",
				      path_info ? path_info : ""),
			false, path))
			return false;
	}
	prefix_drop(path);
	return path->count > 0;
}
