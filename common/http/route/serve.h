/* SPDX-License-Identifier: MIT */
/* serve.h: handles requests one after the other. */
#ifndef HTTP_ROUTE_SERVE_H
#define HTTP_ROUTE_SERVE_H

#include "http/request/request.h"
#include "http/route/routes.h"

/* What a process keeps between requests. */
struct server;

struct server *server_new(struct endpoints endpoints);
void server_free(struct server *server); /* NULL is fine */

/* Handles one request with the meta-variables `env` and sends its reply. */
void server_handle(struct server *server, char *const *env, const struct transport *transport);

/* Closes the database connection, because no request has come for a while. */
void server_idle(struct server *server);

/* Whether mail of earlier requests is still being sent. */
bool server_busy(void);

/*
 * Whether there is something to do without a request: mail is being sent, or a duty is or will soon be due. Then
 * the caller calls server_tick() several times a second.
 */
bool server_has_work(const struct server *server);
void server_tick(struct server *server);

/* Waits up to `wait_ms` for that mail to be sent. To be called before server_free(). */
void server_finish(struct server *server, int64_t wait_ms);

#endif
