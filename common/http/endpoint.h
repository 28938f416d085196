/* SPDX-License-Identifier: MIT */
/*
 * endpoint.h: everything that a file in cgi-bin includes.
 *
 * An endpoint declares tables of the fields that its methods take, a short handler for each
 * method, and a table of routes. ENDPOINT() registers the routes in the binary that the file is
 * linked into. When a handler runs, route/answer.c has authenticated the caller, checked their
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
#include <string.h>

#include "base/json_out.h"
#include "chat/core/chat.h"
#include "chat/core/error.h"
#include "chat/core/paging.h"
#include "chat/health/health.h"
#include "chat/messages/poll.h"
#include "chat/people/access.h"
#include "chat/people/user.h"
#include "http/limit/limiter.h"
#include "http/reply/wire_error.h"
#include "http/value/value.h"

struct request;

/* --- What a method takes ----------------------------------------------------------------- */

enum field_type {
	FIELD_STRING,
	FIELD_NUMBER,
	FIELD_BOOLEAN,
	FIELD_DATE,   /* a string: ISO 8601 or epoch milliseconds, see clock_parse() */
	FIELD_OBJECT, /* an object with the members in .fields */
	FIELD_ANY,    /* any JSON value; the handler passes it on */
	FIELD_FLAT,   /* any JSON value but an object; null becomes an empty string */
	FIELD_ARRAY, /* an array of objects with the members in .fields, or of strings when that is NULL */
};

enum field_flag {
	FIELD_REQUIRED = 1 << 0,
	FIELD_NULLABLE = 1 << 1,  /* null is allowed and means absent */
	FIELD_NOT_EMPTY = 1 << 2, /* the array must have at least one item */
	FIELD_OPEN =
	    1 << 3, /* the object may have members that .fields does not list; at the end of
			      * a table: so may what it is of */
	FIELD_SAME_AS_PATH = 1 << 4,  /* the value must equal the path parameter of the same name */
	FIELD_VISITOR_TOKEN = 1 << 5, /* the X-Visitor-Token header may carry it instead */
	FIELD_NEW_ID = 1 << 6,        /* it becomes the id of a new row: empty, or a valid id */
	FIELD_NEW_TOKEN =
	    1 << 7,          /* it becomes the token of a new visitor: blank, or a valid token */
	FIELD_LINK = 1 << 8, /* the string is a link that clients show: http, https or relative */
	FIELD_OR_NUMBER = 1 << 9, /* the date may be a number, and remains one */
	FIELD_TRUTH = 1 << 10, /* the string says true or false, or is empty; see param_truth() */
	FIELD_IGNORED =
	    1 << 11, /* clients send it, and it has no effect, which the API reference says */
	FIELD_UNKNOWN_FILTER =
	    1 << 12, /* it would select something, but cannot: it must be empty or {} */
	FIELD_NO_SCALAR = 1 << 13, /* a single value does not become an array with one item */
	FIELD_UNIQUE = 1 << 14,    /* no two strings of the array may be the same */
	FIELD_NOT_BLANK = 1 << 15, /* the string must show something */
	FIELD_KEPT =
	    1 << 16, /* with FIELD_OPEN: clients get the other members, so these are checked, too */
};

struct field {
	const char *name; /* NULL ends a table */
	enum field_type type;
	unsigned flags;
	const struct field *fields;
	size_t max;       /* maximum length in UTF-16 code units; 0: only the body limits it */
	size_t max_items; /* of an array; 0: only the body limits them */
	const char *const *one_of; /* the strings that are allowed, up to NULL; NULL: all */

	/*
	 * Each item of the array is an object with exactly one of these sets of members, which NULL
	 * ends; NULL: .fields says which members it has.
	 */
	const struct field *const *variants;
};

/*
 * The members of an attachment, and of a message that a user sends, which may have others, too
 * (FIELD_OPEN): clients send tmid, emoji, previews ..., which have no effect here.
 */
extern const struct field attachment_fields[];
extern const struct field user_message_fields[];

/* The member of a message with its attachments, for its table of fields. */
#define ATTACHMENTS_FIELD \
	{ \
		.name = "attachments", .type = FIELD_ARRAY, \
		.flags = FIELD_NULLABLE | FIELD_OPEN | FIELD_KEPT, .fields = attachment_fields \
	}

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
	const char *
	    path; /* begins with /api, /avatar, /file-upload or /livechat; a segment ":name" is a path
		   * parameter; with a slash at its end, that of the request has to have one, too */
	const struct field *fields; /* the route's parameters; NULL: query and body are ignored */
	const char
	    *array_body; /* the body is a JSON array: it becomes this field; NULL: an object */
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
	 * same statement as the user, answer.c refuses callers who may not access it before the
	 * handler runs, and the handler gets it from request_room(). NULL: the functions of chat
	 * that load what the request names check the access.
	 */
	const char *room;

	bool inbox; /* the state of the user's inbox is loaded with them, for request_inbox() */

	/* Which users may call a visitors' route without the visitor's token; NULL: none. */
	const struct user_access *users;

	enum rules rules;
	enum limit limit;       /* the rate limit that each call is charged to; LIMIT_NONE: none */
	bool limit_in_handler;  /* the handler charges it instead, with request_charge() */
	bool before_password;   /* it is served to users who have to change their password first */
	bool for_blocked;       /* a visitor who is blocked may write with it, too */
	bool needs_no_settings; /* it is answered even while the settings have never been read */

	/*
	 * The body is multipart/form-data with a file, which the handler reads with request_form()
	 * (http/files.h): until then only the fields of the query are there, and a required field has to
	 * be among them.
	 */
	bool form;
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

/*
 * CHAT_BLOCKED: the visitor who sends the request may store nothing, by their token, their address
 * or their network. It is asked before each handler of a visitor but those of GET: a GET that
 * writes has to ask itself.
 */
CHAT_CHECKED enum chat_error request_block(struct request *rq);

/* The state of the user's inbox, if the route's .inbox says that it is loaded. */
const struct inbox_state *request_inbox(struct request *rq);
bool request_is_conditional(struct request *rq); /* whether it has If-None-Match */

/* Implements request_env(), which measures constant names at compile time. */
const char *request_env_named(struct request *rq, const char *name, size_t len);

/*
 * A CGI meta-variable (RFC 3875), such as HTTP_ORIGIN for the Origin header; NULL when absent, and
 * when several header fields became the same variable.
 */
static inline const char *
request_env(struct request *rq, const char *name)
{
	return request_env_named(rq, name, strlen(name));
}

const char *request_cookie(struct request *rq, const char *name); /* NULL when absent */

/* What the process that serves the request knows of itself, for health_process(). */
struct health_process request_process(struct request *rq);

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

/*
 * Sets *yes to what a field with FIELD_TRUTH says: true, t and 1, or false, f and 0, in upper and
 * lower case. False, and *yes unchanged: it is absent or empty.
 */
bool param_truth(struct request *rq, const char *name, bool *yes);
bool param_is_true(struct request *rq, const char *name); /* it says true */

bool param_number(struct request *rq, const char *name, double *number);
int64_t param_int(
    struct request *rq, const char *name, int64_t otherwise); /* truncated to an integer */
bool param_time(struct request *rq, const char *name, int64_t *ms);
bool param_bool(struct request *rq, const char *name, bool *yes);

/* Parses a string field as JSON; NULL when the field is absent or is not a JSON object. */
const struct value *param_json(struct request *rq, const char *name);

/*
 * Validates a value that came within another, such as JSON within a string, as if it were the
 * parameter that `field` describes. Returns NULL, or an error text for reply_invalid().
 */
const char *value_complaint(struct request *rq, const struct field *field, struct value *value);

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

/* Opens a reply with status 200 that is an array alone, which the handler writes. */
struct json_out *reply_array(struct request *rq);

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

/*
 * Does the same for a reply that tells what has changed in the room after `since_ms`: its ETag stands for
 * that time, too.
 */
bool reply_is_known_since(struct request *rq, enum poller poller, const char *rid,
    const struct room_state *room, int64_t since_ms);

/* Takes the ETag back that a check of If-None-Match has set. */
void reply_untagged(struct request *rq);

/*
 * Does the same for a reply that is about no room or several; the tag, without quotation marks,
 * must live until the reply has been sent.
 */
bool reply_is_tagged(struct request *rq, const char *tag, int64_t poll_interval_s);

/* Replies 304 (Not Modified) without a body. */
void reply_unchanged(struct request *rq);

/* Sets X-Poll-Interval alone. */
void reply_poll_interval(struct request *rq, const struct room_state *room);

/* Sets X-Queue-Position, for a visitor whose room `rid` waits for an agent. */
void reply_queue_place(struct request *rq, const char *rid, const struct room_state *room);

/*
 * Sets X-Read-Until, for a visitor: the time up to which an agent has read the room, where read receipts are
 * switched on and one has.
 */
void reply_read_until(struct request *rq, const struct room_state *room);

/*
 * Sets X-Typing, the names of those who type in the room, for the visitor, or for the user unless NULL;
 * as percent-encoded UTF-8, joined by commas.
 */
void reply_typing(struct request *rq, const char *rid, const struct user *user);

/*
 * Replies with the bytes of a file of that media type, which any cache may store for `max_age_s`
 * seconds, none if that is 0. Content-Security-Policy keeps a browser that opens it as a page from running scripts.
 */
void reply_file(
    struct request *rq, const char *media_type, int64_t max_age_s, const char *bytes, size_t len);

/* Replies with a page for people, which no cache stores. It may have forms, but no scripts or styles. */
void reply_html(struct request *rq, const char *html);

/*
 * Replies with a file of web/, as scripts/pages names it: "inbox", "assets/inbox.0a1b2c3d4e5f.js", or
 * "" for the page /livechat; 404 if there is none. It is compressed for clients that accept that.
 */
void reply_web_file(struct request *rq, const char *name);

/* Whether web/ has a file of that name. */
bool web_has_file(const char *name);

/*
 * Replies with a file of the official widget, from the folder in which an admin has installed them; 404 if
 * there is none. `has_hash`: its name contains a hash of it, so that browsers may keep it for ever.
 */
void reply_official_file(struct request *rq, const char *name, bool has_hash);

/* Replies with the official widget's page, or with one that says how to install its files. */
void reply_official_page(struct request *rq);

/* Replies with a file of web/, a script that calls a function, with these settings as its argument. */
void reply_launcher(struct request *rq, const char *name, const char *settings_json);

/* Replies with these settings alone, for a launcher that the web server serves from a folder. */
void reply_launcher_settings(struct request *rq, const char *settings_json);

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

/*
 * Replies after request_charge() returned false: 429 (Too Many Requests); or 503, where what the
 * limit guards cannot be counted.
 */
void reply_limited(struct request *rq);

/* Charges one request to the limit; false when it has to be refused by reply_limited(). */
bool request_charge(struct request *rq, enum limit limit);

/* Does the same where a visitor's token is not the parameter `token`. */
bool request_charge_visitor(struct request *rq, enum limit limit, const char *token);

/*
 * Charge a login in two steps, because the database has to say whose bucket it is: whether the
 * network may try another one, which charges nothing; and the attempt on an account (NULL: none).
 */
bool request_may_log_in(struct request *rq);
bool request_charge_login(struct request *rq, const char *account_key);

#endif
