#include "http/wire/fastcgi.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/log.h"
#include "http/wire/peer.h"

#define VERSION 1
#define HEADER_LEN 8
#define CONTENT_MAX 65528 /* of the 65,535 a record may have: the next one is aligned then */
#define RESPONDER 1

/* All variables of a request: far more than web servers let through. */
#define PARAMS_MAX (8u * 1024u * 1024u)

#define HELLO_WAIT_MS 1000  /* who connects has something to say */
#define PEER_WAIT_MS 60000  /* for more of what it says, and until it takes what we say */
#define HANG_UP_WAIT_MS 100 /* for more of a body nobody wants, and in all: */
#define HANG_UP_MAX_MS 2000

enum record_type {
	BEGIN_REQUEST = 1,
	ABORT_REQUEST = 2,
	END_REQUEST = 3,
	PARAMS = 4,
	STDIN = 5,
	STDOUT = 6,
	GET_VALUES = 9,
	GET_VALUES_RESULT = 10,
	UNKNOWN_TYPE = 11,
};

/* Why a request has ended. */
enum protocol_status {
	REQUEST_COMPLETE = 0,
	CANT_MULTIPLEX = 1,
	UNKNOWN_ROLE = 3,
};

struct fastcgi {
	int listening;
	unsigned id;    /* of the request on the connection; 0: it has not begun */
	bool body_over; /* the record that ends the body was read */
	size_t left;    /* of the content of the record at hand */
	size_t padding; /* behind that */
	struct buf params, env;
	struct peer peer;
};

bool
fastcgi_is_wanted(void)
{
	struct sockaddr_storage peer;
	socklen_t len = sizeof(peer);

	return getpeername(STDIN_FILENO, (struct sockaddr *)&peer, &len) < 0 && errno == ENOTCONN;
}

struct fastcgi *
fastcgi_new(int listening)
{
	struct fastcgi *fastcgi = calloc(1, sizeof(*fastcgi));

	if (!fastcgi)
		log_fatal("out of memory");
	fastcgi->listening = listening;
	fastcgi->peer.fd = -1;
	return fastcgi;
}

void
fastcgi_free(struct fastcgi *fastcgi)
{
	if (!fastcgi)
		return;
	peer_close(&fastcgi->peer);
	buf_free(&fastcgi->params);
	buf_free(&fastcgi->env);
	free(fastcgi);
}

/* --- writing ------------------------------------------------------------------------------- */

static void
header_fill(unsigned char header[HEADER_LEN], enum record_type type, unsigned id, size_t len)
{
	header[0] = VERSION;
	header[1] = (unsigned char)type;
	header[2] = (unsigned char)(id >> 8);
	header[3] = (unsigned char)id;
	header[4] = (unsigned char)(len >> 8);
	header[5] = (unsigned char)len;
	header[6] = header[7] = 0;
}

/* A record of eight bytes, `content` being the first five of them. */
static bool
send_short(
    struct fastcgi *fastcgi, enum record_type type, unsigned id, const unsigned char content[5])
{
	unsigned char record[HEADER_LEN + 8] = { 0 };
	struct iovec part = { record, sizeof(record) };

	header_fill(record, type, id, 8);
	memcpy(record + HEADER_LEN, content, 5);
	return peer_send(&fastcgi->peer, &part, 1);
}

static bool
send_end(struct fastcgi *fastcgi, unsigned id, enum protocol_status status)
{
	const unsigned char content[5] = { [4] = (unsigned char)status };

	return send_short(fastcgi, END_REQUEST, id, content);
}

/* What the web server asks of the program, not of a request. */
static bool
answer_management(struct fastcgi *fastcgi, unsigned type)
{
	const unsigned char content[5] = { (unsigned char)type };
	unsigned char none[HEADER_LEN];
	struct iovec part = { none, sizeof(none) };

	if (type != GET_VALUES)
		return send_short(fastcgi, UNKNOWN_TYPE, 0, content);
	/* We know none of the values: one connection and one request at a time is what it expects. */
	header_fill(none, GET_VALUES_RESULT, 0, 0);
	return peer_send(&fastcgi->peer, &part, 1);
}

/* Points to the first of at most `max` bytes from `offset` on; returns how many there are. */
static size_t
part_of(struct iovec *part, const struct buf *buf, size_t offset, size_t max)
{
	size_t len = offset < buf->len ? buf->len - offset : 0;

	len = len < max ? len : max;
	part->iov_base = len > 0 ? buf->data + offset : NULL;
	part->iov_len = len;
	return len;
}

/* The records of the reply, and those that say it is whole. */
static bool
fastcgi_write(void *arg, const struct buf *head, const struct buf *body)
{
	struct fastcgi *fastcgi = arg;
	unsigned char header[HEADER_LEN], end[2 * HEADER_LEN + 8] = { 0 };
	size_t head_sent = 0, body_sent = 0;
	bool last = false;

	header_fill(end, STDOUT, fastcgi->id, 0);
	header_fill(end + HEADER_LEN, END_REQUEST, fastcgi->id, 8);
	while (!last) {
		struct iovec parts[4] = { { header, sizeof(header) }, { 0 }, { 0 },
			{ end, sizeof(end) } };
		size_t len = part_of(&parts[1], head, head_sent, CONTENT_MAX);

		head_sent += len;
		body_sent += part_of(&parts[2], body, body_sent, CONTENT_MAX - len);
		last = head_sent == head->len && body_sent == body->len;
		header_fill(header, STDOUT, fastcgi->id, len + parts[2].iov_len);
		if (!peer_send(&fastcgi->peer, parts, last ? 4 : 3))
			return false;
	}
	return true;
}

/* --- reading ------------------------------------------------------------------------------- */

/* So much of the content of the record at hand. */
static bool
take_content(struct fastcgi *fastcgi, void *to, size_t len)
{
	if (!peer_take(&fastcgi->peer, to, len))
		return false;
	fastcgi->left -= len;
	return true;
}

/*
 * The next record of our request, or one that begins it; what the web server sends besides is
 * answered here. What was left of the record before is dropped. False when there is no more.
 */
static bool
next_record(struct fastcgi *fastcgi, unsigned *type)
{
	unsigned char header[HEADER_LEN];
	unsigned id;
	bool ok;

	for (;;) {
		if (!peer_take(&fastcgi->peer, NULL, fastcgi->left + fastcgi->padding))
			return false;
		fastcgi->left = fastcgi->padding = 0;
		if (!peer_take(&fastcgi->peer, header, sizeof(header)))
			return false;
		*type = header[1];
		id = (unsigned)header[2] << 8 | header[3];
		fastcgi->left = (size_t)header[4] << 8 | header[5];
		fastcgi->padding = header[6];
		ok = header[0] == VERSION;
		if (ok && id == 0)
			ok = answer_management(fastcgi, *type);
		else if (ok && id == fastcgi->id)
			break;
		else if (ok && *type == BEGIN_REQUEST && fastcgi->id == 0) {
			fastcgi->id = id;
			break;
		} else if (ok && *type == BEGIN_REQUEST)
			ok = send_end(fastcgi, id, CANT_MULTIPLEX);
		if (!ok) {
			fastcgi->peer.broken = true;
			return false;
		}
	}
	/* The web server has lost interest: for who reads, that is a connection that broke. */
	if (*type == ABORT_REQUEST)
		fastcgi->peer.broken = true;
	return !fastcgi->peer.broken;
}

static bool
read_begin(struct fastcgi *fastcgi)
{
	unsigned char role[2];
	unsigned type;

	if (!next_record(fastcgi, &type) || type != BEGIN_REQUEST || fastcgi->left < sizeof(role) ||
	    !take_content(fastcgi, role, sizeof(role)))
		return false;
	if (role[0] == 0 && role[1] == RESPONDER)
		return true;
	send_end(fastcgi, fastcgi->id, UNKNOWN_ROLE);
	return false;
}

static bool
read_params(struct fastcgi *fastcgi)
{
	struct buf *params = &fastcgi->params;
	unsigned type;
	size_t len;

	fastcgi->peer.patience_ms = PEER_WAIT_MS;
	buf_reset(params);
	buf_reserve(params, 1); /* it is somewhere even when there are none */
	for (;;) {
		if (!next_record(fastcgi, &type))
			return false;
		if (type != PARAMS)
			continue;
		if (fastcgi->left == 0)
			return true;
		len = fastcgi->left;
		if (params->len + len > PARAMS_MAX) {
			log_error("a web server sent more than %u bytes of variables", PARAMS_MAX);
			return false;
		}
		if (!take_content(fastcgi, buf_reserve(params, len), len))
			return false;
		params->len += len;
	}
}

static ssize_t
fastcgi_read(void *arg, char *bytes, size_t len)
{
	struct fastcgi *fastcgi = arg;
	size_t have = 0, part;
	unsigned type;

	while (have < len && !fastcgi->body_over) {
		if (fastcgi->left == 0) {
			if (!next_record(fastcgi, &type))
				break;
			if (type != STDIN && !take_content(fastcgi, NULL, fastcgi->left))
				break;
			fastcgi->body_over = type == STDIN && fastcgi->left == 0;
			continue;
		}
		part = fastcgi->left < len - have ? fastcgi->left : len - have;
		if (!take_content(fastcgi, bytes + have, part))
			break;
		have += part;
	}
	return have == 0 && fastcgi->peer.broken ? -1 : (ssize_t)have;
}

/* --- connections --------------------------------------------------------------------------- */

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
	/* Who connects and says nothing must not hold up the others. */
	peer_open(&fastcgi->peer, fd, HELLO_WAIT_MS);
	fastcgi->id = 0;
	fastcgi->body_over = false;
	fastcgi->left = fastcgi->padding = 0;
	if (peer_is_listed(&address, getenv("FCGI_WEB_SERVER_ADDRS")) && read_begin(fastcgi) &&
	    read_params(fastcgi) && fastcgi_env_make(&fastcgi->params, &fastcgi->env))
		return FASTCGI_OK;
	peer_close(&fastcgi->peer);
	return FASTCGI_NONE;
}

char *const *
fastcgi_env(const struct fastcgi *fastcgi)
{
	return (char *const *)(const void *)fastcgi->env.data;
}

/*
 * What the web server still sends would meet a closed connection, and the reply be lost. When the
 * request was read to its end nothing comes any more, and we hang up at once.
 */
static void
fastcgi_finish(void *arg, bool body_left)
{
	struct fastcgi *fastcgi = arg;
	char surplus;

	fastcgi->peer.patience_ms = HANG_UP_WAIT_MS;
	if (!body_left)
		fastcgi_read(fastcgi, &surplus, 1);
	if (!fastcgi->body_over)
		peer_drain(&fastcgi->peer, HANG_UP_WAIT_MS, HANG_UP_MAX_MS);
	peer_close(&fastcgi->peer);
}

struct transport
fastcgi_transport(struct fastcgi *fastcgi)
{
	return (struct transport){ .read = fastcgi_read,
		.write = fastcgi_write,
		.finish = fastcgi_finish,
		.arg = fastcgi };
}
