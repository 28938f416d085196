/* SPDX-License-Identifier: MIT */
/*
 * least.c: the minimal responder. It accepts a FastCGI request, runs the queries of one job and replies
 * with the bytes of the rows. It neither reads nor checks the request and writes no JSON, so no program
 * that queries this database behind this web server can do less.
 *
 * LIVECHAT_CONFIG names the option file, LEAST_JOB the job and LEAST_KEYS the file of keys; each request
 * uses the next key. LEAST_HASH is the hash of the token of an agent.
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <fcgiapp.h>

#include "direct_jobs.h"

static const char *
setting(const char *name)
{
	const char *value = getenv(name);

	if (!value)
		fprintf(stderr, "%s is not set\n", name);
	return value ? value : "";
}

static void
answer(FCGX_Request *connection, const char *status, const char *body, size_t len)
{
	FCGX_FPrintF(connection->out,
	    "Status: %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n", status,
	    (int)len);
	FCGX_PutStr(body, (int)len, connection->out);
}

/* A request that was read to its end need not wait until the web server closes the connection. */
static void
finish(FCGX_Request *connection)
{
	char rest[4096];

	while (FCGX_GetStr(rest, sizeof(rest), connection->in) == sizeof(rest))
		continue;
	if (FCGX_GetError(connection->in) == 0)
		FCGX_Detach(connection);
	FCGX_Finish_r(connection);
}

int
main(void)
{
	FCGX_Request connection;
	size_t keys_len, len, next = (size_t)getpid() * 251;
	const struct key *keys = keys_read(setting("LEAST_KEYS"), &keys_len);
	const struct job *job = job_find(setting("LEAST_JOB"));
	struct session *session =
	    session_new(setting("LIVECHAT_CONFIG"), setting("LEAST_HASH"), (unsigned)getpid());

	setenv("LIBFCGI_OS_CLOSE_POLL_TIMEOUT", "100", 0);
	if (!keys || !job || !session || FCGX_Init() != 0 ||
	    FCGX_InitRequest(&connection, STDIN_FILENO, 0) != 0)
		return 1;
	while (FCGX_Accept_r(&connection) == 0) {
		if (job_run(job, session, &keys[next++ % keys_len]) >= 0) {
			const char *rows = session_rows(session, &len);

			answer(&connection, "200 OK", rows, len);
		} else
			answer(&connection, "500 Internal Server Error", "", 0);
		finish(&connection);
	}
	return 0;
}
