/*
 * endpoint.h: everything a file in cgi-bin needs.
 *
 * An endpoint declares which fields each of its methods takes, a short handler for each, and
 * its routes; ENDPOINT() makes them known to whatever binary the file is linked into. When a
 * handler runs, its request is authenticated, permitted, within its rate limit and valid, and
 * the fields have the types of their table. A handler frees nothing and names no status. Its success
 * is sent only when it was asked whether the caller has the access that the route declares.
 *
 * All strings and values a request hands out live until its reply is complete.
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
	FIELD_DATE,   /* ISO-8601 or epoch milliseconds (see clock_parse()) */
	FIELD_OBJECT, /* .fields has its members */
	FIELD_ANY,    /* the handler passes it on, whatever it is */
	FIELD_ARRAY,  /* its items are objects with the members in .fields, or strings without */
};

enum field_flag {
	FIELD_REQUIRED = 1 << 0,
	FIELD_NULLABLE = 1 << 1,      /* JSON's null is allowed and reads as absent */
	FIELD_NOT_EMPTY = 1 << 2,     /* the array has at least one item */
	FIELD_OPEN = 1 << 3,          /* the object may have members that are not listed */
	FIELD_SAME_AS_PATH = 1 << 4,  /* it must equal the path's parameter of the same name */
	FIELD_VISITOR_TOKEN = 1 << 5, /* header X-Visitor-Token may carry it instead */
	FIELD_NEW_ID = 1 << 6, /* it will be stored as an id: it must look like one or be empty */
	FIELD_NEW_TOKEN =
	    1 << 7, /* it will be stored as a visitor's token: it must look like one */
};

struct field {
	const char *name; /* NULL ends a table */
	enum field_type type;
	unsigned flags;
	const struct field *fields;
	size_t max; /* UTF-16 units that the string has at most; 0: the body's limit is enough */
};

/* How fields are checked, and how their refusal is worded. */
enum rules {
	RULES_SCHEMA, /* JSON schema coerces scalars: "must have required property 'x'" */
	RULES_MATCH,  /* Meteor's match() takes exact types: "Match error: Missing key 'x'" */
};

/* --- Routes ------------------------------------------------------------------------------ */

/* Makes exactly one reply: each way through calls one reply_...() that ends it. */
typedef void handler_fn(struct request *rq);

/* Refuses fields for reasons that no table can say: it replies and returns false. */
typedef bool check_fn(struct request *rq);

#define SAYS_MAX 8 /* errors that a route can word in its own way */

/* How a route answers an error of chat, where that is not the usual way. */
struct saying {
	enum chat_error error; /* CHAT_OK ends a list that is not full */
	enum wire_error as;
};

struct route {
	const char *method;         /* NULL ends a table; HEAD and OPTIONS need no rows */
	const char *path;           /* from /api on; a segment ":name" is a path parameter */
	const struct field *fields; /* NULL: the route takes none and ignores what is sent */
	check_fn *check;            /* runs after the fields were found valid; may be NULL */
	handler_fn *handler;
	handler_fn *bare; /* runs instead when no field at all is sent; may be NULL */
	enum permission
	    permission; /* the caller must have it; PERMISSION_NONE: no login is needed */

	/*
	 * Who may have the room, visitor or message that the request names. Every route says it;
	 * ACCESS_ANYONE says that the permission is enough.
	 */
	struct access access;

	struct saying says[SAYS_MAX]; /* for all other errors see http/reply/errors.c */

	/*
	 * Name of the path's or query's parameter that holds a room's id. The room's state is loaded
	 * together with the user's login, those who may not have the room are refused before the
	 * handler runs, and the handler gets it from request_room(). NULL: the functions of chat that
	 * find what the request names ask for the access.
	 */
	const char *room;

	/* Who may call a visitors' route without a visitor's token, too; NULL: nobody. */
	const struct user_access *users;

	enum rules rules;
	enum limit limit;      /* how often it may be called; LIMIT_NONE: as often as one likes */
	bool limit_in_handler; /* the handler charges the limit itself, with request_charge() */
};

/* Users who may call a visitors' route about its .room. */
struct user_access {
	enum permission permission;
	struct access access;
};

struct endpoint {
	const char *name; /* as its file and its URL's last word: "messages.history" */
	const struct route *routes;
};

/* Registers the endpoint in the binary; the linker gathers them in one section. */
#define ENDPOINT(endpoint_name, endpoint_routes) \
	static const struct endpoint endpoint_self = { (endpoint_name), (endpoint_routes) }; \
	__attribute__((section("endpoints"), \
	    used)) static const struct endpoint *const endpoint_entry = &endpoint_self

/* --- The request ------------------------------------------------------------------------- */

struct chat *request_chat(struct request *rq);
const struct user *request_user(struct request *rq); /* NULL when nobody is logged in */

/* The room that the route's .room names; its id is NULL unless the user may have it. */
const struct room_state *request_room(struct request *rq);
bool request_is_conditional(struct request *rq); /* the client has an answer already */

/* A variable of the request's environment, as HTTP_ORIGIN for the header Origin; NULL when absent. */
const char *request_env(struct request *rq, const char *name);
const char *request_cookie(struct request *rq, const char *name); /* NULL when absent */

const char *path_param(struct request *rq, const char *name); /* decoded; never NULL */

/* All fields as one object. */
const struct value *request_params(struct request *rq);

/* A field by its name. Absent (or null where that is allowed): NULL, or false. */
const struct value *param(struct request *rq, const char *name);
const char *param_string(struct request *rq, const char *name);
const char *param_nonempty(struct request *rq, const char *name); /* NULL also for "" */
bool param_is_true(struct request *rq, const char *name);         /* the text is "true" */
bool param_number(struct request *rq, const char *name, double *number);
int64_t param_int(struct request *rq, const char *name, int64_t otherwise); /* fraction cut */
bool param_time(struct request *rq, const char *name, int64_t *ms);
bool param_bool(struct request *rq, const char *name, bool *yes);

/* The JSON object that the text of a field is; NULL when the field is absent or no such text. */
const struct value *param_json(struct request *rq, const char *name);

/* --- Lists ------------------------------------------------------------------------------- */

/* What every list takes, to stand in its table of fields. */
#define LIST_FIELDS \
	{ .name = "count", .type = FIELD_NUMBER, .flags = FIELD_NULLABLE }, \
	    { .name = "offset", .type = FIELD_NUMBER, .flags = FIELD_NULLABLE }, \
	{ \
		.name = "sort", .flags = FIELD_NULLABLE \
	}

/*
 * Reads LIST_FIELDS. When sort is no JSON object such as {"ts":-1} the refusal is replied, and
 * false returned.
 */
bool request_paging(struct request *rq, struct paging *paging);

/* Opens the reply of a list; the next value is the list, as that member. */
struct json_out *reply_list(struct request *rq, const char *member);

/*
 * Ends it: offset, how many it has (count), how many there are in all. Or replies the error that
 * there was, whatever has been written.
 */
void reply_page(struct request *rq, const struct paging *paging, enum chat_error error,
    const struct list_size *size);

/* --- The reply --------------------------------------------------------------------------- */

/* Opens the reply's object; the handler writes its own members ... */
struct json_out *reply_object(struct request *rq);

/* ... and this adds "success":true and answers 200. */
void reply_success(struct request *rq);

/* reply_success(), or the error that there was, whatever has been written. */
void reply_finish(struct request *rq, enum chat_error error);

/* The whole reply of a call whose success has nothing to tell, or the error that there was. */
void reply_done(struct request *rq, enum chat_error error);

/* reply_success() for the few answers whose body has no such member. */
void reply_plain(struct request *rq);

/*
 * Says that the answer, when it is one of success, shows the room `rid` in this state, by an
 * ETag, and when to ask again. True when the client has that very answer: then
 * reply_unchanged() is all it needs. Independent of reply_object().
 */
bool reply_is_known(
    struct request *rq, enum poller poller, const char *rid, const struct room_state *room);

/* 304 without a body. */
void reply_unchanged(struct request *rq);

/* Only when to ask again. */
void reply_poll_interval(struct request *rq, const struct room_state *room);

/*
 * What is no JSON: the bytes of a file of that media type, which anybody may keep for so long.
 * A browser that opens it as a page runs nothing in it.
 */
void reply_file(
    struct request *rq, const char *media_type, int64_t max_age_s, const char *bytes, size_t len);

/* Discards what was written and answers the error in the words of the route. */
void reply_error(struct request *rq, enum chat_error error);

/* The same for what no function of chat finds out. */
void reply_wire_error(struct request *rq, enum wire_error error);

/* How the route words an error: its code and, unless that says it all, a sentence. */
struct error_words {
	const char *code;
	const char *reason; /* NULL: none */
};

struct error_words error_words(struct request *rq, enum chat_error error);

/* In place of reply_success(): adds "success":false and answers 400. */
void reply_failure(struct request *rq);

/* 400 {"success":false,"error":"<text> [invalid-params]","errorType":"invalid-params"} */
void reply_invalid(struct request *rq, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* 400 {"success":false,"error":"<text>"} */
void reply_failed(struct request *rq, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* 400 {"success":false,"error":"<reason> [<code>]","errorType":"<code>"[,"details":<JSON>]} */
void reply_refused(
    struct request *rq, const char *code, const char *reason, const char *details_json);

/* 400: a user named a message that there is not, or not for him. */
void reply_unknown_message(struct request *rq, const char *id);

/* 429, after request_charge() said no. */
void reply_limited(struct request *rq);

/* Takes one from the bucket(s) of that limit; false when the request is one too many. */
bool request_charge(struct request *rq, enum limit limit);

#endif
