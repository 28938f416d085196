/* SPDX-License-Identifier: MIT */
/*
 * direct_jobs.h: the queries of each job of the benchmark in their most efficient form: as few round
 * trips as possible, by primary and unique keys, and no more columns than the reply needs.
 */
#ifndef DIRECT_JOBS_H
#define DIRECT_JOBS_H

#include <stddef.h>

/* The keys of two rooms: the first one is read from, the second one is written to. */
struct key {
	char token[64];
	char rid[32];
	char id[32];      /* a message in the room */
	char from_ms[16]; /* the time of the fifth newest message in the room */
	char written_token[64];
	char written_rid[32];
};

/* Reads a file with the members of a key in each line, separated by white space. Returns an array of
 * *len keys; NULL after an error or if there are none. */
struct key *keys_read(const char *path, size_t *len);

struct session;
struct job;

/* Returns NULL, after a message, if there is no job of that name. */
const struct job *job_find(const char *name);

/* Runs the job once. Returns the number of rows of the last query, or a negative number after an error,
 * which it prints. */
int job_run(const struct job *job, struct session *session, const struct key *key);

/*
 * Opens a connection and prepares the statements. `hash` is the hash of the token of an agent; `number`
 * must differ from that of each other open connection. Returns NULL after an error, which it prints.
 */
struct session *session_new(const char *option_file, const char *hash, unsigned int number);
void session_free(struct session *session);

/* Returns the bytes of all cells of the rows of the last job. They are valid until the next job. */
const char *session_rows(const struct session *session, size_t *len);

#endif
