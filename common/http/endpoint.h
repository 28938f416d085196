/* SPDX-License-Identifier: MIT */
/*
 * endpoint.h: everything that a file in cgi-bin includes.
 *
 * An endpoint declares tables of the fields that its methods take, a short handler for each
 * method, and a table of routes. ENDPOINT() registers the routes in the binary that the file is
 * linked into. When a handler runs, route/serve.c has authenticated the caller, checked their
 * permission and the rate limit, and validated the fields, which have the types of their table. A
 * handler frees nothing and chooses no HTTP status. A success is sent only when some function has
 * checked that the caller has the access that the route declares; otherwise the reply is 500.
 *
 * All strings and values that these functions return live until the reply has been sent.
 */
#ifndef HTTP_ENDPOINT_H
#define HTTP_ENDPOINT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/json_out.h"
#include "chat/core/chat.h"
#include "chat/core/error.h"
#include "chat/core/paging.h"
#include "chat/messages/poll.h"
#include "chat/people/access.h"
#include "chat/people/user.h"
#include "http/limit/limiter.h"
#include "http/reply/wire_error.h"
#include "http/request/value.h"

struct request;

/* --- What a method takes ----------------------------------------------------------------- */

enum field_type {
	FIELD_STRING,
	FIELD_NUMBER,
	FIELD_BOOLEAN,
	FIELD_DATE,   /* a string: ISO 8601 or epoch milliseconds, see clock_parse() */
	FIELD_OBJECT, /* an object with the members in .fields */
	FIELD_ANY,    /* any JSON value; the handler passes it on */
	FIELD_ARRAY, /* an array of objects with the members in .fields, or of strings when that is NULL */
};

enum field_flag {
	FIELD_REQUIRED = 1 << 0,
	FIELD_NULLABLE = 1 << 1,      /* null is allowed and means absent */
	FIELD_NOT_EMPTY = 1 << 2,     /* the array must have at least one item */
	FIELD_OPEN = 1 << 3,          /* the object may have members that .fields does not list */
	FIELD_SAME_AS_PATH = 1 << 4,  /* the value must equal the path parameter of the same name */
	FIELD_VISITOR_TOKEN = 1 << 5, /* the X-Visitor-Token header may carry it instead */
	FIELD_NEW_ID = 1 << 6,        /* it becomes the id of a new row: empty, or a valid id */
	FIELD_NEW_TOKEN =
	    1 << 7, /* it becomes the token of a new visitor: blank, or a valid token */
};

struct field {
	const char *name; /* NULL ends a table */
	enum field_type type;
	unsigned flags;
	const struct field *fields;
	size_t max; /* maximum length in UTF-16 code units; 0: only the body limits it */
};

/* How fields are validated, and how the error messages are worded. */
enum rules {
	RULES_SCHEMA, /* JSON schema coerces scalars; "must have required property 'x'" */
	RULES_MATCH,  /* Meteor's check() wants exact types; "Match error: Missing key 'x'" */
};

/* --- Routes ------------------------------------------------------------------------------ */

/*
 * Sends exactly one reply: every path through a handler ends with one call of a reply_...()
 * function.
 */
typedef void handler_fn(struct request *rq);

/* Validates what a table of fields cannot express. On failure it replies and returns false. */
typedef bool check_fn(struct request *rq);

#define SAYS_MAX 8 /* entries in a route's .says */

/* An error of chat that a route answers with another error than the usual one. */
struct saying {
	enum chat_error error; /* CHAT_OK ends a list shorter than SAYS_MAX */
	enum wire_error as;
};

struct route {
	const char *method; /* "GET", "POST", "PUT" or "DELETE"; NULL ends the table */
	const char *path;   /* begins with /api or /avatar; a segment ":name" is a path parameter */
	const struct field *fields; /* the route's parameters; NULL: query and body are ignored */
	check_fn *check; /* runs once the fields are valid, before the handler; may be NULL */
	handler_fn *handler;
	handler_fn *no_params_handler; /* runs instead when there are no parameters; may be NULL */
	enum permission permission; /* the user must have it; PERMISSION_NONE: no login is needed */

	/*
	 * Who may access the room, visitor or message that the request names. Every route
	 * declares this; ACCESS_ANYONE means that the permission suffices.
	 */
	struct access access;

	/* How this route answers errors of chat; http/reply/errors.c has the usual answers. */
	struct saying says[SAYS_MAX];

	/*
	 * Name of the path or query parameter that holds a room id. That room is loaded by the
	 * same statement as the user, serve.c refuses callers who may not access it before the
	 * handler runs, and the handler gets it from request_room(). NULL: the functions of chat
	 * that load what the request names check the access.
	 */
	const char *room;

	/* Which users may call a visitors' route without the visitor's token; NULL: none. */
	const struct user_access *users;

	enum rules rules;
	enum limit limit;      /* the rate limit that each call is charged to; LIMIT_NONE: none */
	bool limit_in_handler; /* the handler charges it instead, with request_charge() */
};

/* Users with this permission and this access to the .room may call a visitors' route. */
struct user_access {
	enum permission permission;
	struct access access;
};

struct endpoint {
	const char
	    *name; /* the name of its file and of its URL's last segment: "messages.history" */
	const struct route *routes;
};

/* Registers the endpoint: the linker gathers all of a binary in the section "endpoints". */
#define ENDPOINT(endpoint_name, endpoint_routes) \
	static const struct endpoint endpoint_self = { (endpoint_name), (endpoint_routes) }; \
	__attribute__((section("endpoints"), \
	    used)) static const struct endpoint *const endpoint_entry = &endpoint_self

/* --- The request ------------------------------------------------------------------------- */

struct chat *request_chat(struct request *rq);
const struct user *request_user(struct request *rq); /* NULL when nobody is logged in */

/* The room that the route's .room names; its id is NULL unless the user may access it. */
const struct room_state *request_room(struct request *rq);
bool request_is_conditional(struct request *rq); /* whether it has If-None-Match */

/* A CGI meta-variable (RFC 3875), such as HTTP_ORIGIN for the Origin header; NULL when absent. */
const char *request_env(struct request *rq, const char *name);
const char *request_cookie(struct request *rq, const char *name); /* NULL when absent */

const char *path_param(struct request *rq, const char *name); /* percent-decoded; never NULL */

/* All fields of the request as one object. */
const struct value *request_params(struct request *rq);

/*
 * These return the field of that name; NULL or false when it is absent (or null where that is
 * allowed).
 */
const struct value *param(struct request *rq, const char *name);
const char *param_string(struct request *rq, const char *name);
const char *param_nonempty(struct request *rq, const char *name); /* NULL for "", too */
bool param_is_true(struct request *rq, const char *name); /* the field is the string "true" */
bool param_number(struct request *rq, const char *name, double *number);
int64_t param_int(
    struct request *rq, const char *name, int64_t otherwise); /* truncated to an integer */
bool param_time(struct request *rq, const char *name, int64_t *ms);
bool param_bool(struct request *rq, const char *name, bool *yes);

/* Parses a string field as JSON; NULL when the field is absent or is not a JSON object. */
const struct value *param_json(struct request *rq, const char *name);

/* --- Lists ------------------------------------------------------------------------------- */

/* The parameters of every list, for its table of fields. */
#define LIST_FIELDS \
	{ .name = "count", .type = FIELD_NUMBER, .flags = FIELD_NULLABLE }, \
	    { .name = "offset", .type = FIELD_NUMBER, .flags = FIELD_NULLABLE }, \
	{ \
		.name = "sort", .flags = FIELD_NULLABLE \
	}

/*
 * Reads LIST_FIELDS. When sort is not a JSON object such as {"ts":-1}, it replies with the error
 * and returns false.
 */
bool request_paging(struct request *rq, struct paging *paging);

/* Opens the reply of a list and writes the member's name; the caller writes the array. */
struct json_out *reply_list(struct request *rq, const char *member);

/*
 * Ends that reply with the members offset, count (of this page) and total. When there is an
 * error, replies with that instead and discards what has been written.
 */
void reply_page(struct request *rq, const struct paging *paging, enum chat_error error,
    const struct list_size *size);

/* --- The reply --------------------------------------------------------------------------- */

/* Opens the JSON object of the reply, to which the handler adds members ... */
struct json_out *reply_object(struct request *rq);

/* ... and this adds "success":true, closes the object and sets status 200. */
void reply_success(struct request *rq);

/*
 * Calls reply_success(), or when there is an error replies with that and discards what was
 * written.
 */
void reply_finish(struct request *rq, enum chat_error error);

/* Replies {"success":true}, or with the error. */
void reply_done(struct request *rq, enum chat_error error);

/* Does the same as reply_success() without "success":true, for the few replies that have none. */
void reply_plain(struct request *rq);

/*
 * Sets the ETag of a successful reply, which stands for this state of the room `rid`, and the
 * X-Poll-Interval. Returns true when If-None-Match names that ETag; the caller then calls
 * reply_unchanged(). May be called before or after reply_object().
 */
bool reply_is_known(
    struct request *rq, enum poller poller, const char *rid, const struct room_state *room);

/* Replies 304 (Not Modified) without a body. */
void reply_unchanged(struct request *rq);

/* Sets X-Poll-Interval alone. */
void reply_poll_interval(struct request *rq, const struct room_state *room);

/*
 * Replies with the bytes of a file of that media type, which any cache may store for `max_age_s`
 * seconds. Content-Security-Policy keeps a browser that opens it as a page from running scripts.
 */
void reply_file(
    struct request *rq, const char *media_type, int64_t max_age_s, const char *bytes, size_t len);

/* Discards what was written and replies with the error, as the route's .says words it. */
void reply_error(struct request *rq, enum chat_error error);

/* Does the same for errors that no function of chat returns. */
void reply_wire_error(struct request *rq, enum wire_error error);

/* The code of an error as the route words it, and a sentence where the code does not suffice. */
struct error_words {
	const char *code;
	const char *reason; /* NULL: the code suffices */
};

struct error_words error_words(struct request *rq, enum chat_error error);

/* Does the same as reply_success() with "success":false and status 400. */
void reply_failure(struct request *rq);

/*
 * Replies 400 {"success":false,"error":"<text> [invalid-params]","errorType":"invalid-params"}.
 */
void reply_invalid(struct request *rq, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Replies 400 {"success":false,"error":"<text>"}. */
void reply_failed(struct request *rq, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/*
 * Replies 400 {"success":false,"error":"<reason> [<code>]","errorType":"<code>"}. `details_json`
 * may be NULL or JSON for a member "details".
 */
void reply_refused(
    struct request *rq, const char *code, const char *reason, const char *details_json);

/* Replies 400: the message that a user named does not exist, or they may not read it. */
void reply_unknown_message(struct request *rq, const char *id);

/* Replies 429 (Too Many Requests), after request_charge() returned false. */
void reply_limited(struct request *rq);

/* Charges one request to the limit; false when it exceeds the rate. */
bool request_charge(struct request *rq, enum limit limit);

#endif
