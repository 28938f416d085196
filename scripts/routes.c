/* SPDX-License-Identifier: MIT */
/*
 * Prints all routes that are linked into it, with their fields and callers, and all errors as JSON.
 * scripts/api-doc makes the API reference from that, and tests compare it with what servers do.
 */
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/json_out.h"
#include "base/str.h"
#include "db/sort_column.h"
#include "http/endpoint.h"
#include "http/reply/errors.h"
#include "http/route/routes.h"

static const char *const types[] = {
	[FIELD_STRING] = "string",
	[FIELD_NUMBER] = "number",
	[FIELD_BOOLEAN] = "boolean",
	[FIELD_DATE] = "date",
	[FIELD_OBJECT] = "object",
	[FIELD_ANY] = "any",
	[FIELD_ARRAY] = "array",
	[FIELD_FLAT] = "string, boolean, number or array",
};

static const struct {
	enum field_flag flag;
	const char *name;
} flags[] = {
	{ FIELD_REQUIRED, "required" },
	{ FIELD_NULLABLE, "nullable" },
	{ FIELD_NOT_EMPTY, "notEmpty" },
	{ FIELD_OPEN, "open" },
	{ FIELD_SAME_AS_PATH, "sameAsPath" },
	{ FIELD_VISITOR_TOKEN, "visitorToken" },
	{ FIELD_NEW_ID, "newId" },
	{ FIELD_NEW_TOKEN, "newToken" },
	{ FIELD_LINK, "link" },
	{ FIELD_OR_NUMBER, "orNumber" },
	{ FIELD_TRUTH, "truth" },
	{ FIELD_IGNORED, "ignored" },
	{ FIELD_UNKNOWN_FILTER, "unknownFilter" },
	{ FIELD_NO_SCALAR, "noScalar" },
	{ FIELD_UNIQUE, "unique" },
	{ FIELD_NOT_BLANK, "notBlank" },
};

static const char *const no_sort_names[] = { NULL };
static const char *const setting_sort_names[] = { "_id", "group", "type", NULL };

/* By what each list can be sorted. */
static const struct {
	const char *path;
	const char *const *names;
} sorts[] = {
	{ "/api/v1/canned-responses", canned_sort_names },
	{ "/api/v1/livechat/blocks", block_sort_names },
	{ "/api/v1/livechat/business-hours", business_hour_sort_names },
	{ "/api/v1/livechat/custom-fields", field_definition_sort_names },
	{ "/api/v1/livechat/department", department_sort_names },
	{ "/api/v1/livechat/department/:_id/agents", member_sort_names },
	{ "/api/v1/livechat/departments/archived", department_sort_names },
	{ "/api/v1/livechat/inquiries.list", no_sort_names },
	{ "/api/v1/livechat/inquiries.queued", no_sort_names },
	{ "/api/v1/livechat/inquiries.queuedForUser", no_sort_names },
	{ "/api/v1/livechat/messages/:rid", message_sort_names },
	{ "/api/v1/livechat/:rid/messages", message_sort_names },
	{ "/api/v1/livechat/outbox", outbox_sort_names },
	{ "/api/v1/livechat/queue", served_sort_names },
	{ "/api/v1/livechat/rooms", room_sort_names },
	{ "/api/v1/livechat/sessions", no_sort_names },
	{ "/api/v1/livechat/transfer.history/:rid", message_sort_names },
	{ "/api/v1/livechat/triggers", trigger_sort_names },
	{ "/api/v1/livechat/users/agent", team_sort_names },
	{ "/api/v1/livechat/users/manager", team_sort_names },
	{ "/api/v1/livechat/visitors.chatHistory/room/:roomId/visitor/:visitorId",
	    room_sort_names },
	{ "/api/v1/livechat/visitors.pagesVisited/:roomId", message_sort_names },
	{ "/api/v1/livechat/visitors.search", visitor_sort_names },
	{ "/api/v1/livechat/visitors.searchChats/room/:roomId/visitor/:visitorId",
	    room_sort_names },
	{ "/api/v1/omnichannel/contacts.history", past_room_sort_names },
	{ "/api/v1/omnichannel/contacts.search", contact_sort_names },
	{ "/api/v1/settings", setting_sort_names },
	{ "/api/v1/users.list", user_sort_names },
};

static void
choices_write(struct json_out *out, const char *const *choices)
{
	json_key(out, "oneOf");
	json_array(out);
	for (; *choices; choices++)
		json_string(out, *choices);
	json_array_end(out);
}

static void fields_write(struct json_out *out, const struct field *fields, const char *path);

static void
variants_write(struct json_out *out, const struct field *const *variants)
{
	json_key(out, "variants");
	json_array(out);
	for (; *variants; variants++) {
		json_object(out);
		fields_write(out, *variants, NULL);
		json_object_end(out);
	}
	json_array_end(out);
}

static void
sorts_write(struct json_out *out, const char *path)
{
	for (size_t i = 0; i < ARRAY_LEN(sorts); i++) {
		if (strcmp(sorts[i].path, path) != 0)
			continue;
		json_key(out, "sorts");
		json_array(out);
		for (size_t j = 0; sorts[i].names[j]; j++)
			json_string(out, sorts[i].names[j]);
		json_array_end(out);
	}
}

/* path: that of the route whose fields these are; NULL: they are members of another field. */
static void
fields_write(struct json_out *out, const struct field *fields, const char *path)
{
	json_key(out, "fields");
	json_array(out);
	for (const struct field *field = fields; field && field->name; field++) {
		json_object(out);
		json_put_string(out, "name", field->name);
		json_put_string(out, "type", types[field->type]);
		for (size_t i = 0; i < ARRAY_LEN(flags); i++)
			if (field->flags & flags[i].flag)
				json_put_bool(out, flags[i].name, true);
		if (field->max > 0)
			json_put_int(out, "max", (int64_t)field->max);
		if (field->max_items > 0)
			json_put_int(out, "maxItems", (int64_t)field->max_items);
		if (field->one_of)
			choices_write(out, field->one_of);
		if (field->variants)
			variants_write(out, field->variants);
		/* This table contains itself, because attachments can quote messages. */
		if (field->fields == attachment_fields)
			json_put_string(out, "document", "attachment");
		else if (field->fields)
			fields_write(out, field->fields, NULL);
		if (path && strcmp(field->name, "sort") == 0 && !(field->flags & FIELD_IGNORED))
			sorts_write(out, path);
		json_object_end(out);
	}
	json_array_end(out);
}

static void
error_write(struct json_out *out, enum wire_error error)
{
	struct buf body = { 0 };
	int status = wire_error_body(error, NULL, &body);

	json_put_int(out, "status", status);
	json_put_raw(out, "body", buf_cstr(&body));
	buf_free(&body);
}

/* --- Who may call -------------------------------------------------------------------------- */

static const char *const accesses[] = {
	[ACCESS_ANYONE] = "anyone",
	[ACCESS_VISITOR] = "visitor",
	[ACCESS_ROOM_VISITOR] = "room visitor",
	[ACCESS_ROOM_READER] = "reader",
	[ACCESS_FILE_READER] = "file reader",
	[ACCESS_ROOM_MEMBER] = "member",
	[ACCESS_ROOM_AGENT] = "agent",
	[ACCESS_MESSAGE_AUTHOR] = "author",
	[ACCESS_SETUP] = "setup",
	[ACCESS_OWNER] = "owner",
	[ACCESS_SELF] = "self",
	[ACCESS_NOBODY] = "nobody",
};

/*
 * All kinds of callers. The request is about a room that an agent serves: it names the room, its
 * visitor, its agent, or a message that the agent wrote in it.
 */
static const struct caller {
	const char *name;
	unsigned roles; /* 0: not logged in */
	bool visitor;   /* has a visitor's token */
	bool owns_room; /* the room belongs to that visitor */
	bool serves;
	bool takes_part;
} callers[] = {
	{ .name = "nobody" },
	{ .name = "visitor", .visitor = true, .owns_room = true },
	{ .name = "other visitor", .visitor = true },
	{ .name = "user", .roles = ROLE_USER },
	{ .name = "agent", .roles = ROLE_USER | ROLE_AGENT },
	{ .name = "member", .roles = ROLE_USER | ROLE_AGENT, .takes_part = true },
	{ .name = "serving agent", .roles = ROLE_USER | ROLE_AGENT, .serves = true },
	{ .name = "manager", .roles = ROLE_USER | ROLE_MANAGER },
	{ .name = "monitor", .roles = ROLE_USER | ROLE_MONITOR },
	{ .name = "admin", .roles = ROLE_USER | ROLE_ADMIN },
};

static bool
caller_may(const struct caller *caller, enum permission permission)
{
	const struct user user = { .roles = caller->roles };

	return user_may(caller->roles ? &user : NULL, permission);
}

/* Whether the caller is granted the access, or has the permission that overrides it. */
static bool
caller_has_access(const struct caller *caller, const struct access *access)
{
	if (access->override != PERMISSION_NONE && caller_may(caller, access->override))
		return true;
	switch (access->who) {
	case ACCESS_ANYONE:
		return true;
	case ACCESS_VISITOR:
		return caller->visitor;
	case ACCESS_ROOM_VISITOR:
		return caller->owns_room;
	case ACCESS_FILE_READER:
		return caller->owns_room || caller->serves || caller->takes_part;
	case ACCESS_ROOM_READER:
	case ACCESS_ROOM_MEMBER:
		return caller->serves || caller->takes_part;
	case ACCESS_ROOM_AGENT:
	case ACCESS_MESSAGE_AUTHOR:
	case ACCESS_SELF:
		return caller->serves;
	case ACCESS_UNDECLARED:
	case ACCESS_SETUP: /* all of these call an installation that is complete */
	case ACCESS_OWNER: /* and none has a proof */
	case ACCESS_NOBODY:
		break;
	}
	return false;
}

/* The error with which chat denies the access; CHAT_OK: it is not denied after the login. */
static enum chat_error
access_refusal(enum access_for who)
{
	switch (who) {
	case ACCESS_ROOM_VISITOR:
		return CHAT_NO_ROOM;
	case ACCESS_FILE_READER: /* of users, see caller_refusal() */
	case ACCESS_ROOM_READER:
	case ACCESS_ROOM_MEMBER:
	case ACCESS_ROOM_AGENT:
	case ACCESS_MESSAGE_AUTHOR:
	case ACCESS_SELF:
	case ACCESS_OWNER:
		return CHAT_NOT_YOURS;
	case ACCESS_SETUP:
		return CHAT_FORBIDDEN;
	case ACCESS_NOBODY:
		return CHAT_SWITCHED_OFF;
	case ACCESS_UNDECLARED:
	case ACCESS_ANYONE:
	case ACCESS_VISITOR:
		break;
	}
	return CHAT_OK;
}

static enum chat_error
caller_refusal(const struct caller *caller, const struct route *route)
{
	const struct access *access = &route->access;
	bool wants_token = access->who == ACCESS_VISITOR || access->who == ACCESS_ROOM_VISITOR;

	if (!caller_may(caller, route->permission))
		return caller->roles ? CHAT_FORBIDDEN : CHAT_UNAUTHORIZED;
	if (caller_has_access(caller, access))
		return CHAT_OK;
	if (access->who == ACCESS_FILE_READER && !caller->roles)
		return CHAT_NO_FILE;
	if (wants_token && !caller->visitor)
		return CHAT_NO_VISITOR;
	return access_refusal(access->who);
}

/*
 * Whether the caller may not even read what the request is about: then the reply is the same as if
 * it did not exist.
 */
static bool
caller_sees_nothing(const struct caller *caller, const struct access *access)
{
	return access->who == ACCESS_MESSAGE_AUTHOR && !caller->serves && !caller->takes_part &&
	       !caller_may(caller, PERMISSION_VIEW_LIVECHAT_ROOMS);
}

static void
callers_write(struct json_out *out, const struct route *route)
{
	json_key(out, "callers");
	json_object(out);
	for (size_t i = 0; i < ARRAY_LEN(callers); i++) {
		enum chat_error refusal = caller_refusal(&callers[i], route);

		json_key(out, callers[i].name);
		json_object(out);
		json_put_bool(out, "may", !refusal);
		if (refusal)
			error_write(out, error_worded(route, refusal));
		if (refusal == CHAT_NOT_YOURS && caller_sees_nothing(&callers[i], &route->access))
			json_put_bool(out, "seesNothing", true);
		json_object_end(out);
	}
	json_object_end(out);
}

static void
access_write(struct json_out *out, const struct route *route)
{
	enum chat_error refusal = access_refusal(route->access.who);

	json_put_string(out, "access", accesses[route->access.who]);
	json_put_string_opt(out, "override", permission_name(route->access.override));
	if (refusal) {
		json_key(out, "refusal");
		json_object(out);
		error_write(out, error_worded(route, refusal));
		json_object_end(out);
	}
	callers_write(out, route);
}

static void
route_write(struct json_out *out, const struct endpoint *endpoint, const struct route *route)
{
	json_object(out);
	json_put_string(out, "endpoint", endpoint->name);
	json_put_string(out, "method", route->method);
	json_put_string(out, "path", route->path);
	json_put_string_opt(out, "arrayBody", route->array_body);
	json_put_bool(out, "login", route->permission != PERMISSION_NONE);
	json_put_string_opt(out, "permission", permission_name(route->permission));
	access_write(out, route);
	json_put_bool(out, "limited", route->limit != LIMIT_NONE);
	json_put_string(out, "rules", route->rules == RULES_MATCH ? "match" : "schema");
	json_put_bool(out, "takesFields", route->fields != NULL);
	fields_write(out, route->fields, route->path);
	json_object_end(out);
}

static void
errors_write(struct json_out *out)
{
	json_key(out, "errors");
	json_array(out);
	for (enum wire_error error = 0; error < WIRE_ERROR__MAX; error++) {
		json_object(out);
		error_write(out, error);
		json_object_end(out);
	}
	json_array_end(out);
}

/* The roles that have each permission. */
static void
permissions_write(struct json_out *out)
{
	json_key(out, "permissions");
	json_object(out);
	for (enum permission i = PERMISSION_LOGIN + 1; i < PERMISSION__MAX; i++) {
		json_key(out, permission_name(i));
		json_array(out);
		for (unsigned role = ROLE_USER; role <= ROLE_ADMIN; role <<= 1)
			if (permission_roles(i) & role)
				json_string(out, role_name(role));
		json_array_end(out);
	}
	json_object_end(out);
}

int
main(void)
{
	struct endpoints endpoints = endpoints_linked();
	struct buf buf = { 0 };
	struct json_out out;

	json_begin(&out, &buf);
	json_object(&out);
	json_key(&out, "routes");
	json_array(&out);
	for (const struct endpoint *const *at = endpoints.first; at < endpoints.end; at++)
		for (const struct route *route = (*at)->routes; route->method; route++) {
			const char *fault = route_fault(route);

			if (fault) {
				fprintf(stderr, "%s %s: %s\n", route->method, route->path, fault);
				return 1;
			}
			route_write(&out, *at, route);
		}
	json_array_end(&out);
	json_key(&out, "attachments");
	json_object(&out);
	fields_write(&out, attachment_fields, NULL);
	json_object_end(&out);
	permissions_write(&out);
	errors_write(&out);
	json_object_end(&out);
	printf("%s\n", buf_cstr(&buf));
	buf_free(&buf);
	return 0;
}
