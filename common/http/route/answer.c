/* SPDX-License-Identifier: MIT */
#include "http/route/answer.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "chat/rooms/room_access.h"
#include "chat/visitors/block.h"
#include "http/limit/limits.h"
#include "http/reply/errors.h"
#include "http/reply/reply.h"
#include "http/request/method.h"
#include "http/request/params.h"
#include "http/route/front.h"

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

static bool
request_path(struct request *rq, struct path *path)
{
	return path_parse(rq->chat.mem, request_env(rq, "REQUEST_URI"),
	    request_env(rq, "SCRIPT_NAME"), request_env(rq, "PATH_INFO"), path);
}

/* Whether what the web server has refused was for a route that takes a file. */
static bool
is_about_file(struct routes *routes, struct request *rq)
{
	const struct route *route = NULL;
	struct path path;

	/* Some servers call their error page with another method. */
	if (request_path(rq, &path))
		route = route_find(rq->chat.mem, routes, "POST", &path).route;
	return route && route->form;
}

/* Finds the route of the request. When there is none, it replies otherwise, mostly 404 or 405, and returns false. */
static bool
find_route(struct routes *routes, struct request *rq)
{
	struct route_match match = { .route = NULL };
	struct path path;

	if (request_path(rq, &path))
		match = route_find(rq->chat.mem, routes, rq->method, &path);
	rq->route = match.route;
	rq->chat.access = match.route ? &match.route->access : NULL;
	rq->path = match.params;
	if (!match.route && match.allow)
		reply_bad_method(rq, match.allow);
	else if (!match.route && !front_reply(rq))
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
	/* A program's token was made by somebody who knew the password that was to last. */
	if (error == CHAT_OK && rq->user->must_change_password && !rq->user->is_program &&
	    !rq->route->before_password)
		error = CHAT_PASSWORD_DUE;
	return error;
}

/* Replies why the parameters are refused. */
static void
refuse_params(struct request *rq, const struct params_refusal *refusal)
{
	if (refusal->too_large)
		reply_too_large(rq);
	else if (refusal->unsupported)
		reply_unsupported(rq, refusal->unsupported);
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

	if (route->users && param(rq, "token"))
		return CHAT_OK;
	if (route->users) {
		rq->chat.access = &route->users->access;
		error = permission_refusal(rq, route->users->permission);
		if (error)
			return error;
	}
	if (!route->room)
		return CHAT_OK;
	return room_state_permits(&rq->chat, rq->user, &rq->room);
}

/* A client that sends its body slowly does not use up the time for the database. */
static void
read_body(struct request *rq, struct params_read *read)
{
	int64_t begin_ms = clock_monotonic_ms();

	params_read(rq, read);
	db_extend_patience(rq->chat.db, clock_monotonic_ms() - begin_ms);
}

void
answer(struct routes *routes, struct request *rq)
{
	struct params_read read;
	struct params_refusal refusal;
	const struct route *route;
	const char *error_text = method_read(rq);
	enum chat_error error;
	int status = server_status(rq);
	bool is_get;

	if (status) {
		reply_server_error(rq, status, status == 413 && is_about_file(routes, rq));
		return;
	}
	if (error_text) {
		reply_error_text(rq, error_text);
		return;
	}
	if (!find_route(routes, rq))
		return;
	route = rq->route;
	/*
	 * Without the settings nobody knows whether there are limits, and which proxies say who the
	 * client is.
	 */
	if (!settings_known(rq->chat.settings) && !route->needs_no_settings) {
		reply_error(rq, CHAT_UNAVAILABLE);
		return;
	}
	is_get = strcmp(route->method, "GET") == 0;
	/*
	 * The query of a GET is parsed before authentication, because it may name the route's
	 * .room. A body is read only from callers who have the permission; of a form it is the query
	 * alone, and the handler reads the body.
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
		read_body(rq, &read);
	if (!(route->limit_in_handler ? limits_look : request_charge)(rq, route->limit)) {
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
	if (!error && !is_get)
		error = request_block(rq);
	if (error) {
		reply_error(rq, error);
		return;
	}
	/* Reads do not wait for a write, which a lock may hold up or the database refuse. */
	if (!is_get)
		user_seen_back(&rq->chat);
	/* A handler that forgets to check the access changes nothing, and its success is not sent. */
	db_bar_writes(rq->chat.db, !access_is_settled(&rq->chat));
	if (route->no_params_handler && value_count(rq->params) == 0)
		route->no_params_handler(rq);
	else
		route->handler(rq);
	db_bar_writes(rq->chat.db, false);
}

void
answer_preflight(struct request *rq)
{
	if (setting_bool(rq->chat.settings, SETTING_API_ENABLE_CORS))
		reply_preflight(rq);
	else
		reply_bad_method(rq, "GET, POST, PUT, DELETE, HEAD");
}
