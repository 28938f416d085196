/* SPDX-License-Identifier: MIT */
/* file_name.h: the name that a client gives to a file, as it is stored and shown. It never names a file of ours. */
#ifndef HTTP_FILES_FILE_NAME_H
#define HTTP_FILES_FILE_NAME_H

#include "base/arena.h"

#define FILE_NAME_MAX_LEN 255 /* bytes */

/*
 * Returns the name, allocated from the arena: valid UTF-8 of 1 to FILE_NAME_MAX_LEN bytes. It is the part behind the
 * last slash or backslash of what was sent, without control characters and those that change the direction of text or
 * are invisible, which make a name look like another one. What browsers write for a quotation mark and for line ends
 * (%22, %0D and %0A) is read; all other escapes stay. A long name is cut and keeps its extension. "file" stands for a
 * name of which nothing is left.
 */
const char *file_name_clean(struct arena *arena, const char *sent);

#endif
