/* SPDX-License-Identifier: MIT */
/*
 * limiter.h: the token buckets, and how one is charged: a small memory-mapped file that all
 * processes of a host share, without a daemon and without the database. limits.h decides which
 * buckets a request is charged to.
 */
#ifndef HTTP_LIMIT_LIMITER_H
#define HTTP_LIMIT_LIMITER_H

#include <stdbool.h>
#include <stdint.h>

/* The rate limits. Rates and bursts are settings, with their defaults in settings_rules.c. */
enum limit {
	LIMIT_NONE = 0,
	LIMIT_SEND,  /* sending, editing, deleting a message: per visitor token, else per network */
	LIMIT_BATCH, /* per logged-in user */
	LIMIT_NEW_VISITOR, /* per network */
	LIMIT_NEW_ROOM,    /* per visitor token */
	LIMIT_OFFLINE,     /* per network, two buckets: per interval and per hour */
	LIMIT_UPDATE,      /* other changes by a visitor: as LIMIT_SEND */
	LIMIT_TRANSCRIPT,  /* per network */
	LIMIT_LOGIN,       /* per network and user name, and ten times the rate per network */
	LIMIT__MAX
};

/* The mapped file; or, where it cannot be mapped, memory of this process alone (logged once). */
struct limiter;

/*
 * Opens the file `path`, which is created when absent, with access for its owner alone. When it
 * is NULL or cannot be used, each process counts by itself (see above), so this never fails.
 */
struct limiter *limiter_open(const char *path);
void limiter_close(struct limiter *limiter);

/* A bucket holds `burst` requests and gains `per_period` in each `period_ms`. */
struct limit_rate {
	int64_t burst;
	int64_t per_period;
	int64_t period_ms;
};

struct limit_state {
	bool allowed;
	int64_t limit;     /* the capacity of the bucket */
	int64_t remaining; /* requests that are still allowed */
	int64_t reset_ms;  /* epoch milliseconds: when the bucket is full again */
	int64_t
	    retry_after_s; /* seconds until the next request is allowed, 1 to 60; 0 when allowed */
};

/*
 * Takes `cost` tokens (0 takes none and returns the state) from the bucket of `key`, a text that
 * names the limit and the visitor, user or network. Any number of processes may call it
 * concurrently.
 */
struct limit_state limiter_take(struct limiter *limiter, const char *key,
    const struct limit_rate *rate, int64_t cost, int64_t now_ms);

#endif
