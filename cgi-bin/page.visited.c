/* SPDX-License-Identifier: MIT */
/*
 * POST /api/v1/livechat/page.visited   records that a visitor has opened another page
 *
 * Widgets send each page from the first one on, so the visitor need not be registered yet.
 */
#include "chat/rooms/page.h"
#include "http/endpoint.h"

static const struct field location_fields[] = {
	{ .name = "href", .flags = FIELD_REQUIRED, .max = 8000 },
	{ .name = NULL },
};

static const struct field page_fields[] = {
	{ .name = "title", .flags = FIELD_REQUIRED, .max = 5000 },
	{ .name = "change", .flags = FIELD_REQUIRED },
	{ .name = "location",
	    .type = FIELD_OBJECT,
	    .flags = FIELD_REQUIRED,
	    .fields = location_fields },
	{ .name = NULL },
};

static const struct field post_fields[] = {
	{ .name = "token", .flags = FIELD_REQUIRED | FIELD_VISITOR_TOKEN },
	{ .name = "rid", .flags = FIELD_NULLABLE },
	{ .name = "pageInfo",
	    .type = FIELD_OBJECT,
	    .flags = FIELD_REQUIRED,
	    .fields = page_fields },
	{ .name = NULL },
};

static void
page_visited_post(struct request *rq)
{
	struct chat *chat = request_chat(rq);
	const struct value *page = param(rq, "pageInfo");
	const struct page_visit visit = {
		.token = param_string(rq, "token"),
		.rid = param_string(rq, "rid"),
		.title = value_member_text(page, "title"),
		.change = value_member_text(page, "change"),
		.href = value_member_text(value_member(page, "location"), "href"),
	};
	struct json_out *out;
	bool counts;
	enum chat_error error = page_visit_store(chat, &visit, &counts);

	if (error) {
		reply_error(rq, error);
		return;
	}
	out = reply_object(rq);
	if (counts) {
		json_key(out, "page");
		page_visit_json(chat, out, &visit);
	}
	reply_success(rq);
}

static const struct route routes[] = {
	{ .method = "POST",
	    .path = "/api/v1/livechat/page.visited",
	    .fields = post_fields,
	    .limit = LIMIT_UPDATE,
	    .access = { .who = ACCESS_ROOM_VISITOR },
	    .handler = page_visited_post },
	{ .method = NULL },
};

ENDPOINT("page.visited", routes);
