/* SPDX-License-Identifier: MIT */
/*
 * multipart.h: reads multipart/form-data (RFC 7578) as a stream, with one buffer of a fixed size however long the
 * body is. It knows bytes and calls back with what it finds; form.c says what the parts mean.
 *
 * Where two parsers could understand a body differently, it is refused: a line that ends with LF alone, a header that is
 * folded or stands twice, a boundary with something behind it in its line.
 */
#ifndef HTTP_FILES_MULTIPART_H
#define HTTP_FILES_MULTIPART_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/arena.h"

#define MULTIPART_BUFFER_SIZE 65536
#define MULTIPART_PARTS_MAX 32
#define MULTIPART_HEADERS_MAX_LEN 8192 /* bytes of the headers of a part */
#define MULTIPART_HEADER_LINES_MAX 32
#define MULTIPART_BOUNDARY_MAX_LEN 70 /* RFC 2046, 5.1.1 */

/* What the headers of a part say. The texts are valid during the call, without NUL, and may be invalid UTF-8. */
struct multipart_part {
	const char *name;
	const char *file_name;  /* NULL: it has none, or an empty one, and so the part is no file */
	const char *media_type; /* NULL: it has none */
};

/* What reads the body, and what is done with its parts. Those that return false end the reading. */
struct multipart_calls {
	/* As transport->read: 0 at the end of the body, -1 when the connection broke. */
	ssize_t (*read)(void *arg, char *bytes, size_t len);
	bool (*part)(void *arg, const struct multipart_part *part);
	bool (*bytes)(void *arg, const char *bytes, size_t len); /* of the last part; len > 0 */
	bool (*part_end)(void *arg);
	void *arg;
};

enum multipart_result {
	MULTIPART_OK,  /* all parts were read, up to the last boundary; what follows it is unread */
	MULTIPART_CUT, /* the body ended, or the connection broke, before the last boundary */
	MULTIPART_MALFORMED,
	MULTIPART_TOO_MANY_PARTS,
	MULTIPART_STOPPED, /* by a call that returned false */
};

/*
 * Returns the boundary that a Content-Type names, allocated from the arena; NULL and *why, an error text, when it is
 * not multipart/form-data or has no valid boundary. `content_type` may be NULL.
 */
const char *multipart_boundary(struct arena *arena, const char *content_type, const char **why);

/* Reads the body. `buffer` has MULTIPART_BUFFER_SIZE bytes. */
enum multipart_result multipart_read(
    char *buffer, const char *boundary, const struct multipart_calls *calls);

#endif
