/* SPDX-License-Identifier: MIT */
/* disposition.h: the Content-Disposition of a file (RFC 6266). */
#ifndef HTTP_FILES_DISPOSITION_H
#define HTTP_FILES_DISPOSITION_H

#include <stdbool.h>

#include "base/arena.h"

/*
 * Returns the value of the field: how the file is to be shown, and its name twice, in ASCII for old clients and as it is
 * (RFC 8187). The name must be valid UTF-8; it may have any characters.
 */
const char *disposition_text(struct arena *arena, bool is_inline, const char *name);

#endif
