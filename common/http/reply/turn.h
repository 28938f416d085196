/* SPDX-License-Identifier: MIT */
/*
 * turn.h: large replies are sent one at a time by all the processes of a site.
 *
 * Apache passes a reply on as fast as the client takes it, and the process is occupied until then.
 * If several could be, a few clients who read large pages slowly would occupy all processes.
 */
#ifndef HTTP_REPLY_TURN_H
#define HTTP_REPLY_TURN_H

#include <stdbool.h>

/*
 * Waits a second at most until no other process is sending a large reply. `file` is any file that
 * the site's processes, and no others, can read; it is locked with flock(). *turn is to be given to
 * turn_end(). False: another process is still sending.
 */
bool turn_take(const char *file, int *turn);

void turn_end(int turn);

#endif
