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
 * in the parent after SIGTERM or SIGUSR1, or when an upgrade has put another program in the place of this one
 * (*replaced), once all workers have ended their requests and themselves.
 */
bool prefork(unsigned count, bool *replaced);

/*
 * In a worker: a descriptor that hangs up (EPOLLHUP) when the parent has ended. -1: there is no
 * parent. It must not be read.
 *
 * A web server that finds its child dead tries the socket, finds that the workers still have it,
 * and takes them for processes of somebody else, which it does not start. So the workers must not
 * end with their parent: one of them takes its place.
 */
int prefork_parent(void);

/*
 * For a worker whose parent has ended. Returns true in the first one that calls it, which calls
 * prefork() again; the others end. From then on they also end when the process that started the
 * first parent does, because that cannot tell them: it knew only its own child.
 */
bool prefork_succeed(void);

#endif
