/* SPDX-License-Identifier: MIT */
/*
 * deadline.h: limits how long a library that blocks on a socket may wait for the peer.
 *
 * libfcgi reads and writes without a timeout, in loops of its own; the client libraries of the
 * database have one that cannot be changed while connected. So each call of them gets one deadline:
 * when that passes, the socket is shut down in both directions, and a read() or write() that blocks
 * on it returns. A process has one deadline at a time; it uses SIGALRM.
 */
#ifndef BASE_PROCESS_DEADLINE_H
#define BASE_PROCESS_DEADLINE_H

#include <stdint.h>

/* Must be called before the first deadline_begin(); more than once does no harm. */
void deadline_init(void);

/*
 * Shuts `fd` down at `until_ms` of clock_monotonic_ms(), unless deadline_end() is called before.
 */
void deadline_begin(int fd, int64_t until_ms);
void deadline_end(void);

#endif
