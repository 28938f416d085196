/* SPDX-License-Identifier: MIT */
/*
 * option_file_write.h: writes option files, which the client libraries of MySQL and of MariaDB read alike.
 */
#ifndef BASE_OPTIONS_OPTION_FILE_WRITE_H
#define BASE_OPTIONS_OPTION_FILE_WRITE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/buf.h"

/* Whether an option file can hold the value: the libraries' reading ends at a control character. */
bool option_file_holds(const char *value);

/* Appends a line with the option and its value, which option_file_holds(). */
void option_file_put(struct buf *text, const char *name, const char *value);

/*
 * Makes the file, or replaces it, with access for its owner alone: others see the old one or the new
 * one, as a whole. False, with errno, if it cannot; then all is as it was.
 */
bool option_file_write(struct arena *mem, const char *path, const char *text, size_t len);

/*
 * Replaces the line of an option in the group [livechat] of the file by this line, in the same way. False, with
 * errno, if it cannot, and if there is no such line or the file is too long to be an option file.
 */
bool option_file_replace(struct arena *mem, const char *path, const char *name, const char *line);

#endif
