/* SPDX-License-Identifier: MIT */
#include "http/limit/limiter.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/str.h"
#include "http/limit/table.h"

#define TRY_AGAIN_MS 1000
#define LOG_AGAIN_MS 60000
#define LOOK_AGAIN_MS 1000 /* whether the file is still there */
#define DAY_US INT64_C(86400000000)

/* By how much the time of a request may be behind that of another that was charged before. */
#define LATE_US INT64_C(1000000)

/* A value of full_us: the slot is being given to another key, under the lock of its set. */
#define CLAIMED INT64_MAX

/*
 * A bucket is one number: the time in microseconds at which it will be full again, which is the
 * "theoretical arrival time" of the generic cell rate algorithm. A request adds the time in which
 * one token is gained, and is refused when the result would be further ahead than the time in
 * which the whole bucket fills. So one compare-and-swap charges a request.
 */

struct limiter {
	char *path;  /* NULL: none */
	char *fault; /* why the file is not used; NULL: it is */
	struct table *table;
	struct pool pool;
	struct typing_memory typing; /* the part of the table that says who types */
	struct error_memory errors;  /* and the part with the last errors of the log */
	int fd;                      /* the file; -1: memory of this process alone */
	int64_t tried_at_ms;         /* by the monotonic clock: when the file could not be opened */
	int64_t logged_at_ms;        /* 0: never */
	int64_t looked_at_ms; /* by the time of requests: when the file was seen at its path */
};

/* A request to a bucket, in the units of the table. */
struct charge {
	struct slot *slots; /* the set in which the key may be */
	size_t ways;
	off_t set; /* the set's number in the whole table */
	uint64_t hash;
	int64_t interval_us; /* in which one token is gained */
	int64_t whole_us;    /* in which the bucket fills */
	int64_t cost;
	int64_t now_us;
	int64_t burst;
};

static void
table_use(struct limiter *limiter, struct table *table)
{
	limiter->table = table;
	limiter->typing = (struct typing_memory){ &table->typing, table->head.seed };
	limiter->errors = (struct error_memory){ &table->errors, table->head.seed };
}

static void
file_use(struct limiter *limiter)
{
	const char *why = "it has no name";
	int64_t now_ms = clock_monotonic_ms();
	struct table *table = limiter->path ? table_open(limiter->path, &limiter->fd, &why) : NULL;

	table_use(limiter, table ? table : table_alone());
	free(limiter->fault);
	limiter->fault = table ? NULL : str_dup(why);
	if (table)
		return;
	limiter->fd = -1;
	limiter->tried_at_ms = now_ms;
	if (limiter->logged_at_ms && now_ms - limiter->logged_at_ms < LOG_AGAIN_MS)
		return;
	limiter->logged_at_ms = now_ms;
	log_error("rate limits cannot be counted for all processes together, so logins, offline "
		  "messages and transcripts are refused: %s: %s; set LIVECHAT_LIMITS to a file in "
		  "a folder that only this user may write to",
	    limiter->path ? limiter->path : "LIVECHAT_LIMITS", why);
}

static void
file_leave(struct limiter *limiter)
{
	pool_leave(&limiter->pool);
	/* What is logged before there is another table must not go there. */
	limiter->errors.ring = NULL;
	table_unmap(limiter->table);
	if (limiter->fd >= 0)
		close(limiter->fd);
}

struct limiter *
limiter_open(const char *path)
{
	struct limiter *limiter = calloc(1, sizeof(*limiter));

	if (!limiter)
		log_fatal("out of memory");
	limiter->path = path ? str_dup(path) : NULL;
	file_use(limiter);
	return limiter;
}

void
limiter_close(struct limiter *limiter)
{
	if (!limiter)
		return;
	file_leave(limiter);
	free(limiter->path);
	free(limiter->fault);
	free(limiter);
}

bool
limiter_shared(struct limiter *limiter)
{
	if (limiter->fd < 0 && clock_monotonic_ms() - limiter->tried_at_ms >= TRY_AGAIN_MS) {
		file_leave(limiter);
		file_use(limiter);
	}
	return limiter->fd >= 0;
}

const char *
limiter_file(const struct limiter *limiter, const char **fault)
{
	*fault = limiter->fault;
	return limiter->path;
}

enum pool_others
limiter_serve(struct limiter *limiter, int64_t now_ms)
{
	return limiter->fd < 0 ? POOL_SOME_FREE
			       : pool_serve(&limiter->pool, limiter->table, limiter->fd, now_ms);
}

void
limiter_rest(struct limiter *limiter)
{
	pool_rest(&limiter->pool);
}

bool
limiter_transfer_begin(struct limiter *limiter, enum pool_transfer kind, bool serves)
{
	return limiter->fd < 0 ||
	       pool_transfer_begin(&limiter->pool, limiter->table, limiter->fd, kind, serves);
}

void
limiter_transfer_end(struct limiter *limiter)
{
	pool_transfer_end(&limiter->pool);
}

_Atomic int64_t *
limiter_next_due(struct limiter *limiter, bool *shared)
{
	*shared = limiter->fd >= 0;
	return &limiter->table->head.next_due_ms;
}

const struct typing_memory *
limiter_typing(const struct limiter *limiter)
{
	return &limiter->typing;
}

const struct error_memory *
limiter_errors(const struct limiter *limiter)
{
	return &limiter->errors;
}

/*
 * Only one process at a time may assign slots of a set. The kernel releases the lock when it
 * dies.
 */
static void
set_lock(const struct limiter *limiter, off_t set, short type)
{
	struct flock lock = { .l_type = type, .l_whence = SEEK_SET, .l_start = set, .l_len = 1 };

	if (limiter->fd < 0)
		return;
	/*
	 * Where the file system cannot lock, two processes may assign one slot: a limit is off by
	 * one.
	 */
	while (fcntl(limiter->fd, F_SETLKW, &lock) < 0 && errno == EINTR)
		continue;
}

static struct slot *
slot_find(const struct charge *charge)
{
	struct slot *slots = charge->slots;

	for (size_t i = 0; i < charge->ways; i++)
		if (atomic_load(&slots[i].key) == charge->hash &&
		    atomic_load(&slots[i].full_us) != CLAIMED)
			return &slots[i];
	return NULL;
}

/*
 * Returns a slot without use: never used, left claimed by a process that died, or with a bucket
 * that is full, or that would fill so late that the clock must have been set back. *found_us is its
 * full_us. NULL: there is none, and *found_us is when there will be one.
 */
static struct slot *
slot_unused(const struct charge *charge, int64_t *found_us)
{
	int64_t first_us = CLAIMED;

	for (size_t i = 0; i < charge->ways; i++) {
		struct slot *slot = &charge->slots[i];

		*found_us = atomic_load(&slot->full_us);
		if (*found_us <= charge->now_us || *found_us > charge->now_us + DAY_US)
			return slot;
		if (*found_us < first_us)
			first_us = *found_us;
	}
	*found_us = first_us;
	return NULL;
}

/*
 * Assigns an unused slot of the set to the key, with a bucket that will be full at that time. False
 * when the key has one by now; or, if *unused_us is set, when there will be an unused one only
 * then.
 */
static bool
slot_claim(
    const struct limiter *limiter, const struct charge *charge, int64_t full_us, int64_t *unused_us)
{
	bool done = false;

	set_lock(limiter, charge->set, F_WRLCK);
	while (!done && !slot_find(charge)) {
		int64_t found_us;
		struct slot *slot = slot_unused(charge, &found_us);

		if (!slot) {
			*unused_us = found_us;
			break;
		}
		/*
		 * This fails when a process has charged the bucket since; then another slot is
		 * chosen.
		 */
		if (!atomic_compare_exchange_strong(&slot->full_us, &found_us, CLAIMED))
			continue;
		atomic_store(&slot->key, charge->hash);
		atomic_store(&slot->full_us, full_us);
		done = true;
	}
	set_lock(limiter, charge->set, F_UNLCK);
	return done;
}

static struct limit_state
state_of(const struct charge *charge, int64_t full_us)
{
	int64_t room_us = charge->whole_us - (full_us - charge->now_us);

	return (struct limit_state){ .allowed = true,
		.limit = charge->burst,
		.remaining = room_us / charge->interval_us,
		.reset_ms = (full_us + 999) / 1000 };
}

static struct limit_state
state_refused(struct limit_state state, int64_t wait_us)
{
	state.allowed = false;
	state.retry_after_s = (wait_us + 999999) / 1000000;
	if (state.retry_after_s < 1)
		state.retry_after_s = 1;
	if (state.retry_after_s > 60)
		state.retry_after_s = 60;
	return state;
}

static struct limit_state
state_no_place(const struct charge *charge, int64_t unused_us)
{
	struct limit_state state = state_refused(
	    state_of(charge, charge->now_us + charge->whole_us), unused_us - charge->now_us);

	state.no_place = true;
	return state;
}

static struct limit_state
bucket_use(const struct limiter *limiter, const struct charge *charge, bool take)
{
	int64_t most_us = charge->now_us + charge->whole_us;

	for (;;) {
		struct slot *slot = slot_find(charge);
		int64_t found_us = slot ? atomic_load(&slot->full_us) : charge->now_us;
		int64_t full_us = found_us, next_us, unused_us = 0;

		if (slot && (found_us == CLAIMED || atomic_load(&slot->key) != charge->hash))
			continue;
		/*
		 * The time is further ahead than the whole bucket: the clock was set back, or the
		 * rate was changed. The right value is unknown, so the bucket counts as full.
		 */
		if (full_us < charge->now_us || full_us > most_us + LATE_US)
			full_us = charge->now_us;
		/* Processes charge in another order than they read the clock: the bucket is empty. */
		if (full_us > most_us)
			full_us = most_us;
		next_us = full_us + charge->interval_us * charge->cost;
		if (next_us > most_us)
			return state_refused(state_of(charge, full_us), next_us - most_us);
		if (!take)
			return state_of(charge, full_us);
		if (slot ? atomic_compare_exchange_strong(&slot->full_us, &found_us, next_us)
			 : slot_claim(limiter, charge, next_us, &unused_us))
			return state_of(charge, next_us);
		if (unused_us)
			return state_no_place(charge, unused_us);
	}
}

/* Sets the set in which the key of the bucket may be. */
static void
charge_place(struct charge *charge, struct table *table, const struct limit_bucket *bucket)
{
	uint64_t hash = siphash(table->head.seed, bucket->key, strlen(bucket->key));
	bool visitor = bucket->space == LIMIT_SPACE_VISITOR;
	size_t set = hash % (visitor ? VISITOR_SETS : NETWORK_SETS);

	charge->hash = hash ? hash : 1;
	charge->ways = visitor ? VISITOR_WAYS : NETWORK_WAYS;
	charge->slots = visitor ? table->visitors[set] : table->networks[set];
	charge->set = (off_t)(visitor ? NETWORK_SETS + set : set);
}

static void
file_anew(struct limiter *limiter, const char *what)
{
	log_error("rate limits begin anew: somebody %s %s", what, limiter->path);
	file_leave(limiter);
	file_use(limiter);
}

/* Processes that start later count in the file that is at the path by then. */
static void
file_look(struct limiter *limiter, int64_t now_ms)
{
	int64_t since_ms = now_ms - limiter->looked_at_ms;

	if (limiter->fd < 0 || (since_ms >= 0 && since_ms < LOOK_AGAIN_MS))
		return;
	limiter->looked_at_ms = now_ms;
	if (table_moved(limiter->path, limiter->fd))
		file_anew(limiter, "removed or replaced");
}

static struct limit_state
bucket_charge(struct limiter *limiter, const struct limit_bucket *bucket, int64_t cost,
    int64_t now_ms, bool take)
{
	const struct limit_rate *rate = &bucket->rate;
	int64_t interval_us = (rate->period_ms * 1000 + rate->per_period - 1) / rate->per_period;
	struct charge charge = { .interval_us = interval_us,
		.whole_us = interval_us * rate->burst,
		.cost = cost,
		.now_us = now_ms * 1000,
		.burst = rate->burst };
	struct limit_state state;

	file_look(limiter, now_ms);
	for (;;) {
		charge_place(&charge, limiter->table, bucket);
		state = bucket_use(limiter, &charge, take);
		if (!table_lost(limiter->table))
			return state;
		file_anew(limiter, "truncated or overwrote");
	}
}

struct limit_state
limiter_take(
    struct limiter *limiter, const struct limit_bucket *bucket, int64_t cost, int64_t now_ms)
{
	return bucket_charge(limiter, bucket, cost, now_ms, true);
}

struct limit_state
limiter_ask(
    struct limiter *limiter, const struct limit_bucket *bucket, int64_t cost, int64_t now_ms)
{
	return bucket_charge(limiter, bucket, cost, now_ms, false);
}
