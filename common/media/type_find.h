/* SPDX-License-Identifier: MIT */
/* type_find.h: what the files of type.h share. Media types returned here are static. */
#ifndef MEDIA_TYPE_FIND_H
#define MEDIA_TYPE_FIND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MEDIA_TYPE_UNKNOWN "application/octet-stream"

/* The beginning of a file. */
struct head {
	const uint8_t *bytes;
	size_t len;
};

/* Returns whether these bytes stand at this place. */
bool head_has(const struct head *head, size_t offset, const char *bytes, size_t len);

/* The type by the bytes at fixed places, of a file that is text or not; NULL: none is known. */
const char *type_by_signature(const struct head *head, bool is_text);

/* The type of a text file; NULL: it is none. Plain text is "text/plain". */
const char *type_by_text(const struct head *head);

/* The type that files with the extension of this name usually have; NULL: the extension is not known. */
const char *type_by_name(const char *name);

/* Returns whether a browser executes, or may execute, files of this type. */
bool type_is_active(const char *type);

#endif
