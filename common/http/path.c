#include "http/path.h"

#include <assert.h>
#include <string.h>

#include "base/utf8.h"
#include "http/query.h"

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

/* Where the path begins in a request target, which may be a whole URI. NULL: nowhere. */
static const char *
target_path(const char *target)
{
	const char *colon = strstr(target, "://");

	if (*target == '/')
		return target;
	if (!colon || colon > target + strcspn(target, "/?#"))
		return NULL;
	return strchr(colon + 3, '/');
}

/* Adds one segment, decoded; false when it cannot be part of any endpoint's path. */
static bool
segment_add(struct arena *arena, const char *text, size_t len, bool encoded, struct path *path)
{
	char *out = arena_alloc(arena, len + 1);
	size_t out_len = len;

	if (path->count == PATH_SEGMENTS_MAX)
		return false;
	if (encoded) {
		if (!percent_decode(text, len, false, out, &out_len))
			return false;
	} else {
		memcpy(out, text, len);
		if (!utf8_valid(out, len, NULL))
			return false;
	}
	out[out_len] = '\0';
	if (out_len == 0 || strcmp(out, ".") == 0 || strcmp(out, "..") == 0)
		return false;
	for (size_t i = 0; i < out_len; i++)
		if ((unsigned char)out[i] < 0x20 || out[i] == 0x7f || out[i] == '/')
			return false;
	path_append(path, out, out_len);
	return true;
}

/* Adds the segments of `text`, which begins with a slash. One slash at the end is fine. */
static bool
segments_add(struct arena *arena, const char *text, bool encoded, struct path *path)
{
	while (*text == '/' && text[1] != '\0') {
		size_t len = strcspn(text + 1, "/");

		if (!segment_add(arena, text + 1, len, encoded, path))
			return false;
		text += len + 1;
	}
	return *text == '\0' || *text == '/';
}

/* Whether our own part of the path begins here: /api/... or /avatar/<username>. */
static bool
is_ours(const struct path *path, size_t i)
{
	return strcmp(path->segments[i], "api") == 0 ||
	       (strcmp(path->segments[i], "avatar") == 0 && i + 2 == path->count);
}

/* The service may be mounted below any prefix. */
static void
prefix_drop(struct path *path)
{
	for (size_t i = 0; i < path->count; i++) {
		if (!is_ours(path, i))
			continue;
		path->count -= i;
		memmove(
		    path->segments, path->segments + i, path->count * sizeof(path->segments[0]));
		memmove(path->lens, path->lens + i, path->count * sizeof(path->lens[0]));
		return;
	}
}

bool
path_parse(struct arena *arena, const char *request_uri, const char *script_name,
    const char *path_info, struct path *path)
{
	const char *text;

	path->count = 0;
	if (request_uri && *request_uri) {
		text = target_path(request_uri);
		if (!text)
			return false;
		text = arena_strndup(arena, text, strcspn(text, "?#"));
		if (!segments_add(arena, text, true, path))
			return false;
	} else {
		text = arena_printf(
		    arena, "%s%s", script_name ? script_name : "", path_info ? path_info : "");
		if (!segments_add(arena, text, false, path))
			return false;
	}
	prefix_drop(path);
	return path->count > 0;
}
