/* SPDX-License-Identifier: MIT */
/*
 * typing_table.h: who types at the moment, in memory that processes share. Nobody owns a place: whoever writes
 * writes the sum of it last, and what has another sum is not there. So a process that is killed while it
 * writes, or two that write the same place, leave a place that is free, and no lock.
 *
 * What is kept under a key lapses after TYPING_LASTS_MS. There are TYPING_WAYS places for a key and for
 * those that share its set; when all are taken, what comes is not kept until the first lapses. Clients
 * say again that they type, so little is lost.
 */
#ifndef CHAT_ROOMS_TYPING_TABLE_H
#define CHAT_ROOMS_TYPING_TABLE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TYPING_LASTS_MS 8000
#define TYPING_SETS 256
#define TYPING_WAYS 8

/* Somebody who types in a room. Zeros after the ends of the texts. */
struct typing {
	int64_t until_ms;
	uint64_t who;   /* typing_who() of a user; 0: the visitor */
	char rid[72];   /* with its NUL */
	char name[104]; /* what readers call them, with its NUL */
};

#define TYPING_WORDS (sizeof(struct typing) / sizeof(uint64_t))

struct typing_place {
	_Atomic uint64_t key; /* 0: never used, or given up */
	_Atomic uint64_t words[TYPING_WORDS];
	_Atomic uint64_t sum;
};

struct typing_table {
	_Atomic int64_t latest_ms;  /* all has lapsed by then, so that most look no further */
	unsigned char reserved[56]; /* zeros; the places begin with a cache line */
	struct typing_place places[TYPING_SETS][TYPING_WAYS];
};

/* The table, and the secret without which nobody finds keys that share a set. */
struct typing_memory {
	struct typing_table *table;
	const unsigned char *seed;
};

/* By what something is kept. */
enum typing_kind {
	TYPING_IN_ROOM = 'r',  /* the id is a room's: those who type in it */
	TYPING_FOR_USER = 'u', /* the id is a user's: rooms of theirs in which somebody types */
};

/* False: nobody types anywhere. */
static inline bool
typing_anybody(const struct typing_memory *memory, int64_t now_ms)
{
	return atomic_load_explicit(&memory->table->latest_ms, memory_order_relaxed) > now_ms;
}

uint64_t typing_who(const struct typing_memory *memory, const char *user_id);

/*
 * Keeps it under this key, or renews what is kept there of the same room and person. Texts that are too
 * long are cut. False: all places of the set are taken.
 */
bool typing_put(const struct typing_memory *memory, enum typing_kind kind, const char *id,
    const struct typing *typing, int64_t now_ms);

/* Gives up what is kept of this person under the key. */
void typing_end(
    const struct typing_memory *memory, enum typing_kind kind, const char *id, uint64_t who);

/* Copies what is kept under the key to `found`, and returns how many there are. */
size_t typing_find(const struct typing_memory *memory, enum typing_kind kind, const char *id,
    int64_t now_ms, struct typing found[TYPING_WAYS]);

#endif
