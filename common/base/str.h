/* SPDX-License-Identifier: MIT */
/*
 * str.h: small helpers for strings and arrays.
 */
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stddef.h>

/* The number of elements of an array. It must not be used with a pointer. */
#define ARRAY_LEN(array) (sizeof(array) / sizeof((array)[0]))

/* Returns the text itself, or NULL if it is empty or NULL. */
const char *str_or_null(const char *text);

/* Returns a copy that the caller frees. When memory runs out, the process logs this and exits. */
char *str_dup(const char *text);

/*
 * Returns the next item of *list, in which one or more of the separator characters stand between
 * the items, and moves *list behind it. The item has *len bytes and is not NUL-terminated. Returns
 * NULL at the end of the list.
 */
const char *str_next(const char **list, const char *separators, size_t *len);

#endif
