/* SPDX-License-Identifier: MIT */
/*
 * GET /api/v1/livechat/rooms           returns the rooms that match all conditions, newest first
 * GET /api/v1/livechat/rooms/filters   returns by what kinds of clients rooms were opened
 *
 * A user with only the permission view-l-room must send their own id or username in agents[], and
 * no other.
 *
 * agents[]                                          ids or usernames, one of which serves the room
 * departmentId (one or several), tags[]             one of which the room has
 * open                                              true selects rooms that an agent serves, false closed ones
 * queued, onhold                                    true selects rooms that wait for an agent, that are on hold
 * createdAt, closedAt                               {"start":date,"end":date}, either or both
 * customFields                                      {"name":"a part of its value"}
 * roomName                                          a part of it; all of it in double quotes
 */
#include <string.h>

#include "base/clock.h"
#include "chat/rooms/room_list.h"
#include "chat/rooms/served.h"
#include "http/endpoint.h"

static const struct field get_fields[] = {
	LIST_FIELDS,
	{ .name = "query", .flags = FIELD_NULLABLE | FIELD_UNKNOWN_FILTER },
	{ .name = "fields", .flags = FIELD_NULLABLE | FIELD_IGNORED },
	{ .name = "createdAt", .flags = FIELD_NULLABLE },
	{ .name = "customFields", .flags = FIELD_NULLABLE },
	{ .name = "closedAt", .flags = FIELD_NULLABLE },
	{ .name = "agents", .type = FIELD_ARRAY, .flags = FIELD_NULLABLE },
	{ .name = "roomName", .flags = FIELD_NULLABLE },
	{ .name = "departmentId", .type = FIELD_ARRAY, .flags = FIELD_NULLABLE },
	{ .name = "open", .flags = FIELD_NULLABLE | FIELD_TRUTH },
	{ .name = "onhold", .flags = FIELD_NULLABLE | FIELD_TRUTH },
	{ .name = "queued", .flags = FIELD_NULLABLE | FIELD_TRUTH },
	{ .name = "tags", .type = FIELD_ARRAY, .flags = FIELD_NULLABLE },
	{ .name = "units", .type = FIELD_ARRAY, .flags = FIELD_NULLABLE | FIELD_UNKNOWN_FILTER },
	{ .name = NULL },
};

/*
 * Adds the items of a field to a search list. Replies with an error and returns false when there
 * are too many.
 */
static bool
read_list(struct request *rq, const char *name, struct search_list *list)
{
	const struct value *items = param(rq, name), *item;

	for (size_t i = 0; (item = value_item(items, i)); i++) {
		if (!search_list_add(list, value_text(item))) {
			reply_invalid(rq, "must NOT have more than %d items", SEARCH_LIST_MAX);
			return false;
		}
	}
	return true;
}

static bool
read_lists(struct request *rq, struct room_search *search)
{
	if (!read_list(rq, "agents", &search->agents) ||
	    !read_list(rq, "departmentId", &search->departments) ||
	    !read_list(rq, "tags", &search->tags))
		return false;
	for (size_t i = 0; i < search->tags.len; i++)
		search->tags.items[i] = room_tag_json(request_chat(rq), search->tags.items[i]);
	/* Scripts without a department send "" or JavaScript's undefined. */
	if (search->departments.len == 1 &&
	    (!*search->departments.items[0] ||
		strcmp(search->departments.items[0], "undefined") == 0))
		search->departments.len = 0;
	return true;
}

/*
 * Parses a field as a JSON object, NULL when it is absent or empty. False when it is anything
 * else.
 */
static bool
read_object(struct request *rq, const char *name, const struct value **object)
{
	const char *text = param_string(rq, name);

	*object = param_json(rq, name);
	return *object || !text || !*text;
}

/*
 * Reads one end of a period, which stays unlimited when it is absent or empty. False: it is no
 * date.
 */
static bool
read_end(const struct value *period, const char *name, int64_t *ms)
{
	const struct value *end = value_member(period, name);
	const char *text = value_text(end);

	if (value_type(end) == VALUE_NULL || (text && !*text))
		return true;
	return text && clock_parse(text, strlen(text), ms);
}

static bool
read_period(struct request *rq, const char *name, int64_t *from_ms, int64_t *to_ms)
{
	const struct value *period;

	if (!read_object(rq, name, &period)) {
		reply_failed(rq, "The \"%s\" query parameter must be a valid JSON.", name);
		return false;
	}
	for (struct member m = member_first(period); m.name; m = member_next(m))
		if (strcmp(m.name, "start") != 0 && strcmp(m.name, "end") != 0) {
			reply_invalid(rq, "%s may have the members start and end, not \"%.100s\"",
			    name, m.name);
			return false;
		}
	if (!read_end(period, "start", from_ms)) {
		reply_failed(rq, "The \"%s.start\" query parameter must be a valid date.", name);
		return false;
	}
	if (!read_end(period, "end", to_ms)) {
		reply_failed(rq, "The \"%s.end\" query parameter must be a valid date.", name);
		return false;
	}
	return true;
}

static bool
read_custom_fields(struct request *rq, struct room_search *search)
{
	const struct value *object;
	bool valid = read_object(rq, "customFields", &object);

	for (struct member m = member_first(object); m.name; m = member_next(m)) {
		if (search->fields_len == SEARCH_FIELDS_MAX) {
			reply_invalid(
			    rq, "must NOT have more than %d properties", SEARCH_FIELDS_MAX);
			return false;
		}
		valid &= value_text(m.value) != NULL;
		search->fields[search->fields_len++] =
		    (struct search_field){ .name = m.name, .value = value_text(m.value) };
	}
	if (!valid)
		reply_failed(rq, "The \"customFields\" query parameter must be a valid JSON.");
	return valid;
}

static void
read_state(struct request *rq, struct room_search *search)
{
	bool open;

	/* Clients count a room that waits as queued and not as open. */
	if (param_truth(rq, "open", &open)) {
		search->open = open ? SEARCH_YES : SEARCH_NO;
		search->served = open ? SEARCH_YES : SEARCH_ANY;
	}
	search->on_hold = param_is_true(rq, "onhold");
	if (param_is_true(rq, "queued")) {
		search->open = SEARCH_YES;
		search->served = SEARCH_NO;
	}
}

static void
rooms_get(struct request *rq)
{
	struct room_search search = room_search_all();
	const char *name = param_string(rq, "roomName");
	struct list_size size = { 0 };
	struct paging paging;
	enum chat_error error;

	if (!read_lists(rq, &search))
		return;
	error = room_list_permitted(request_chat(rq), request_user(rq), &search);
	if (error) {
		reply_error(rq, error);
		return;
	}
	if (!request_paging(rq, &paging) ||
	    !read_period(rq, "createdAt", &search.created_from_ms, &search.created_to_ms) ||
	    !read_period(rq, "closedAt", &search.closed_from_ms, &search.closed_to_ms) ||
	    !read_custom_fields(rq, &search))
		return;
	read_state(rq, &search);
	if (name)
		room_search_name(request_chat(rq), &search, name);
	error = room_list_write(request_chat(rq), reply_list(rq, "rooms"), &search, &paging, &size);
	reply_page(rq, &paging, error, &size);
}

static void
filters_get(struct request *rq)
{
	reply_finish(rq, room_sources_write(request_chat(rq), reply_list(rq, "filters")));
}

static const struct route routes[] = {
	{ .method = "GET",
	    .path = "/api/v1/livechat/rooms",
	    .permission = PERMISSION_LOGIN,
	    .fields = get_fields,
	    .access = { ACCESS_SELF, PERMISSION_VIEW_LIVECHAT_ROOMS },
	    .says = { { CHAT_NOT_YOURS, WIRE_UNAUTHORIZED } },
	    .handler = rooms_get },
	{ .method = "GET",
	    .path = "/api/v1/livechat/rooms/filters",
	    .permission = PERMISSION_VIEW_L_ROOM,
	    .access = { .who = ACCESS_ANYONE },
	    .handler = filters_get },
	{ .method = NULL },
};

ENDPOINT("rooms", routes);
