/*
 * str.h: small things that are done with strings again and again.
 */
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stddef.h>

/* How many items an array has; not for pointers. */
#define ARRAY_LEN(array) (sizeof(array) / sizeof((array)[0]))

/* The text itself; NULL for an empty one and for NULL. */
const char *str_or_null(const char *text);

/* A copy for free(). Where there is no memory left the process ends. */
char *str_dup(const char *text);

/*
 * The next item of a list whose items are separated by any number of the given characters; NULL at
 * its end. *list is moved behind the item, whose length is *len: it does not end in a NUL.
 */
const char *str_next(const char **list, const char *separators, size_t *len);

#endif
