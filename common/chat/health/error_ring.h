/* SPDX-License-Identifier: MIT */
/*
 * error_ring.h: the errors that were logged and are not in the database yet, in memory that processes share.
 * So an error of a process that ends with its request, or of a time without database, is not lost.
 *
 * Nobody owns a place: whoever writes writes the sum of it last, and what has another sum is not there. A
 * process that is killed while it writes, or two that write the same place, leave a place that is free.
 * When all places are taken, the error that was seen longest ago gives way.
 */
#ifndef CHAT_HEALTH_ERROR_RING_H
#define CHAT_HEALTH_ERROR_RING_H

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#define ERROR_RING_LEN 16

/* One text that was logged, and how often. Zeros after the ends of the texts. */
struct ring_error {
	int64_t first_ms;
	int64_t last_ms;
	int64_t times;
	char
	    request_id[56]; /* of the last time, with its NUL; empty: no request was being served */
	char text[944];     /* with its NUL */
};

#define RING_ERROR_WORDS (sizeof(struct ring_error) / sizeof(uint64_t))

struct ring_place {
	_Atomic uint64_t key; /* a hash of the text; 0: the place is free */
	_Atomic uint64_t words[RING_ERROR_WORDS];
	_Atomic uint64_t sum;
};

struct error_ring {
	_Atomic uint64_t filled;       /* 0: nothing is here, so that most look no further */
	_Atomic int64_t not_before_ms; /* when they are to be stored; see logged_errors.c */
	unsigned char reserved[48];    /* zeros */
	struct ring_place places[ERROR_RING_LEN];
};

/* The ring, and the secret of the hashes. */
struct error_memory {
	struct error_ring *ring; /* NULL: there is none at the moment */
	const unsigned char *seed;
};

/* Keeps it, or adds its times to those of the same text. Request id and text are cut where they are too long. */
void error_ring_put(const struct error_memory *memory, const struct ring_error *error);

/* Copies what is kept and returns how many there are. The texts are any bytes: somebody may write to the file. */
size_t error_ring_read(const struct error_memory *memory, struct ring_error found[ERROR_RING_LEN]);

/* The same, and keeps them no longer: no other process takes the same ones. */
size_t error_ring_take(const struct error_memory *memory, struct ring_error found[ERROR_RING_LEN]);

#endif
