/* SPDX-License-Identifier: MIT */
#include "http/files/multipart.h"

#include <string.h>
#include <strings.h>

#include "http/files/multipart_header.h"

/* CRLF and two dashes before the boundary. */
#define DELIMITER_MAX_LEN (4 + MULTIPART_BOUNDARY_MAX_LEN)

/* What stands behind a boundary: CRLF, or the two dashes of the last one. */
#define BEHIND_LEN 2

struct reader {
	const struct multipart_calls *calls;
	char *buffer;
	size_t begin, end; /* the bytes that were read and not handled yet */
	bool over;         /* there are no more to be read */
	char delimiter[DELIMITER_MAX_LEN];
	size_t delimiter_len;
};

/* --- The boundary ------------------------------------------------------------------------------ */

static bool
boundary_is_valid(const char *boundary)
{
	static const char allowed[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'()+_,-./:=? ";
	size_t len = strlen(boundary);

	return len > 0 && len <= MULTIPART_BOUNDARY_MAX_LEN && strspn(boundary, allowed) == len &&
	       boundary[len - 1] != ' ';
}

const char *
multipart_boundary(struct arena *arena, const char *content_type, const char **why)
{
	struct header_parameter parameter;
	const char *boundary = NULL;
	enum header_next next;
	char *type, *at;

	*why = "Content-Type must be multipart/form-data";
	if (!content_type)
		return NULL;
	type = arena_strdup(arena, content_type + strspn(content_type, " \t"));
	if (!header_word_end(type, &at) || strcasecmp(type, "multipart/form-data") != 0)
		return NULL;
	*why = "Malformed content type";
	while ((next = header_parameter_next(&at, &parameter)) == HEADER_PARAMETER) {
		if (strcasecmp(parameter.name, "boundary") != 0)
			continue;
		if (boundary)
			return NULL;
		boundary = parameter.value;
	}
	if (next == HEADER_INVALID)
		return NULL;
	if (!boundary)
		*why = "Multipart: Boundary not found";
	return boundary && boundary_is_valid(boundary) ? boundary : NULL;
}

/* --- Reading ----------------------------------------------------------------------------------- */

/* Moves the bytes to the beginning of the buffer and reads more behind them; false: there are none. */
static bool
fill(struct reader *in)
{
	size_t have = in->end - in->begin;
	ssize_t got;

	if (in->over)
		return false;
	memmove(in->buffer, in->buffer + in->begin, have);
	in->begin = 0;
	in->end = have;
	got = in->calls->read(in->calls->arg, in->buffer + have, MULTIPART_BUFFER_SIZE - have);
	in->over = got <= 0;
	if (got > 0)
		in->end += (size_t)got;
	return !in->over;
}

/* Reads until there are so many bytes; false: the body ends before. */
static bool
want(struct reader *in, size_t len)
{
	while (in->end - in->begin < len)
		if (!fill(in))
			return false;
	return true;
}

/* Hands the next bytes on, unless they are before the first part. */
static bool
hand_on(struct reader *in, size_t len, bool preamble)
{
	const char *bytes = in->buffer + in->begin;

	in->begin += len;
	return preamble || len == 0 || in->calls->bytes(in->calls->arg, bytes, len);
}

/* Reads up to the next boundary, and removes it. */
static enum multipart_result
delimiter_reach(struct reader *in, bool preamble)
{
	for (;;) {
		const char *from = in->buffer + in->begin;
		const char *found =
		    memmem(from, in->end - in->begin, in->delimiter, in->delimiter_len);
		/* The last bytes may be the beginning of a boundary. */
		size_t keep = in->delimiter_len - 1, have = in->end - in->begin;
		size_t len = found ? (size_t)(found - from) : have > keep ? have - keep : 0;

		if (!hand_on(in, len, preamble))
			return MULTIPART_STOPPED;
		if (found) {
			in->begin += in->delimiter_len;
			return MULTIPART_OK;
		}
		if (!fill(in))
			return MULTIPART_CUT;
	}
}

/*
 * Reads the headers of a part, up to its bytes. The CRLF behind the boundary is there still: so headers always end with
 * two of them, also where there are none.
 */
static enum multipart_result
headers_read(struct reader *in, struct multipart_part *part)
{
	static const char ends[] = "\r\n\r\n";
	size_t len = sizeof(ends) - 1;
	const char *found = NULL;
	char *headers;

	for (;;) {
		size_t have = in->end - in->begin;

		if (have > MULTIPART_HEADERS_MAX_LEN + len)
			have = MULTIPART_HEADERS_MAX_LEN + len;
		found = memmem(in->buffer + in->begin, have, ends, len);
		if (found)
			break;
		if (have == MULTIPART_HEADERS_MAX_LEN + len)
			return MULTIPART_MALFORMED;
		if (!fill(in))
			return MULTIPART_CUT;
	}
	headers = in->buffer + in->begin + 2;
	len = found + 2 > headers ? (size_t)(found + 2 - headers) : 0;
	in->begin = (size_t)(found + 4 - in->buffer);
	return multipart_headers(headers, len, part) ? MULTIPART_OK : MULTIPART_MALFORMED;
}

/* Reads a part, from behind its boundary up to behind the next one. */
static enum multipart_result
part_read(struct reader *in)
{
	struct multipart_part part;
	enum multipart_result result = headers_read(in, &part);

	if (result)
		return result;
	if (!in->calls->part(in->calls->arg, &part))
		return MULTIPART_STOPPED;
	result = delimiter_reach(in, false);
	if (!result && !in->calls->part_end(in->calls->arg))
		return MULTIPART_STOPPED;
	return result;
}

enum multipart_result
multipart_read(char *buffer, const char *boundary, const struct multipart_calls *calls)
{
	struct reader in = { .calls = calls, .buffer = buffer };
	enum multipart_result result;
	size_t len = strlen(boundary);

	memcpy(in.delimiter, "\r\n--", 4);
	memcpy(in.delimiter + 4, boundary, len);
	in.delimiter_len = 4 + len;
	/* The first boundary begins a line as well, which nothing has to stand before. */
	memcpy(buffer, "\r\n", 2);
	in.end = 2;
	result = delimiter_reach(&in, true);
	for (size_t parts = 0; !result; parts++) {
		if (!want(&in, BEHIND_LEN))
			return MULTIPART_CUT;
		if (memcmp(buffer + in.begin, "--", BEHIND_LEN) == 0)
			return MULTIPART_OK;
		if (memcmp(buffer + in.begin, "\r\n", BEHIND_LEN) != 0)
			return MULTIPART_MALFORMED;
		if (parts == MULTIPART_PARTS_MAX)
			return MULTIPART_TOO_MANY_PARTS;
		result = part_read(&in);
	}
	return result;
}
