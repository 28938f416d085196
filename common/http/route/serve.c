/* SPDX-License-Identifier: MIT */
#include "http/route/serve.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/ids.h"
#include "base/log.h"
#include "base/str.h"
#include "chat/mail/outbox.h"
#include "chat/rooms/room_access.h"
#include "http/request/config.h"
#include "http/limit/limits.h"
#include "http/request/params.h"
#include "http/reply/errors.h"
#include "http/reply/reply.h"

#define PREFIX_LEN 8 /* length of the random part of request ids, which each process chooses */

struct server {
	struct routes *routes;
	struct arena *mem;
	struct settings *settings;
	struct db *db;           /* NULL before the first request that needs it */
	char *option_file;       /* the option file that db uses */
	char *sendmail;          /* the path from the last request; NULL before the first one */
	struct limiter *limiter; /* NULL before the first request that needs it */
	struct reply reply;
	char prefix[ID_LEN + 1];
	int64_t count; /* the number of requests so far */
	struct buf id; /* the id of the current request */
};

struct server *
server_new(struct endpoints endpoints)
{
	struct server *server = calloc(1, sizeof(*server));

	if (!server)
		log_fatal("out of memory");
	server->routes = routes_new(endpoints);
	server->mem = arena_new();
	server->settings = settings_new();
	id_new(server->prefix);
	server->prefix[PREFIX_LEN] = '\0';
	return server;
}

void
server_free(struct server *server)
{
	if (!server)
		return;
	db_free(server->db);
	limiter_close(server->limiter);
	settings_free(server->settings);
	routes_free(server->routes);
	arena_free(server->mem);
	buf_free(&server->reply.body);
	buf_free(&server->reply.head);
	buf_free(&server->id);
	free(server->option_file);
	free(server->sendmail);
	free(server);
}

/* What functions of chat need when there is no request. */
static struct chat
server_chat(struct server *server)
{
	return (struct chat){
		.db = server->db,
		.mem = server->mem,
		.settings = server->settings,
		.now_ms = clock_now_ms(),
		.sendmail = server->sendmail,
	};
}

bool
server_busy(void)
{
	return outbox_busy();
}

void
server_tick(struct server *server)
{
	struct chat chat = server_chat(server);

	outbox_run(&chat);
	db_request_end(server->db);
	arena_reset(server->mem);
}

void
server_finish(struct server *server, int64_t wait_ms)
{
	struct chat chat = server_chat(server);

	outbox_finish(&chat, wait_ms);
}

void
server_idle(struct server *server)
{
	if (server->db)
		db_disconnect(server->db);
}

/* Opens the database and the rate limits. Variables of the request may name their files. */
static void
server_prepare(struct server *server, struct request *rq)
{
	const char *option_file = config_option_file(rq);

	if (!server->option_file || strcmp(server->option_file, option_file) != 0) {
		free(server->option_file);
		server->option_file = str_dup(option_file);
		if (server->db)
			db_set_option_file(server->db, option_file);
		else
			server->db = db_new(option_file);
	}
	if (!server->limiter)
		server->limiter = limiter_open(config_limits(rq, option_file));
	rq->chat.db = server->db;
	rq->limiter = server->limiter;
	rq->chat.sendmail = config_sendmail(rq);
	if (!server->sendmail || strcmp(server->sendmail, rq->chat.sendmail) != 0) {
		free(server->sendmail);
		server->sendmail = str_dup(rq->chat.sendmail);
	}
}

static bool
length_too_large(struct request *rq, const char *variable)
{
	const char *length = request_env(rq, variable);

	return length && strtoll(length, NULL, 10) > BODY_MAX_LEN;
}

/*
 * The status of an error that the web server found, when it calls this program as its error page;
 * else 0.
 */
static int
server_status(struct request *rq)
{
	const char *text = request_env(rq, "REDIRECT_STATUS");
	int status = text ? (int)strtol(text, NULL, 10) : 0;

	if (status < 400 || status > 599)
		return 0;
	/* mod_fcgid answers 500 to a body that exceeds its limit. */
	if (status == 500 && (length_too_large(rq, "REDIRECT_CONTENT_LENGTH") ||
				 length_too_large(rq, "CONTENT_LENGTH")))
		return 413;
	return status;
}

/* Finds the route of the request. When there is none, it replies 404 or 405 and returns false. */
static bool
find_route(struct server *server, struct request *rq)
{
	struct route_match match = { .route = NULL };
	struct path path;

	if (path_parse(rq->chat.mem, request_env(rq, "REQUEST_URI"), request_env(rq, "SCRIPT_NAME"),
		request_env(rq, "PATH_INFO"), &path))
		match = route_find(rq->chat.mem, server->routes, rq->method, &path);
	rq->route = match.route;
	rq->chat.access = match.route ? &match.route->access : NULL;
	rq->path = match.params;
	if (!match.route && match.allow)
		reply_bad_method(rq, match.allow);
	else if (!match.route)
		reply_not_found(rq);
	return match.route;
}

/* Returns why the caller lacks the permission; CHAT_OK: they have it. */
static enum chat_error
permission_refusal(struct request *rq, enum permission permission)
{
	enum chat_error error;

	if (permission == PERMISSION_NONE)
		return CHAT_OK;
	error = request_login(rq);
	if (error == CHAT_OK && permission != PERMISSION_LOGIN && !user_may(rq->user, permission))
		error = CHAT_FORBIDDEN;
	return error;
}

/* Replies why the parameters are refused. */
static void
refuse_params(struct request *rq, const struct params_refusal *refusal)
{
	if (refusal->too_large)
		reply_too_large(rq);
	else if (refusal->error_text)
		reply_error_text(rq, refusal->error_text);
	else
		/*
		 * A token or room that was sent twice is answered with the usual error, whatever
		 * the route's .says is.
		 */
		reply_wire_error(rq, error_worded(NULL, refusal->error));
}

/*
 * Returns why the user may not access the room that was loaded with them. CHAT_OK also when the
 * route names no room; then the functions of chat check the access.
 */
static enum chat_error
room_refusal(struct request *rq)
{
	const struct route *route = rq->route;
	enum chat_error error;

	if (!route->room || (route->users && param(rq, "token")))
		return CHAT_OK;
	if (route->users) {
		rq->chat.access = &route->users->access;
		error = permission_refusal(rq, route->users->permission);
		if (error)
			return error;
	}
	return room_state_permits(&rq->chat, rq->user, &rq->room);
}

/*
 * Checks the caller's permission, the rate limit, the parameters and the access to the room, in
 * that order, then runs the handler.
 */
static void
answer(struct server *server, struct request *rq)
{
	struct params_read read;
	struct params_refusal refusal;
	const struct route *route;
	enum chat_error error;
	bool is_get;

	if (!find_route(server, rq))
		return;
	route = rq->route;
	is_get = strcmp(route->method, "GET") == 0;
	/*
	 * The query of a GET is parsed before authentication, because it may name the route's
	 * .room. A body is read only from callers who have the permission.
	 */
	if (is_get)
		params_read(rq, &read);
	error = permission_refusal(rq, route->permission);
	if (error) {
		reply_error(rq, error);
		return;
	}
	/* Only writes and rate limits need the client's address; most requests only read. */
	if (route->limit != LIMIT_NONE || !is_get)
		request_client(rq);
	if (!is_get)
		params_read(rq, &read);
	if (!limits_take(rq, route->limit, route->limit_in_handler ? 0 : 1)) {
		reply_limited(rq);
		return;
	}
	if (!params_check(rq, &read, &refusal)) {
		refuse_params(rq, &refusal);
		return;
	}
	if (route->check && !route->check(rq))
		return;
	error = room_refusal(rq);
	if (error) {
		reply_error(rq, error);
		return;
	}
	/* A handler that forgets to check the access changes nothing, and its success is not sent. */
	db_bar_writes(rq->chat.db, !access_is_settled(&rq->chat));
	if (route->no_params_handler && value_count(rq->params) == 0)
		route->no_params_handler(rq);
	else
		route->handler(rq);
	db_bar_writes(rq->chat.db, false);
}

/* Answers a CORS preflight from the settings in memory, without the database. */
static void
answer_preflight(struct request *rq)
{
	if (setting_bool(rq->chat.settings, SETTING_API_ENABLE_CORS))
		reply_preflight(rq);
	else
		reply_bad_method(rq, "GET, POST, PUT, DELETE, HEAD");
}

/* A request id that no other request of any process has. */
static const char *
request_id(struct server *server)
{
	struct buf *id = &server->id;

	buf_reset(id);
	buf_puts(id, server->prefix);
	buf_putc(id, '-');
	buf_put_int(id, ++server->count);
	return buf_cstr(id);
}

void
server_handle(struct server *server, char *const *env, const struct transport *transport)
{
	struct reply *reply = &server->reply;
	struct request rq = { .transport = transport,
		.chat = { .mem = server->mem,
		    .settings = server->settings,
		    .now_ms = clock_now_ms() },
		.reply = reply };
	int status;

	buf_reset(&reply->body);
	*reply = (struct reply){ .body = reply->body, .head = reply->head };
	request_set_env(&rq, env);
	rq.id = request_id(server);
	log_set_request_id(rq.id);
	rq.method = request_env(&rq, "REQUEST_METHOD");
	if (!rq.method)
		rq.method = "GET";
	if (strcmp(rq.method, "OPTIONS") == 0) {
		answer_preflight(&rq);
		reply_send(&rq);
	} else {
		server_prepare(server, &rq);
		settings_refresh(&rq.chat);
		status = server_status(&rq);
		if (status)
			reply_server_error(&rq, status);
		else
			answer(server, &rq);
		reply_send(&rq);
		outbox_run(&rq.chat);
		db_request_end(server->db);
	}
	log_set_request_id(NULL);
	arena_reset(server->mem);
}
