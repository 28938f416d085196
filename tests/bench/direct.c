/* SPDX-License-Identifier: MIT */
/*
 * direct.c: measures the database alone. It repeats one job on several connections, each in a thread
 * of its own, and prints the result as JSON.
 *
 *   direct OPTION_FILE KEYS HASH JOB CONNECTIONS SECONDS
 *
 * Each line of KEYS has the members of a struct key, separated by tabs. HASH is the hash of the login
 * token of an agent.
 */
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "direct_jobs.h"

static const struct key *keys;
static size_t keys_len;
static const struct job *job;
static double end_s;

struct worker {
	pthread_t thread;
	struct session *session;
	size_t next; /* the index of the next key */
	long done;
	bool failed;
};

static double
now_s(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void *
work(void *arg)
{
	struct worker *worker = arg;

	while (!worker->failed && now_s() < end_s) {
		worker->failed =
		    job_run(job, worker->session, &keys[worker->next++ % keys_len]) < 0;
		worker->done++;
	}
	return NULL;
}

int
main(int argc, char **argv)
{
	size_t count = argc == 7 ? strtoul(argv[5], NULL, 10) : 0;
	struct worker *workers = calloc(count ? count : 1, sizeof(*workers));
	bool failed = false;
	double begin_s;
	long done = 0;

	if (count == 0 || !workers || !(keys = keys_read(argv[2], &keys_len)) ||
	    !(job = job_find(argv[4])))
		return 2;
	for (size_t i = 0; i < count; i++) {
		workers[i].session = session_new(argv[1], argv[3], (unsigned)i);
		if (!workers[i].session)
			return 1;
		workers[i].next = keys_len / count * i;
	}
	begin_s = now_s();
	end_s = begin_s + strtod(argv[6], NULL);
	for (size_t i = 0; i < count; i++)
		if (pthread_create(&workers[i].thread, NULL, work, &workers[i]) != 0)
			return 1;
	for (size_t i = 0; i < count; i++) {
		pthread_join(workers[i].thread, NULL);
		done += workers[i].done;
		failed = failed || workers[i].failed;
	}
	printf("{\"requests\": %ld, \"seconds\": %.6f}\n", done, now_s() - begin_s);
	for (size_t i = 0; i < count; i++)
		session_free(workers[i].session);
	return failed;
}
