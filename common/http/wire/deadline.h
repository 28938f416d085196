/* SPDX-License-Identifier: MIT */
/*
 * deadline.h: limits how long a library that blocks on a socket may wait for the peer.
 *
 * libfcgi reads and writes without a timeout, in loops of its own. So each call of it gets one
 * deadline: when that passes, the socket is shut down in both directions, and a read() or write()
 * that blocks on it returns. A process has one deadline at a time; it uses SIGALRM.
 */
#ifndef HTTP_WIRE_DEADLINE_H
#define HTTP_WIRE_DEADLINE_H

#include <stdint.h>

/* Must be called once, before the first deadline_begin(). */
void deadline_init(void);

/*
 * Shuts `fd` down at `until_ms` of clock_monotonic_ms(), unless deadline_end() is called before.
 */
void deadline_begin(int fd, int64_t until_ms);
void deadline_end(void);

#endif
