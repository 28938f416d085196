/*
 * fastcgi.h: the FastCGI protocol, as a responder speaks it: one connection after the other, one
 * request on each.
 */
#ifndef HTTP_WIRE_FASTCGI_H
#define HTTP_WIRE_FASTCGI_H

#include <stdbool.h>

#include "base/buf.h"
#include "http/request/request.h"

struct fastcgi;

/*
 * Whether standard input is a socket that listens, as whoever starts FastCGI programs hands over.
 */
bool fastcgi_is_wanted(void);

/* `listening`: that socket, which should not block. */
struct fastcgi *fastcgi_new(int listening);
void fastcgi_free(struct fastcgi *fastcgi); /* NULL is fine */

enum fastcgi_result {
	FASTCGI_OK,
	FASTCGI_NONE,   /* another process was quicker, or the peer sent no request after all */
	FASTCGI_FAILED, /* errno says why no connection can be taken */
};

/* Takes a connection and reads what comes before the body. */
enum fastcgi_result fastcgi_accept(struct fastcgi *fastcgi);

/* NAME=value each, NULL at the end; there until the next request. */
char *const *fastcgi_env(const struct fastcgi *fastcgi);

/*
 * Makes NAME=value, each with its end, of what FastCGI's variables are sent as: in place, with
 * pointers to them in `env`, NULL at the end. False when they are cut off. `params` must have
 * memory.
 */
bool fastcgi_env_make(struct buf *params, struct buf *env);

/* How the body comes in and the reply goes out. */
struct transport fastcgi_transport(struct fastcgi *fastcgi);

#endif
