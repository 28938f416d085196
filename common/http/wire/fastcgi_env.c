#include <string.h>

#include "http/wire/fastcgi.h"

/* A length of one byte, or of four when its first bit is set. */
static bool
param_len(const unsigned char **at, const unsigned char *end, size_t *len)
{
	const unsigned char *p = *at;

	if (p == end)
		return false;
	*len = *p;
	if (*p < 0x80) {
		*at += 1;
		return true;
	}
	if (end - p < 4)
		return false;
	*len = (size_t)(p[0] & 0x7f) << 24 | (size_t)p[1] << 16 | (size_t)p[2] << 8 | p[3];
	*at += 4;
	return true;
}

/*
 * Makes NAME=value of them, in place: the lengths before a pair take at least the room that the
 * sign and the end need.
 */
bool
fastcgi_env_make(struct buf *params, struct buf *env)
{
	const unsigned char *at = (const unsigned char *)params->data;
	const unsigned char *end = at + params->len;
	char *to = params->data, *variable;
	size_t name_len, value_len;

	buf_reset(env);
	while (at < end) {
		if (!param_len(&at, end, &name_len) || !param_len(&at, end, &value_len) ||
		    name_len > (size_t)(end - at) || value_len > (size_t)(end - at) - name_len)
			return false;
		variable = to;
		buf_put(env, &variable, sizeof(variable));
		memmove(to, at, name_len);
		to += name_len;
		*to++ = '=';
		memmove(to, at + name_len, value_len);
		to += value_len;
		*to++ = '\0';
		at += name_len + value_len;
	}
	variable = NULL;
	buf_put(env, &variable, sizeof(variable));
	return true;
}
