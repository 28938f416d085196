/* SPDX-License-Identifier: MIT */
/*
 * libfcgi implements the FastCGI protocol, and only this file calls it. It lacks some things,
 * which this file adds:
 *
 * - It waits for the peer without a timeout. This file accepts the connections, and whatever
 *   libfcgi reads or writes has a deadline (deadline.h).
 * - When the web server sets FCGI_KEEP_CONN it leaves the connection open, and would then serve
 *   only that one. This file closes it after each reply.
 * - Before it closes a connection it waits up to two seconds for the peer to do so. This file waits
 *   only when a part of the request is unread.
 * - It writes a reply 8 KB at a time. This file sends the beginning of a large one through a writer
 *   with a larger buffer.
 *
 * libfcgi trusts its peer: some records end the process, and it keeps all the parameters that are
 * sent until the deadline. Only the web server may connect (SECURITY.md).
 */
#include "http/wire/fastcgi.h"

#include <errno.h>
#include <fastcgi.h>
#include <fcgiapp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/process/deadline.h"
#include "http/wire/pace.h"
#include "http/wire/peer.h"

#define FIRST_BYTE_WAIT_MS 1000 /* for the first byte of a new connection */

/* How long unread parts of a request are waited for: for each piece, and in total. */
#define HANG_UP_WAIT_MS 100
#define HANG_UP_MAX_MS 2000

/* What the request's own writer has room for in one write(), with the records that end the request. */
#define LAST_PART_MAX 8000

#define LARGE_BUFFER_SIZE 65536 /* the largest that libfcgi takes */

/*
 * The writer for the beginning of large replies. FCGX_CreateWriter() allocates 80 bytes that nobody can
 * free, so a process has one writer until it ends, and makes another one only if the descriptor of the
 * connection or the request id differs from the last time, which is rare.
 */
static struct {
	FCGX_Stream *stream;    /* NULL: there is none yet */
	unsigned char *content; /* where the content of its buffer begins */
	int fd;
	int request_id;
} large;

struct fastcgi {
	int listening;
	int request_ms;
	const char *web_servers; /* the peers that may connect, see peer_is_listed() */
	int64_t until_ms;        /* when the request must have been read, unless .paced */
	bool paced;              /* its body and its reply may be long, see pace.h */
	struct pace pace;
	FCGX_Request request;
};

/*
 * FCGX_IsCGI() checks the same, but installs signal handlers, and a CGI program would ignore
 * SIGTERM.
 */
bool
fastcgi_is_wanted(void)
{
	struct sockaddr_storage peer;
	socklen_t len = sizeof(peer);

	return getpeername(STDIN_FILENO, (struct sockaddr *)&peer, &len) < 0 && errno == ENOTCONN;
}

struct fastcgi *
fastcgi_new(int listening, int request_ms)
{
	struct fastcgi *fastcgi = calloc(1, sizeof(*fastcgi));

	if (!fastcgi)
		log_fatal("out of memory");
	deadline_init();
	/* With -1 as its listening socket libfcgi cannot accept connections by itself. */
	if (FCGX_Init() != 0 || FCGX_InitRequest(&fastcgi->request, -1, 0) != 0)
		log_fatal("libfcgi cannot be initialised");
	fastcgi->listening = listening;
	fastcgi->request_ms = request_ms;
	fastcgi->web_servers = getenv("FCGI_WEB_SERVER_ADDRS");
	fastcgi->request.ipcFd = -1;
	return fastcgi;
}

static void
connection_close(struct fastcgi *fastcgi)
{
	if (fastcgi->request.ipcFd >= 0)
		close(fastcgi->request.ipcFd);
	fastcgi->request.ipcFd = -1;
}

void
fastcgi_forget(struct fastcgi *fastcgi)
{
	FCGX_Free(&fastcgi->request, 0);
}

void
fastcgi_free(struct fastcgi *fastcgi)
{
	if (!fastcgi)
		return;
	connection_close(fastcgi);
	fastcgi_forget(fastcgi);
	free(fastcgi);
}

/* Reads the parameters of the request, up to its body. */
static bool
request_begin(struct fastcgi *fastcgi, int fd)
{
	FCGX_Request *request = &fastcgi->request;
	bool ok;

	request->ipcFd = fd;
	/*
	 * FCGX_Accept_r() first finishes the previous request, and would close the new
	 * connection.
	 */
	request->keepConnection = 1;
	/* With this, a connection without a request is closed without waiting for the peer. */
	request->detached = 1;
	deadline_begin(fd, fastcgi->until_ms);
	ok = FCGX_Accept_r(request) == 0;
	deadline_end();
	/*
	 * FCGX_Accept_r() also succeeds when the connection breaks between two parameters, and
	 * for other roles.
	 */
	ok = ok && !FCGX_GetError(request->in) && request->role == FCGI_RESPONDER;
	if (!ok) {
		connection_close(fastcgi);
		fastcgi_forget(fastcgi);
	}
	return ok;
}

enum fastcgi_result
fastcgi_accept(struct fastcgi *fastcgi)
{
	struct sockaddr_storage address = { .ss_family = AF_UNSPEC };
	socklen_t len = sizeof(address);
	int fd = accept4(fastcgi->listening, (struct sockaddr *)&address, &len, SOCK_CLOEXEC);

	if (fd < 0)
		return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR ||
			       errno == ECONNABORTED
			   ? FASTCGI_NONE
			   : FASTCGI_FAILED;
	if (!peer_is_listed(&address, fastcgi->web_servers) ||
	    !peer_speaks(fd, FIRST_BYTE_WAIT_MS)) {
		close(fd);
		return FASTCGI_NONE;
	}
	fastcgi->until_ms = clock_monotonic_ms() + fastcgi->request_ms;
	fastcgi->paced = false;
	return request_begin(fastcgi, fd) ? FASTCGI_OK : FASTCGI_NONE;
}

char *const *
fastcgi_env(const struct fastcgi *fastcgi)
{
	return fastcgi->request.envp;
}

static void
pace_anew(struct fastcgi *fastcgi)
{
	int64_t credit_ms =
	    fastcgi->request_ms < PACE_CREDIT_MS ? fastcgi->request_ms : PACE_CREDIT_MS;

	pace_begin(&fastcgi->pace, credit_ms, clock_monotonic_ms());
}

static void
fastcgi_pace(void *arg)
{
	struct fastcgi *fastcgi = arg;

	fastcgi->paced = true;
	pace_anew(fastcgi);
}

static ssize_t
fastcgi_read(void *arg, char *bytes, size_t len)
{
	struct fastcgi *fastcgi = arg;
	FCGX_Request *request = &fastcgi->request;
	int got;

	deadline_begin(
	    request->ipcFd, fastcgi->paced ? pace_until_ms(&fastcgi->pace) : fastcgi->until_ms);
	got = FCGX_GetStr(bytes, (int)len, request->in);
	deadline_end();
	if (fastcgi->paced && got > 0)
		pace_gain(&fastcgi->pace, (size_t)got, clock_monotonic_ms());
	return got == 0 && FCGX_GetError(request->in) ? -1 : got;
}

static FCGX_Stream *
large_stream(const FCGX_Request *request)
{
	if (large.stream && large.fd == request->ipcFd && large.request_id == request->requestId) {
		/* A write that failed has left its bytes and its error behind. */
		large.stream->wrNext = large.content;
		large.stream->FCGI_errno = 0;
		large.stream->isClosed = 0;
		return large.stream;
	}
	FCGX_FreeStream(&large.stream);
	large.stream =
	    FCGX_CreateWriter(request->ipcFd, request->requestId, LARGE_BUFFER_SIZE, FCGI_STDOUT);
	large.content = large.stream->wrNext;
	large.fd = request->ipcFd;
	large.request_id = request->requestId;
	return large.stream;
}

static bool
spool_send(struct fastcgi *fastcgi, const struct spool *spool, FCGX_Stream *writer)
{
	static char piece[LARGE_BUFFER_SIZE];
	ssize_t got = 0;

	for (uint64_t done = 0; done < spool->len; done += (uint64_t)got) {
		got = spool_read(spool, done, piece, sizeof(piece));
		if (got <= 0 || FCGX_PutStr(piece, (int)got, writer) < 0)
			return false;
		if (!fastcgi->paced)
			continue;
		pace_gain(&fastcgi->pace, (size_t)got, clock_monotonic_ms());
		deadline_begin(fastcgi->request.ipcFd, pace_until_ms(&fastcgi->pace));
	}
	return true;
}

static bool
reply_put(struct fastcgi *fastcgi, const struct buf *head, const struct spool *spool,
    const struct buf *rest)
{
	FCGX_Stream *out = fastcgi->request.out;

	if (spool->len > 0 || rest->len > LAST_PART_MAX) {
		FCGX_Stream *writer = large_stream(&fastcgi->request);
		size_t last = rest->len < LAST_PART_MAX ? rest->len : LAST_PART_MAX;
		size_t first = rest->len - last;

		return FCGX_PutStr(head->data, (int)head->len, writer) >= 0 &&
		       spool_send(fastcgi, spool, writer) &&
		       FCGX_PutStr(rest->data, (int)first, writer) >= 0 &&
		       FCGX_FFlush(writer) == 0 &&
		       FCGX_PutStr(rest->data + first, (int)last, out) >= 0;
	}
	return FCGX_PutStr(head->data, (int)head->len, out) >= 0 &&
	       FCGX_PutStr(rest->data, (int)rest->len, out) >= 0;
}

static bool
fastcgi_write(void *arg, const struct buf *head, const struct spool *spool, const struct buf *rest)
{
	struct fastcgi *fastcgi = arg;
	FCGX_Request *request = &fastcgi->request;
	bool ok;

	if (fastcgi->paced)
		pace_anew(fastcgi);
	deadline_begin(request->ipcFd, fastcgi->paced ? pace_until_ms(&fastcgi->pace)
						      : clock_monotonic_ms() + fastcgi->request_ms);
	ok = reply_put(fastcgi, head, spool, rest);
	/*
	 * FCGI_END_REQUEST is sent when the last of the two is closed. An empty error stream
	 * sends nothing.
	 */
	FCGX_FClose(request->err);
	ok = FCGX_FClose(request->out) == 0 && ok;
	deadline_end();
	return ok;
}

/*
 * Whether the empty FCGI_STDIN record that ends the body has been read; the peer may be about to
 * send it.
 */
static bool
body_is_over(FCGX_Request *request)
{
	const struct timeval soon = { .tv_usec = HANG_UP_WAIT_MS * 1000 };
	int byte;

	setsockopt(request->ipcFd, SOL_SOCKET, SO_RCVTIMEO, &soon, sizeof(soon));
	deadline_begin(request->ipcFd, clock_monotonic_ms() + HANG_UP_MAX_MS);
	byte = FCGX_GetChar(request->in);
	deadline_end();
	return byte < 0 && !FCGX_GetError(request->in);
}

/*
 * Data that the web server sends to a closed connection would reset it, and the reply would be
 * lost.
 */
static void
fastcgi_finish(void *arg, bool body_left)
{
	struct fastcgi *fastcgi = arg;
	FCGX_Request *request = &fastcgi->request;

	if (body_left || !body_is_over(request))
		peer_drain(request->ipcFd, HANG_UP_WAIT_MS, HANG_UP_MAX_MS);
	connection_close(fastcgi);
}

struct transport
fastcgi_transport(struct fastcgi *fastcgi)
{
	return (struct transport){ .read = fastcgi_read,
		.write = fastcgi_write,
		.pace = fastcgi_pace,
		.finish = fastcgi_finish,
		.occupies = true,
		.arg = fastcgi };
}
