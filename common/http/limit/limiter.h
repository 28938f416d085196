/*
 * limit.h: rate limits shared by all processes of a host, without a daemon and without the
 * database: token buckets in a small memory-mapped file.
 */
#ifndef HTTP_LIMIT_LIMITER_H
#define HTTP_LIMIT_LIMITER_H

#include <stdbool.h>
#include <stdint.h>

/* What is limited; rates and bursts are settings, with their defaults in settings_rules.c. */
enum limit {
	LIMIT_NONE = 0,
	LIMIT_SEND,        /* send, edit, delete: per visitor token, else per network */
	LIMIT_BATCH,       /* per logged-in user */
	LIMIT_NEW_VISITOR, /* per network */
	LIMIT_NEW_ROOM,    /* per visitor token */
	LIMIT_OFFLINE,     /* per network, two buckets: a short and a long one */
	LIMIT_UPDATE,      /* what a visitor tells besides messages: as LIMIT_SEND */
	LIMIT_TRANSCRIPT,  /* per network */
	LIMIT_LOGIN,       /* per network and user name; ten times as much per network */
	LIMIT__MAX
};

/* The file's mapping. Where it cannot be made, memory of this process alone (logged once). */
struct limiter;

/*
 * `path`: the file, made when absent, readable and writable by its owner alone. NULL or
 * unusable: see above. Never fails.
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
	int64_t limit;         /* the bucket's size */
	int64_t remaining;     /* whole requests left */
	int64_t reset_ms;      /* epoch, when the bucket is full again */
	int64_t retry_after_s; /* until the next request is allowed; 1 to 60, 0 when allowed */
};

/*
 * Takes `cost` (0 only looks) from the bucket of `key`, a text naming what is limited and for
 * whom. Correct under any number of concurrent callers in any processes.
 */
struct limit_state limiter_take(struct limiter *limiter, const char *key,
    const struct limit_rate *rate, int64_t cost, int64_t now_ms);

#endif
