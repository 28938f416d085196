/* SPDX-License-Identifier: MIT */
/*
 * type.h: the media type of a file. It comes from the file's content: what a client says about a file only chooses
 * between types that this content may have. Media types returned here are in lower case and have no parameters.
 */
#ifndef MEDIA_TYPE_H
#define MEDIA_TYPE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

/* In bytes: how much of a file's beginning tells its type. Fewer may be given only of a file that has no more. */
#define MEDIA_HEAD_LEN 512

/* In bytes: no media type returned here is longer. */
#define MEDIA_TYPE_MAX_LEN 127

/*
 * Returns the media type of a file with this beginning; it is static or allocated from the arena.
 * `declared` is the type that the client gives, `name` the file's name; each may be NULL. Content that is not known
 * has the declared type; "application/octet-stream" if there is none or it says picture, sound or film.
 */
const char *media_type_find(
    const void *head, size_t len, const char *declared, const char *name, struct arena *arena);

/*
 * Returns whether the client says, by the type or by the extension of the name, that the file is a picture, sound or
 * film, while the found type is no such one. Such a file is refused.
 */
bool media_type_is_false(const char *found, const char *declared, const char *name);

/*
 * Returns whether the list contains the type, which may have parameters: FileUpload_MediaTypeWhiteList and
 * FileUpload_MediaTypeBlackList have media types, such as "image/png", "image/" and a star for all of a kind, or a star for
 * all, separated by commas. Case and blanks do not matter. An empty list contains nothing.
 */
bool media_type_matches(const char *list, const char *type);

/* Returns the value of Content-Type for a file: a browser executes no file that has it. */
const char *media_type_served(const char *type);

/* Returns whether a browser may show the file instead of storing it. */
bool media_type_is_inline(const char *type);

/* Returns the `format` of an entry of a message's `files`: "jpeg", "png", "gif", "webp", or "" for all other types. */
const char *media_format(const char *type);

#endif
