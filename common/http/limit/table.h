/* SPDX-License-Identifier: MIT */
/*
 * table.h: the file in which all processes of a host count, and its layout. limiter.c says what a
 * slot means, chat/rooms/typing_table.h and chat/health/error_ring.h what the last parts are.
 */
#ifndef HTTP_LIMIT_TABLE_H
#define HTTP_LIMIT_TABLE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/crypto/siphash.h"
#include "chat/health/error_ring.h"
#include "chat/rooms/typing_table.h"

/* "lclimit7". A change of the layout or of the hash of keys needs another number. */
#define TABLE_MAGIC UINT64_C(0x3774696d696c636c)

/* The keys of a client's choice have a space of their own, so that they displace no others. */
#define NETWORK_SETS 256
#define NETWORK_WAYS 64
#define VISITOR_SETS 2048
#define VISITOR_WAYS 8

struct slot {
	_Atomic uint64_t key; /* hash of the key; 0: the slot has never been used */
	_Atomic int64_t full_us;
};

struct table_head {
	uint64_t magic;
	unsigned char seed[SIPHASH_KEY_LEN]; /* keeps clients from choosing keys that collide */
	_Atomic int64_t next_due_ms;         /* see due.c */
	_Atomic uint32_t places_used;        /* no place behind these was ever taken */
	unsigned char reserved[28];          /* zeros */
};

/* More processes than a host runs; further ones are not counted. */
#define POOL_PLACES 512

/*
 * The process that has a place holds the lock of a byte of the file, which the kernel releases when it
 * ends in whatever way. This byte is that of the first place; those before it are of the sets.
 */
#define TABLE_LOCK_OF_PLACES (NETWORK_SETS + VISITOR_SETS)

/* And this one is that of the process that counts what they do. */
#define TABLE_LOCK_OF_COUNT (TABLE_LOCK_OF_PLACES + POOL_PLACES)

/* A process that serves; see pool.h. Times are those of clock_monotonic_ms(). */
struct pool_place {
	_Atomic int32_t pid;      /* 0: the place is free */
	_Atomic int32_t transfer; /* an enum pool_transfer, while the process lives */
	_Atomic uint64_t program;
	_Atomic int64_t busy_since_ms; /* negative: it rests, and lived at that time; 0: it rests */
};

struct table {
	struct table_head head;
	struct pool_place places[POOL_PLACES];
	struct slot networks[NETWORK_SETS][NETWORK_WAYS];
	struct slot visitors[VISITOR_SETS][VISITOR_WAYS];
	struct typing_table typing;
	struct error_ring errors;
};

/* Returns an empty table in memory of this process alone. The caller calls table_unmap(). */
struct table *table_alone(void);

/*
 * Opens and maps the file, which is created when absent and replaced when it is not a table.
 * Returns NULL and sets *why, a text for the log that needs no release, unless it is a file that
 * only this user may read and write, in a folder that not everybody may write to. The caller calls
 * table_unmap(). A process maps one file at a time.
 *
 * When somebody shortens the file, or the disk cannot hold it, an access to the table would end
 * the process with SIGBUS. A handler, which this function sets, puts empty memory in its place
 * instead, and table_lost() is true from then on.
 */
struct table *table_open(const char *path, int *fd, const char **why);

/* Whether the mapped table is no longer the one that other processes count in. */
bool table_lost(const struct table *table);

/*
 * Whether the file `fd` is no longer the one at `path`, because somebody removed or replaced it.
 * Costs two system calls.
 */
bool table_moved(const char *path, int fd);

void table_unmap(struct table *table);

#endif
