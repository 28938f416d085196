/*
 * prefork.h: several processes that serve one socket, with one more that watches over them.
 * They share what loading the program wrote into memory, half of what each would need alone.
 */
#ifndef HTTP_WIRE_PREFORK_H
#define HTTP_WIRE_PREFORK_H

#include <stdbool.h>

/* How many LIVECHAT_PROCESSES asks for; 1 where it says nothing. */
unsigned prefork_count(void);

/*
 * Starts so many processes, and others for those that end. True in each of them, false in the
 * one that called, when SIGTERM or SIGUSR1, which must be blocked, has ended it all: they are
 * passed on.
 */
bool prefork(unsigned count);

#endif
