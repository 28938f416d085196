/*
 * deadline.h: a bound on how long a library that blocks on a socket may wait for the other end.
 *
 * libfcgi reads and writes without any bound, in loops of its own. So the whole of what it is
 * called for gets one deadline: when that passes, the socket is shut down in both directions, and
 * whoever is blocked in read() or write() on it returns. It is one for the process, and needs
 * SIGALRM for itself.
 */
#ifndef HTTP_WIRE_DEADLINE_H
#define HTTP_WIRE_DEADLINE_H

#include <stdint.h>

/* Has to be called once, before the first deadline_begin(). */
void deadline_init(void);

/* Shuts `fd` down at that time, as clock_monotonic_ms() has it, unless deadline_end() is called first. */
void deadline_begin(int fd, int64_t until_ms);
void deadline_end(void);

#endif
