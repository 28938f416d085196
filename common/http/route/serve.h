/*
 * serve.h: one request in, one reply out, over and over.
 */
#ifndef HTTP_ROUTE_SERVE_H
#define HTTP_ROUTE_SERVE_H

#include "http/request/request.h"
#include "http/route/routes.h"

/* What a process keeps from one request to the next. */
struct server;

struct server *server_new(struct endpoints endpoints);
void server_free(struct server *server); /* NULL is fine */

/* Answers a request whose environment is `env`. */
void server_handle(struct server *server, char *const *env, const struct transport *transport);

/* Gives the database connection back: nobody has asked for anything in a while. */
void server_idle(struct server *server);

/* Work begun for earlier requests (mail) goes on beside: server_tick() is wanted soon. */
bool server_busy(void);
void server_tick(struct server *server);

/* Before server_free(): gives such work so long to end. */
void server_finish(struct server *server, int64_t wait_ms);

#endif
