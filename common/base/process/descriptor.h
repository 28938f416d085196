/* SPDX-License-Identifier: MIT */
/*
 * descriptor.h: the file descriptors that a process inherits, and those that it leaves to the
 * programs that it runs.
 */
#ifndef BASE_PROCESS_DESCRIPTOR_H
#define BASE_PROCESS_DESCRIPTOR_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Opens /dev/null for each of standard input, output and error that is closed. Otherwise the next
 * socket or file would get that descriptor, and what is written to standard error would go into
 * it. To be called before anything else is opened.
 */
void descriptors_complete(void);

/*
 * Marks all descriptors but the standard ones to be closed when another program is run. Libraries
 * open some without this mark, and the web server may have left some of its own open.
 */
void descriptors_close_on_exec(void);

/*
 * Closes all of them, and opens /dev/null as the standard ones: for a process that goes on after fork() when
 * nobody waits for it any more.
 */
void descriptors_leave(void);

/* Closes this one and all that have a higher number. */
void descriptors_close_from(int first);

/* Writes all of it. False, with errno: it could not. */
bool descriptor_write(int fd, const char *bytes, size_t len);

#endif
