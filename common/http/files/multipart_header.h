/* SPDX-License-Identifier: MIT */
/* multipart_header.h: the headers of a part, and the parameters in a header, for multipart.c. */
#ifndef HTTP_FILES_MULTIPART_HEADER_H
#define HTTP_FILES_MULTIPART_HEADER_H

#include "http/files/multipart.h"

/* A parameter, such as filename="a.jpg". The texts are in the memory of the header, which is changed. */
struct header_parameter {
	const char *name;
	const char *value; /* without its quotes, and with " and \ for \" and \\ */
};

enum header_next {
	HEADER_PARAMETER,
	HEADER_END,
	HEADER_INVALID,
};

/*
 * Reads the parameter at *at, which is behind the semicolon before it, and moves *at to the next one; NULL: there is
 * none. The header ends with NUL. A value without quotes may have all characters that are neither blank nor `;`, `"` or
 * `\`.
 */
enum header_next header_parameter_next(char **at, struct header_parameter *parameter);

/*
 * Ends the first word of the header with NUL and sets *parameters for header_parameter_next(). False: something else than
 * a semicolon follows it.
 */
bool header_word_end(char *header, char **parameters);

/*
 * Reads the headers of a part: `len` bytes of lines, each of which ends with CRLF. Their memory is changed, and holds
 * the texts of *part. False: they are malformed.
 */
bool multipart_headers(char *headers, size_t len, struct multipart_part *part);

#endif
