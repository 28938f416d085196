/* SPDX-License-Identifier: MIT */
/*
 * limiter.h: the token buckets, and how one is charged: a small memory-mapped file that all
 * processes of a host share, without a daemon and without the database. limits.h decides which
 * buckets a request is charged to.
 *
 * What a bucket has counted is never forgotten early: until it is full again, which is when it
 * says the same as a bucket that was never used, its place is given to no other. So a flood of
 * keys that a client makes up cannot wash out the bucket of anybody, be it refusing or not. (A
 * bucket that takes more than a day to fill has no such promise, so that a clock that was set back
 * does not occupy the table for longer.) A request that is refused occupies no place.
 *
 * A new key for which there is no place is refused. There are 16,384 places for the keys of
 * networks, of which a network can use no more than its own limits allow, and as many for the keys
 * of visitors, which a client can make up.
 */
#ifndef HTTP_LIMIT_LIMITER_H
#define HTTP_LIMIT_LIMITER_H

#include <stdbool.h>
#include <stdint.h>

#include "chat/health/error_ring.h"
#include "chat/rooms/typing_table.h"
#include "http/limit/pool.h"

/* The rate limits. Rates and bursts are settings, with their defaults in settings_rules.c. */
enum limit {
	LIMIT_NONE = 0,
	LIMIT_SEND,  /* sending, editing, deleting a message: per visitor token, else per network */
	LIMIT_BATCH, /* per logged-in user */
	LIMIT_NEW_VISITOR, /* per network */
	LIMIT_NEW_ROOM,    /* per visitor token */
	LIMIT_OFFLINE,     /* per network, two buckets: per interval and per hour */
	LIMIT_UPDATE,      /* other changes by a visitor: as LIMIT_SEND */
	LIMIT_TYPING,      /* saying that one types: as LIMIT_UPDATE, of a visitor or user */
	LIMIT_TRANSCRIPT,  /* per network */
	LIMIT_UPLOAD, /* a visitor's files: per 10 seconds and per hour, and bytes per network */
	LIMIT_LOGIN,  /* per network and account, and ten times the rate per network */
	LIMIT__MAX
};

/* Whose places a key takes. */
enum limit_space {
	LIMIT_SPACE_NETWORK, /* keys that cost a client something: networks, and what they limit */
	LIMIT_SPACE_VISITOR, /* keys that anybody can make up */
};

/* The mapped file; or, where it cannot be mapped, memory of this process alone. */
struct limiter;

/*
 * Uses the file `path`, which is created when absent, with access for its owner alone. When it is
 * NULL or cannot be used, the cause is logged and each process counts by itself, so this never
 * fails. A process has one limiter at a time.
 */
struct limiter *limiter_open(const char *path);
void limiter_close(struct limiter *limiter);

/*
 * Whether all processes count together. If not, it tries to open the file again, at most once a
 * second, and logs why it cannot, at most once a minute.
 */
bool limiter_shared(struct limiter *limiter);

/*
 * The path of the file, NULL if it has none. *fault is why it could not be used when that was last tried,
 * NULL if it is used. Both are valid until the next call for this limiter.
 */
const char *limiter_file(const struct limiter *limiter, const char **fault);

/*
 * Around the handling of each request of a process that serves several, one after the other: as
 * pool_serve() and pool_rest(). POOL_SOME_FREE where the file cannot be used.
 */
enum pool_others limiter_serve(struct limiter *limiter, int64_t now_ms);
void limiter_rest(struct limiter *limiter);

/* As pool_transfer_begin() and pool_transfer_end(). True where the file cannot be used. */
bool limiter_transfer_begin(struct limiter *limiter, enum pool_transfer kind, bool serves);
void limiter_transfer_end(struct limiter *limiter);

/*
 * Where the processes keep when the next duty is due (see due.h); valid until the next call for
 * this limiter. *shared: all processes of the host see it.
 */
_Atomic int64_t *limiter_next_due(struct limiter *limiter, bool *shared);

/*
 * Where the processes keep who types. It is valid as long as the limiter, and says where the table is
 * that the limiter uses at the time.
 */
const struct typing_memory *limiter_typing(const struct limiter *limiter);

/* Where the processes keep the errors that are not in the database yet; valid in the same way. */
const struct error_memory *limiter_errors(const struct limiter *limiter);

/* A bucket holds `burst` requests and gains `per_period` in each `period_ms`. */
struct limit_rate {
	int64_t burst;
	int64_t per_period;
	int64_t period_ms;
};

struct limit_bucket {
	enum limit_space space;
	const char *key; /* names the limit and the visitor, user or network */
	struct limit_rate rate;
	int64_t weight; /* what a request takes from the bucket; 0: 1 */
};

struct limit_state {
	bool allowed;
	bool no_place;     /* refused because the table has no place for a new key */
	int64_t limit;     /* the capacity of the bucket */
	int64_t remaining; /* requests that are still allowed */
	int64_t reset_ms;  /* epoch milliseconds: when the bucket is full again */
	int64_t
	    retry_after_s; /* seconds until the next request is allowed, 1 to 60; 0 when allowed */
};

/*
 * Takes `cost` tokens, one or more, from the bucket. Any number of processes may call it
 * concurrently. A file that was truncated or overwritten is replaced by a new one at once, one
 * that was removed or replaced within a second.
 */
struct limit_state limiter_take(
    struct limiter *limiter, const struct limit_bucket *bucket, int64_t cost, int64_t now_ms);

/* Returns whether the bucket holds `cost` tokens, and its state, and takes none. */
struct limit_state limiter_ask(
    struct limiter *limiter, const struct limit_bucket *bucket, int64_t cost, int64_t now_ms);

#endif
