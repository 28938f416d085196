/*
 * What the database is asked for each job of the benchmark, in the shape that is best for it: as
 * few round trips as can be, by primary and unique keys, no more columns than the answer needs.
 */
#ifndef DIRECT_JOBS_H
#define DIRECT_JOBS_H

#include <stddef.h>
#include <mysql.h>

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

struct session;

struct job {
	const char *name;
	/* Does the job once; the number of rows that came, less than 0 when it failed. */
	int (*run)(struct session *session, const struct key *key);
};

/* The jobs; the last has no name. */
extern const struct job jobs[];

/*
 * A connection with its statements prepared. `hash` is that of an agent's token,
 * `number` which of the connections it is. NULL after an
 * error, which has been printed.
 */
struct session *session_new(const char *option_file, const char *hash, unsigned int number);
void session_free(struct session *session);
const char *session_error(struct session *session);

#endif
