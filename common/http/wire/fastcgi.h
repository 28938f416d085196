/*
 * fastcgi.h: requests of a FastCGI responder, one connection after the other, one request on each.
 */
#ifndef HTTP_WIRE_FASTCGI_H
#define HTTP_WIRE_FASTCGI_H

#include <stdbool.h>

#include "http/request/request.h"

struct fastcgi;

/* Whether descriptor 0 is a listening socket, as web servers hand it over; else this is CGI. */
bool fastcgi_is_wanted(void);

/*
 * `listening` is that socket, which must not block. A request has to be read to its end within
 * `request_ms`, and its reply to be taken within as much again. The caller has set its handlers of
 * SIGTERM, SIGUSR1 and SIGPIPE before.
 */
struct fastcgi *fastcgi_new(int listening, int request_ms);
void fastcgi_free(struct fastcgi *fastcgi); /* NULL is fine */

enum fastcgi_result {
	FASTCGI_OK,
	FASTCGI_NONE,   /* another process was quicker, or the peer sent no request after all */
	FASTCGI_FAILED, /* errno says why no connection can be taken */
};

/* Takes a connection and reads what comes before the body. */
enum fastcgi_result fastcgi_accept(struct fastcgi *fastcgi);

/* NAME=value each, NULL at the end; there until fastcgi_forget(). */
char *const *fastcgi_env(const struct fastcgi *fastcgi);

/* How the body comes in and the reply goes out. */
struct transport fastcgi_transport(struct fastcgi *fastcgi);

/* Gives back the memory of the request, whose transport has been told to finish. */
void fastcgi_forget(struct fastcgi *fastcgi);

#endif
