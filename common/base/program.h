/* SPDX-License-Identifier: MIT */
/*
 * program.h: the file that this process runs. After an upgrade a process goes on with the file that was
 * there before.
 */
#ifndef BASE_PROGRAM_H
#define BASE_PROGRAM_H

#include <stdbool.h>

/* Notes where the file is. To be called at the beginning, before anybody can have moved it. */
void program_begin(void);

/* The path of the file at the beginning; NULL: the system does not tell. */
const char *program_path(void);

/* Whether the file at that path is still the one that runs. True where it cannot be told. */
bool program_is_current(void);

#endif
