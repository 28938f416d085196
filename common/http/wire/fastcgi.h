/* SPDX-License-Identifier: MIT */
/*
 * fastcgi.h: a FastCGI responder that serves one connection after the other, with one request on
 * each.
 */
#ifndef HTTP_WIRE_FASTCGI_H
#define HTTP_WIRE_FASTCGI_H

#include <stdbool.h>

#include "http/request/request.h"

struct fastcgi;

/*
 * Whether file descriptor 0 is a listening socket, as the FastCGI specification demands; if not,
 * the program was started for CGI.
 */
bool fastcgi_is_wanted(void);

/*
 * `listening` is that socket, which must be non-blocking. The peer has `request_ms` to send the
 * whole request, and as long again to take the reply; for long ones it has the time of pace.h, with
 * a credit of `request_ms` at most. The caller must have installed its handlers
 * of SIGTERM, SIGUSR1 and SIGPIPE before.
 */
struct fastcgi *fastcgi_new(int listening, int request_ms);
void fastcgi_free(struct fastcgi *fastcgi); /* NULL is fine */

enum fastcgi_result {
	FASTCGI_OK,
	FASTCGI_NONE,   /* another process accepted the connection, or it had no valid request */
	FASTCGI_FAILED, /* accept() failed; errno says why */
};

/* Accepts a connection and reads the parameters of the request, up to its body. */
enum fastcgi_result fastcgi_accept(struct fastcgi *fastcgi);

/* Strings NAME=value with NULL after the last, valid until fastcgi_forget(). */
char *const *fastcgi_env(const struct fastcgi *fastcgi);

/* Reads the body of the current request and sends its reply. */
struct transport fastcgi_transport(struct fastcgi *fastcgi);

/* Frees the memory of the request. Its transport's finish() has been called. */
void fastcgi_forget(struct fastcgi *fastcgi);

#endif
