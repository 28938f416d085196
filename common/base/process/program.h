/* SPDX-License-Identifier: MIT */
/*
 * program.h: the file that this process runs, and the one that an upgrade has put in its place.
 */
#ifndef BASE_PROCESS_PROGRAM_H
#define BASE_PROCESS_PROGRAM_H

#include <stdbool.h>

/* Notes where the file is. To be called at the beginning, before anybody can have moved it. */
void program_begin(void);

/* The path of the file at the beginning; NULL: the system does not tell. */
const char *program_path(void);

/* Whether the file at that path is still the one that runs. True where it cannot be told. */
bool program_is_current(void);

/* How often to ask program_is_replaced(). */
#define PROGRAM_LOOK_MS 2000

/*
 * Whether another program is at that path by now. It is taken for complete when it has not changed between two
 * looks, because an upload takes a while. It looks no more often than that, and says no meanwhile.
 */
bool program_is_replaced(void);

/*
 * Runs that program in the place of this process, with its number, its environment and its listening socket. It
 * returns only if that fails, which it logs; program_is_replaced() then says no until the file is another one.
 */
void program_run_again(void);

#endif
