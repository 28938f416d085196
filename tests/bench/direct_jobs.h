/*
 * What the database is asked for each job of the benchmark, in the shape that is best for it: as
 * few round trips as can be, by primary and unique keys, no more columns than the answer needs.
 */
#ifndef DIRECT_JOBS_H
#define DIRECT_JOBS_H

#include <stddef.h>

/* Rooms and what belongs to them, from the file of keys. */
struct key {
	/* one that is read */
	char token[64];
	char rid[32];
	char id[32];      /* of a message in it */
	char from_ms[16]; /* the time of its fifth newest message */
	/* one that is written to */
	char written_token[64];
	char written_rid[32];
};

/* The keys in a file that has the members of one in each line, with blanks between. NULL after an
 * error, or when there are none. */
struct key *keys_read(const char *path, size_t *len);

struct session;
struct job;

/* NULL when there is none of that name, which has been printed. */
const struct job *job_find(const char *name);

/* Does the job once; the number of rows that came last, less than 0 after an error, which has been
 * printed. */
int job_run(const struct job *job, struct session *session, const struct key *key);

/*
 * A connection with its statements prepared. `hash` is that of an agent's token,
 * `number` which of the connections it is: no other that is open at the time has the same.
 * NULL after an error, which has been printed.
 */
struct session *session_new(const char *option_file, const char *hash, unsigned int number);
void session_free(struct session *session);

/* The bytes of all rows that came for the last job, cell after cell; until the next. */
const char *session_rows(const struct session *session, size_t *len);

#endif
