/* SPDX-License-Identifier: MIT */
/*
 * prefork.h: a parent process that keeps several worker processes running, which serve one
 * socket. The workers share the memory that loading the program wrote, which is half of what each
 * would need.
 */
#ifndef HTTP_WIRE_PREFORK_H
#define HTTP_WIRE_PREFORK_H

#include <stdbool.h>

/* The number of workers that LIVECHAT_PROCESSES asks for; 1 when it is unset or invalid. */
unsigned prefork_count(void);

/*
 * Starts `count` workers and replaces those that end. Returns true in each worker. Returns false
 * in the parent after SIGTERM or SIGUSR1, when it has passed the signal on and all workers have
 * ended.
 */
bool prefork(unsigned count);

#endif
