/* SPDX-License-Identifier: MIT */
/*
 * request.h: the request and its reply as common/http sees them; endpoints see endpoint.h only.
 */
#ifndef HTTP_REQUEST_REQUEST_H
#define HTTP_REQUEST_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/buf.h"
#include "base/json_out.h"
#include "base/spool.h"
#include "http/endpoint.h"
#include "http/limit/limiter.h"
#include "http/request/path.h"
#include "http/value/value.h"

#define BODY_MAX_LEN 131072 /* bytes; a longer body is refused with 413 */
#define BODY_DRAIN_MAX_LEN \
	16777216 /* bytes of a refused body that are read, so that the peer reads our reply */

/*
 * How the body is read and the reply sent: over a FastCGI connection, or standard input and
 * output.
 */
struct transport {
	/* Reads `len` bytes; fewer only at the end of the body. -1: the connection broke. */
	ssize_t (*read)(void *arg, char *bytes, size_t len);
	/*
	 * Sends the whole reply: its header fields and its body, of which each part may be empty.
	 * The spool's bytes come before those of `rest`.
	 */
	bool (*write)(
	    void *arg, const struct buf *head, const struct spool *spool, const struct buf *rest);
	/*
	 * From now on the peer has time for the body and for the reply as long as they go on (wire/pace.h),
	 * because both may be long. NULL: it has anyway.
	 */
	void (*pace)(void *arg);
	/* Ends the request. body_left: a part of the body may be unread. */
	void (*finish)(void *arg, bool body_left);
	void *arg;
	bool
	    occupies; /* until the reply is sent, the process cannot serve others who wait for it */
};

struct reply {
	struct spool spool; /* the beginning of a large body */
	struct buf body;    /* the body, or what follows the spool */
	struct buf head;    /* the header fields as they are sent */
	struct json_out json;
	int status;                 /* 0: no reply has been made */
	const char *allow;          /* the Allow field of a 405 */
	const char *media_type;     /* NULL: JSON */
	int64_t max_age_s;          /* of a reply that is not JSON; 0: no cache stores it */
	const char *content_policy; /* its Content-Security-Policy */
	const char *cache_control;  /* its Cache-Control; NULL: as max_age_s and tag say */
	bool encodings;             /* it depends on Accept-Encoding */
	bool gzip;                  /* its body is compressed */
	bool for_other_sites;       /* scripts of all websites may read it */
	const char *location;       /* the Location of a redirection; NULL: none */
	const char *fields;         /* other header fields, with their line ends; NULL: none */
	bool is_stored_file;        /* the spool is a file that was there before */
	bool is_by_server;          /* the web server sends the file that a field names */
	int64_t retry_after_s;      /* 0: no Retry-After */
	const char *tag;         /* the ETag of a success; NULL: caches must not store the reply */
	int64_t poll_interval_s; /* the X-Poll-Interval of a success; 0: none */
	int64_t queue_place;     /* its X-Queue-Position; 0: none */
	const char *typing;      /* its X-Typing; NULL: none */
	const char *read_until;  /* its X-Read-Until; NULL: none */
	bool limited;            /* .limit is set, for the X-RateLimit headers */
	struct limit_state limit;
	bool uncounted; /* what the limit guards cannot be counted */
};

/* A meta-variable from the web server. */
struct variable {
	const char *text; /* NAME=value */
	size_t name_len;
	struct variable *next; /* in the same hash list */
};

#define ENV_LISTS \
	64 /* web servers send some hundred variables at most, so that the lists stay short */

struct request {
	struct variable *env[ENV_LISTS]; /* hash table of the meta-variables */
	const struct transport *transport;
	struct chat chat; /* chat.mem is the request's arena */
	struct limiter *limiter;
	const char *charged; /* whom the handler charges: an account's key or a visitor's token */
	struct reply *reply;
	const char *id;
	const char *method;
	const char *query;         /* NULL until params_query() has looked for it */
	const struct route *route; /* NULL until answer.c has found it */
	struct path_params path;
	struct value *params; /* an object; it is valid when the handler runs */
	const struct user *user;
	enum chat_error user_error; /* why user is NULL */
	bool user_known;            /* user and user_error are set */
	struct inbox_state inbox;   /* of the user, loaded with them if route->inbox */
	struct room_state room;     /* the room that route->room names, loaded with the user */
	bool overridden;            /* method is not the one that was sent, see method.h */
	uint64_t file_max_len;      /* bytes of the file of a form; 0: any, or there is none */
	bool body_read;             /* the body has been read or refused */
	bool body_left;             /* a part of the body is unread */
};

/*
 * Sets the meta-variables: strings NAME=value, with NULL after the last. They must outlive the
 * request.
 */
void request_set_env(struct request *rq, char *const *env);

/*
 * The same as request_env() for a header field whose absence would be taken for something else.
 * *ambiguous: several fields became this variable. A name like X_Forwarded_For becomes the same as
 * X-Forwarded-For, and some servers (lighttpd) pass both on. Which of them a proxy has set, and
 * which one its client has made up, cannot be told, so neither is believed.
 */
const char *request_header(struct request *rq, const char *name, bool *ambiguous);

/*
 * Authenticates the user by X-User-Id and X-Auth-Token; later calls return the first result.
 * CHAT_UNAUTHORIZED: the headers are absent or do not match.
 */
enum chat_error request_login(struct request *rq);

/* Sets chat.client: the client's address, User-Agent and Host. */
void request_client(struct request *rq);

/* The result of request_body(). */
enum body_result {
	BODY_OK,
	BODY_TOO_LARGE,
	BODY_BAD, /* *error_text says why */
};

enum body_result request_body(
    struct request *rq, const char **text, size_t *len, const char **error_text);

/*
 * Reads and discards what is left of a refused body, up to BODY_DRAIN_MAX_LEN, and sets rq->body_left. `left`: the bytes
 * that are to come; -1: it is not known how many.
 */
void request_body_drain(struct request *rq, int64_t left);

/*
 * Reads and discards a body that no route has read, up to BODY_DRAIN_MAX_LEN. Apache passes it to
 * a CGI program through a socket, and reports a failure when that is closed with unread data.
 */
void request_body_discard(struct request *rq);

#endif
