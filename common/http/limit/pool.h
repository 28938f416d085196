/* SPDX-License-Identifier: MIT */
/*
 * pool.h: which processes of a program are at work, and which are held up, usually by a lock in the
 * database. Each has a place in the limits file, where it notes since when it serves a request. So
 * the last one that is free knows that it is, and gives its own request less time: a lock never keeps
 * all of them for as long as a request may wait. limiter.c gives the table.
 */
#ifndef HTTP_LIMIT_POOL_H
#define HTTP_LIMIT_POOL_H

#include <sys/types.h>

#include "http/limit/table.h"

/* A process that serves one request for so long is held up. */
#define POOL_HELD_UP_MS 2000

/* How late it is noticed at most that one was killed while it rested. */
#define POOL_LOOK_AGAIN_MS 100

/* What the other processes of the program do. */
enum pool_others {
	POOL_SOME_FREE,   /* some are free; or there are none, or they are not known */
	POOL_ALL_AT_WORK, /* each serves a request */
	POOL_ALL_HELD_UP, /* and has done so for more than POOL_HELD_UP_MS */
};

/* What of a process's work may take long because its client is slow. */
enum pool_transfer {
	POOL_NO_TRANSFER,
	POOL_UPLOAD,
	POOL_DOWNLOAD, /* of a large file */
};

/* How many of a kind go on at once: half of the processes, but one at least; of those of plain CGI so many. */
#define POOL_CGI_TRANSFERS 4

struct pool {
	struct pool_place *place; /* of this process; NULL: it has none */
	uint64_t program;         /* the executable file; processes of another are another pool */
};

/*
 * `fd`: the file of the table. To close any descriptor of it gives the place to others.
 * Notes that this process begins a request at `now_ms` of clock_monotonic_ms(), and returns what the
 * others do. Of several that begin at once, one at least sees the others at work.
 */
enum pool_others pool_serve(struct pool *pool, struct table *table, int fd, int64_t now_ms);

/* Notes that the request was handled. */
void pool_rest(struct pool *pool);

/*
 * Whether this process may begin such a transfer, until it calls pool_transfer_end(): a part of the processes remains
 * free of them. Those of plain CGI (not `serves`) are counted apart. One that is killed leaves no trace.
 */
bool pool_transfer_begin(
    struct pool *pool, struct table *table, int fd, enum pool_transfer kind, bool serves);
void pool_transfer_end(struct pool *pool);

/* Gives the place back. To be called before the table is unmapped and the file closed. */
void pool_leave(struct pool *pool);

#endif
