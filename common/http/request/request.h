/*
 * request.h: what the files of this folder know of a request; endpoints see endpoint.h only.
 */
#ifndef HTTP_REQUEST_REQUEST_H
#define HTTP_REQUEST_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/buf.h"
#include "base/json_out.h"
#include "http/endpoint.h"
#include "http/limit/limiter.h"
#include "http/request/path.h"
#include "http/request/value.h"

#define BODY_MAX_LEN 131072         /* bytes; one more is refused */
#define BODY_DRAIN_MAX_LEN 16777216 /* of a refused one, so that our answer is read */

/* How bytes come in and go out: a FastCGI connection, or standard input and output. */
struct transport {
	/* Up to len bytes; fewer only at the end of the body. -1: the connection broke. */
	ssize_t (*read)(void *arg, char *bytes, size_t len);
	/* The whole reply, at once: its headers and its body, which may be empty. */
	bool (*write)(void *arg, const struct buf *head, const struct buf *body);
	/* Nothing more is to be done. body_left: some of the body may be unread. */
	void (*finish)(void *arg, bool body_left);
	void *arg;
};

struct reply {
	struct buf body;
	struct buf head; /* the headers as they are sent */
	struct json_out json;
	int status;              /* 0: none yet */
	const char *allow;       /* of a 405 */
	const char *media_type;  /* NULL: JSON */
	int64_t max_age_s;       /* of what is no JSON */
	int64_t retry_after_s;   /* 0: not said */
	const char *tag;         /* of a success; NULL: it must not be kept */
	int64_t poll_interval_s; /* of a success; 0: not said */
	bool limited;            /* the route has a limit, and this is where it stands */
	struct limit_state limit;
};

/* A variable the web server gave. */
struct variable {
	const char *text; /* NAME=value */
	size_t name_len;
	struct variable *next; /* in the same list */
};

#define ENV_LISTS 64 /* several variables a list, a few at most where nobody sends hundreds */

struct request {
	struct variable *env[ENV_LISTS]; /* found by their names */
	const struct transport *transport;
	struct chat chat; /* chat.mem holds all that belongs to the request */
	struct limiter *limiter;
	struct reply *reply;
	const char *id;
	const char *method;
	const struct route *route; /* NULL until it is known */
	struct path_params path;
	struct value *params; /* an object; checked when the handler runs */
	const struct user *user;
	enum chat_error user_error; /* why there is no user */
	bool user_known;            /* the headers have been looked at */
	struct room_state room;     /* of route->room, read with the user */
	bool body_read;             /* or refused */
	bool body_left;             /* unread, and perhaps still to come */
};

/* Takes the request's environment, NAME=value each, NULL at the end, which must outlive it. */
void request_set_env(struct request *rq, char *const *env);

/* Logs in whom X-User-Id and X-Auth-Token name, once; CHAT_UNAUTHORIZED when they name nobody. */
enum chat_error request_login(struct request *rq);

/* Who the client is, for chat.client: its address, browser and host. */
void request_client(struct request *rq);

/* What became of a body. */
enum body_result {
	BODY_OK,
	BODY_TOO_LARGE,
	BODY_BAD, /* *complaint says why */
};

enum body_result request_body(
    struct request *rq, const char **text, size_t *len, const char **complaint);

/*
 * Reads away a body that nobody asked for, as far as it may be. Apache hands it to a CGI program
 * through a socket, and takes it for a failure when that is closed with something left in it.
 */
void request_body_discard(struct request *rq);

#endif
